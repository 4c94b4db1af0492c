from django.core.management.base import BaseCommand

from cms import words
from cms.wording import overlay


class Command(BaseCommand):
    help = "Has this machine say what speakers said of the words in their language."

    def handle(self, **options):
        for language in words.UNREVIEWED:
            overlay.write(language)
