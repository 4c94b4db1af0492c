import logging
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from cooperatives.consents.expiry import take_down_what_is_over, warn

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Tells staff which consents end within thirty days, and takes down what is shown without one."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Go on for ever, with this pause.")

    def handle(self, *, every, **options):
        if not every:
            self.once()
            return
        while True:
            try:
                self.once()
            except Exception:
                logger.exception("checking consents failed; again in %s seconds", every)
            close_old_connections()
            time.sleep(every)

    def once(self) -> None:
        removed = take_down_what_is_over()
        warned = warn()
        if removed or warned:
            things = sum(len(removal.removed) for removal in removed.values())
            self.stdout.write(f"Taken down: {things}, of {len(removed)} people. End soon: {len(warned)} consents.")
