from django.conf import settings
from django.core.management.base import BaseCommand

from cms import words
from cms.wording.models import Reviewed


class Command(BaseCommand):
    help = "Brings the catalogues to the sentences there are now, compiles them, and says which are not translated."

    def add_arguments(self, parser):
        parser.add_argument(
            "--reviewed", action="store_true", help="Take over what speakers said in the admin of this database."
        )

    def handle(self, *, reviewed, **options):
        for language, name in settings.LANGUAGES:
            said = Reviewed.objects.filter(language=language).values_list("key", "forms") if reviewed else ()
            words.write(language, dict(said))
            missing = words.missing(language)
            for message in missing:
                self.stdout.write(f"{language}: {message}")
            self.stdout.write(f"{name}: {len(missing)} missing")
