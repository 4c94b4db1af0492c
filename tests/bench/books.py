"""Does it cost more when the books are a hundred times as long? Limits as issue 4 sets them."""

import sys
import time
from datetime import date

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cooperatives.ledger import append_only
from cooperatives.ledger.balances import owed
from cooperatives.ledger.check import check
from cooperatives.ledger.models import Account
from cooperatives.ledger.verify import verify
from tests.bench.compare import Measure, compare, copy_of, drop
from tests.bench.fill import Filler

SMALL, LARGE = 10_000, 1_000_000


def run() -> bool:
    began, original = time.monotonic(), connection.settings_dict["NAME"]
    small = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    append_only.install(connection)
    user = get_user_model()
    user.objects.create(**{user.USERNAME_FIELD: "bench@example.org"}, is_superuser=True, is_staff=True)
    filler = Filler()
    filler.fill(SMALL)
    assert not check().faults
    assert verify().is_intact
    large = copy_of(small)
    filler.fill(LARGE)
    sys.stdout.write(f"Books of {SMALL:,} and {LARGE:,} postings, made in {time.monotonic() - began:.0f} s.\n")
    try:
        return compare((small, large), (SMALL, LARGE), lambda: measures(filler.cooperatives[0]))
    finally:
        drop(small, large, original)


def measures(cooperative_id: int) -> dict[str, Measure]:
    browser = Client()
    browser.force_login(get_user_model().objects.get())
    account = Account.objects.get(kind="cooperative", cooperative=cooperative_id)
    address = reverse("books_account:inspect", args=[account.pk])

    def page(**sought):
        def call(_number):
            assert browser.get(address, sought).status_code == 200

        return Measure(call, times=6, most=1.5)

    def settle(number):
        with transaction.atomic():
            Filler.sell(f"bench-{time.monotonic_ns()}-{number}", [cooperative_id, cooperative_id + 1])

    return {
        "balance of a cooperative": Measure(lambda _number: owed(cooperative_id), times=40, most=1.5),
        "statement, newest page": page(),
        "statement, an old page": page(older_than=500),
        "statement, sales of a day": page(starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 2), kind="sale"),
        "statement, an order": page(order="B-11"),
        "settle: sale, fee and seals": Measure(settle, times=15, most=1.2),
    }
