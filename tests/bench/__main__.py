"""`make bench`: does it cost more when there is a hundred times as much? Fails over what is allowed.

`python -m tests.bench stories` (or `books`) measures one of them.
"""

import os
import sys

os.environ["TEST_DATABASE"] = "postgresql"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")


class WithoutMigrations:
    """Tables from the models, as in the tests; the guards are installed after."""

    def __contains__(self, label):
        return True

    def __getitem__(self, label):
        return None


def main(wanted: list[str]) -> int:
    import django

    django.setup()
    from django.conf import settings

    from tests.bench import books, stories

    settings.MIGRATION_MODULES = WithoutMigrations()
    settings.ALLOWED_HOSTS = ["*"]
    benches = {"stories": stories.run, "books": books.run}
    held = [run() for name, run in benches.items() if name in (wanted or benches)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
