from django.core.management.base import BaseCommand

from cms import trees
from cms.roles import make_roles


class Command(BaseCommand):
    help = "Makes the site's languages and their trees of pages alike, and lets translators write in them. As often as one likes."

    def handle(self, **options):
        for locale in trees.plant():
            self.stdout.write(str(locale))
        make_roles()
