import time

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

from cooperatives.ledger.sealing import seal
from shop.payment.reconcile import GRACE, reconcile


class Command(BaseCommand):
    help = "Asks Stripe about every order, refund and fee that is still open, and settles or releases it."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="Do not leave the last two minutes to the buyers.")
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Go on for ever, with this pause.")

    def handle(self, *, now, every, **options):
        while True:
            done = reconcile(now=timezone.now(), grace=GRACE * 0 if now else GRACE)
            if sealed := seal():  # an entry whose writer was stopped right after it
                done["sealed late"] = sealed
            if done or not every:
                words = ", ".join(f"{count} {what}" for what, count in sorted(done.items()))
                self.stdout.write(f"reconciled: {words or 'nothing was open'}")
            if not every:
                if done["failed"]:
                    raise CommandError(f"{done['failed']} could not be dealt with: see the log.")
                return
            close_old_connections()
            time.sleep(every)
