from django.conf import settings
from django.core.management.base import BaseCommand

from cms import words


class Command(BaseCommand):
    help = "Brings the catalogues to the sentences there are now, compiles them, and says which are not translated."

    def handle(self, **options):
        for language, name in settings.LANGUAGES:
            words.write(language)
            missing = words.missing(language)
            for message in missing:
                self.stdout.write(f"{language}: {message}")
            self.stdout.write(f"{name}: {len(missing)} missing")
