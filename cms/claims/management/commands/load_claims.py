from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.claims.loading import CannotLoad, load


class Command(BaseCommand):
    help = "Loads public figures from a file into the claims register; run again, it changes only what differs."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)

    def handle(self, *, path: Path, **options):
        try:
            loaded = load(path)
        except (CannotLoad, OSError) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(
            f"{len(loaded.added)} added, {len(loaded.changed)} changed, {len(loaded.unchanged)} as they were"
        )
