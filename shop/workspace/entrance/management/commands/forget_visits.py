from django.core.management.base import BaseCommand

from shop.workspace.entrance.forgetting import forget


class Command(BaseCommand):
    help = "Deletes leaders' visits of long ago, phones nobody holds any more, and wrong tries of another day."

    def handle(self, *, verbosity, **options):
        gone = forget()
        if verbosity:
            self.stdout.write(f"{gone} rows are gone.")
