from django.core.management.base import BaseCommand

from cms.letters.keeping import forget_old


class Command(BaseCommand):
    help = "Deletes what was sent through pages with a form, once it was kept for the time the page states. Tasks do it, too."

    def handle(self, **options):
        self.stdout.write(f"{forget_old()} deleted")
