"""`make bench`: does it cost more when the books are a hundred times as long? Two databases side by side, on PostgreSQL.

Small books and large ones are measured in turns, so that whatever else the machine does falls on both; the figure that
counts is the middle one of the turns' quotients. Fails over what issue 4 allows.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ["TEST_DATABASE"] = "postgresql"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")

SMALL, LARGE = 10_000, 1_000_000
TURNS = 15


class WithoutMigrations:
    """Tables from the models, as in the tests; the guards are installed after."""

    def __contains__(self, label):
        return True

    def __getitem__(self, label):
        return None


def measures(cooperative_id: int) -> dict[str, tuple[Callable[[int], None], int, float | None]]:
    """What is measured: a call, how often it is made in a turn, and how many times as long it may take."""
    from datetime import date

    from django.contrib.auth import get_user_model
    from django.db import transaction
    from django.test import Client
    from django.urls import reverse

    from cooperatives.ledger.balances import owed
    from cooperatives.ledger.models import Account
    from tests.bench.fill import Filler

    user = get_user_model().objects.get()
    browser = Client()
    browser.force_login(user)
    address = reverse(
        "books_account:inspect", args=[Account.objects.get(kind="cooperative", cooperative=cooperative_id).pk]
    )

    def page(**sought):
        def call(_number):
            assert browser.get(address, sought).status_code == 200

        return call

    def settle(number):
        with transaction.atomic():
            Filler.sell(f"bench-{time.monotonic_ns()}-{number}", [cooperative_id, cooperative_id + 1])

    return {
        "balance of a cooperative": (lambda _number: owed(cooperative_id), 40, 1.5),
        "statement, newest page": (page(), 6, 1.5),
        "statement, an old page": (page(older_than=500), 6, 1.5),
        "statement, sales of a day": (page(starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 2), kind="sale"), 6, 1.5),
        "statement, an order": (page(order="B-11"), 6, 1.5),
        "settle: sale, fee and seals": (settle, 15, 1.2),
    }


def use(name: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def prepare() -> tuple[str, str, int]:
    """Two databases: small books, and the same grown large."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    from cooperatives.ledger import append_only
    from cooperatives.ledger.check import check
    from cooperatives.ledger.verify import verify
    from tests.bench.fill import Filler

    small = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    large = f"{small}_large"
    append_only.install(connection)
    user = get_user_model()
    user.objects.create(**{user.USERNAME_FIELD: "bench@example.org"}, is_superuser=True, is_staff=True)
    filler = Filler()
    filler.fill(SMALL)
    assert not check().faults
    assert verify().is_intact
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {large}")
        cursor.execute(f"CREATE DATABASE {large} TEMPLATE {small}")
    use(large)
    filler.fill(LARGE)
    return small, large, filler.cooperatives[0]


def measure(names: tuple[str, str], cooperative_id: int) -> dict[str, list[tuple[float, float]]]:
    """Of each measure and turn: milliseconds a call in the small books, and in the large ones."""
    taken: dict[str, list[dict[str, float]]] = {}
    for turn in range(TURNS):
        for name in names if turn % 2 else reversed(names):
            use(name)
            for what, (call, times, _most) in measures(cooperative_id).items():
                for number in range(3):
                    call(-number)  # a new connection knows nothing yet
                seconds = []
                for number in range(times):
                    began = time.perf_counter()
                    call(number)
                    seconds.append(time.perf_counter() - began)
                turns = taken.setdefault(what, [])
                if len(turns) <= turn:
                    turns.append({})
                turns[turn][name] = statistics.median(seconds) * 1000
    return {what: [tuple(turn[name] for name in names) for turn in turns] for what, turns in taken.items()}


def tell(taken: dict[str, list[tuple[float, float]]], limits: dict[str, float]) -> bool:
    """The table; whether everything is within its limit."""
    sys.stdout.write(f"{'':<30}{SMALL:>12,}{LARGE:>14,}{'times':>9}{'allowed':>9}\n")
    all_hold = True
    for what, turns in taken.items():
        quotient = statistics.median(large / small for small, large in turns)
        small, large = (statistics.median(side) for side in zip(*turns, strict=True))
        holds = quotient <= limits[what]
        all_hold = all_hold and holds
        sys.stdout.write(f"{what:<30}{small:>9.2f} ms{large:>11.2f} ms{quotient:>9.2f}{limits[what]:>9.1f}")
        sys.stdout.write("\n" if holds else "   too slow\n")
    return all_hold


def main() -> int:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.MIGRATION_MODULES = WithoutMigrations()
    began = time.monotonic()
    original = connection.settings_dict["NAME"]
    small, large, cooperative_id = prepare()
    try:
        sys.stdout.write(f"Books of {SMALL:,} and {LARGE:,} postings, made in {time.monotonic() - began:.0f} s.\n")
        limits = {what: most for what, (_call, _times, most) in measures(cooperative_id).items()}
        taken = measure((small, large), cooperative_id)
        holds = tell(taken, limits)
    finally:
        use(small)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {large} WITH (FORCE)")
        connection.creation.destroy_test_db(original, verbosity=0)
    sys.stdout.write(f"{TURNS} turns each, {time.monotonic() - began:.0f} s in all.\n")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
