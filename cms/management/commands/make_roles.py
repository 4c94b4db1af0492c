from django.core.management.base import BaseCommand

from cms.roles import make_roles


class Command(BaseCommand):
    help = "Makes the groups of staff and the workflow of pages as `cms.roles` says. Can be run again."

    def handle(self, **options):
        made = make_roles()
        self.stdout.write(f"Roles: {', '.join(sorted(made))}")
