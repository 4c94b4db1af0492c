import logging
import time
from collections import Counter
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

from cooperatives.ledger.sealing import seal
from shop.payment.reconcile import GRACE, reconcile

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Asks Stripe about every order, refund and fee that is still open, and settles or releases it."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="Do not leave the last two minutes to the buyers.")
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Go on for ever, with this pause.")

    def handle(self, *, now, every, **options):
        grace = GRACE * 0 if now else GRACE
        if not every:
            failed = self.once(grace, is_quiet=options["verbosity"] == 0)["failed"]
            if failed:
                raise CommandError(f"{failed} could not be dealt with: see the log.")
            return
        while True:
            # Whatever happened, it may be over next time; and who waits for a payment has nobody else to ask.
            try:
                self.once(grace, is_quiet=True)
            except Exception:
                logger.exception("reconciling failed; again in %s seconds", every)
            close_old_connections()
            time.sleep(every)

    def once(self, grace: timedelta, *, is_quiet: bool = False) -> Counter:
        done = reconcile(now=timezone.now(), grace=grace)
        if sealed := seal():  # an entry whose writer was stopped right after it
            done["sealed late"] = sealed
        if done or not is_quiet:
            words = ", ".join(f"{count} {what}" for what, count in sorted(done.items()))
            self.stdout.write(f"reconciled: {words or 'nothing was open'}")
        return done
