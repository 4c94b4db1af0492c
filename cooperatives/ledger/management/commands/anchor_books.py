from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cooperatives.ledger.anchors import anchor_of_today, as_text
from cooperatives.ledger.tasks import mail_anchor


class Command(BaseCommand):
    help = (
        "Makes the anchor of the day, once, and prints or mails it: keep it where nobody can change it with the books."
    )

    def add_arguments(self, parser):
        parser.add_argument("--print", action="store_true", dest="is_printed", help="print it, each time")
        parser.add_argument(
            "--mail", action="store_true", dest="is_mailed", help="mail it to BOOKS_ANCHOR_TO, once a day"
        )

    def handle(self, *, is_printed, is_mailed, **options):
        if is_mailed and not settings.BOOKS_ANCHOR_TO:
            raise CommandError("Nobody is named in BOOKS_ANCHOR_TO.")
        with transaction.atomic():
            anchor, is_new = anchor_of_today(is_mailed=is_mailed)
            # In the transaction that makes it: mailed if it is made, and never twice.
            if is_mailed and is_new:
                mail_anchor.enqueue(anchor.pk)
        if is_printed or not is_mailed:
            self.stdout.write(as_text(anchor))
