from django.core.management.base import BaseCommand, CommandError

from cooperatives.ledger import check as ledger
from shop.payment.audit import audit


class Command(BaseCommand):
    help = "Verifies the books: they balance, every paid order stands in them once, and nothing was altered."

    def handle(self, **options):
        report = ledger.check()
        figures, disagreements = audit()
        counted = {"accounts": report.accounts, "entries": report.entries, "postings": report.postings}
        moved = {f"moved, {code} (minor units)": minor for code, minor in sorted(report.moved_minor.items())}
        sums = {f"Σ {code}": minor for code, minor in sorted(report.out_of_balance_minor.items())}
        for name, figure in (counted | moved | sums | figures).items():
            self.stdout.write(f"{name:<28} {figure:>14,}")
        faults = [*report.faults, *disagreements]
        for fault in faults:
            self.stderr.write(self.style.ERROR(f"fault: {fault}"))
        if faults:
            raise CommandError(f"The books have {len(faults)} fault(s).")
        self.stdout.write(self.style.SUCCESS("The books are right."))
