"""What has to be done again and again, by one process: payments first, then pages whose hour has come, then words."""

import logging
import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

logger = logging.getLogger(__name__)
JOBS = ("reconcile_payments", "sweep_uploads", "forget_visits", "publish_scheduled", "write_words")


class Command(BaseCommand):
    help = "Reconciles payments, and publishes and takes down pages at the time that was set for them."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Go on for ever, with this pause.")

    def handle(self, *, every, **options):
        while True:
            for job in JOBS:
                # Whatever happened to one, the others do not wait for it.
                try:
                    call_command(job, verbosity=0)
                except Exception:
                    logger.exception("%s failed", job)
            if not every:
                return
            close_old_connections()
            time.sleep(every)
