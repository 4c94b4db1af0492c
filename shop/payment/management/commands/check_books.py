from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cooperatives.ledger import check as ledger
from cooperatives.ledger import verify as history
from shop.logbook import append_only as log_guards
from shop.payment.audit import audit


class Command(BaseCommand):
    help = "Verifies the books: they balance, every paid order stands in them once, and nothing was altered."

    def add_arguments(self, parser):
        parser.add_argument("--verify", action="store_true", help="make the chain and all balances again, and compare")
        parser.add_argument("--anchor", help="a <number>:<chain> that was kept: is history before it as it was?")

    def handle(self, *, verify, anchor, **options):
        try:
            kept = history.read_anchor(anchor) if anchor else None
        except history.NoAnchor as fault:
            raise CommandError(str(fault)) from fault
        verdict = history.verify(anchor=kept) if verify or kept else None
        report = ledger.check()
        figures, disagreements = audit()
        counted = {
            "accounts": report.accounts,
            "entries": report.entries,
            "postings": report.postings,
            "waiting for seals": report.waiting,
        }
        if verdict:
            counted["seals intact"] = verdict.sealed
        moved = {f"moved, {code} (minor units)": minor for code, minor in sorted(report.moved_minor.items())}
        sums = {f"Σ {code}": minor for code, minor in sorted(report.out_of_balance_minor.items())}
        for name, figure in (counted | moved | sums | figures).items():
            self.stdout.write(f"{name:<28} {figure:>14,}")
        of_the_log = [f"the guard {name} is missing from the database" for name in log_guards.missing(connection)]
        faults = [*report.faults, *of_the_log, *disagreements]
        if verdict and verdict.fault:
            faults.insert(0, f"the first altered row: {verdict.fault}")
        for fault in faults:
            self.stderr.write(self.style.ERROR(f"fault: {fault}"))
        if faults:
            raise CommandError(f"The books have {len(faults)} fault(s).")
        if kept:
            self.stdout.write(f"History before the anchor {kept[0]} is intact.")
        self.stdout.write(self.style.SUCCESS("The books are right."))
