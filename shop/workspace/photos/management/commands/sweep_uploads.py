from django.core.management.base import BaseCommand

from shop.workspace.photos.sweeping import sweep


class Command(BaseCommand):
    help = "Finishes pictures that leaders sent and a crash left behind, and lets go of those that nobody wants."

    def handle(self, *, verbosity, **options):
        done = sweep()
        if verbosity:
            self.stdout.write(", ".join(f"{count} {what}" for what, count in done.items()))
