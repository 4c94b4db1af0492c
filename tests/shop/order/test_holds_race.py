"""Placing and giving up orders of the same pieces and the same voucher, at once: nobody waits for good, nothing is lost."""

from collections import Counter

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from shop.checkout.placement import place_order
from shop.offer.models import ConditionalOffer
from shop.order import status
from shop.order.holds import release
from shop.order.models import Order
from shop.partner.models import StockRecord
from tests import factories
from tests.race import race
from tests.vouchers import spend, voucher

pytestmark = pytest.mark.django_db(transaction=True)
EACH = 30


@pytest.fixture
def world(transactional_db):
    return factories.world()


def place_and_release_at_once(let_go) -> Counter:
    """Half of the runners place orders, the others let go of orders of the same pieces, all with one voucher."""
    first, second = factories.piece(stock=200), factories.piece(stock=200)
    reduced = voucher()
    held = [factories.order(first, second, before=lambda basket: spend(reduced, basket)) for _ in range(EACH)]
    baskets = [spend(reduced, factories.basket(second, first)) for _ in range(EACH)]
    placements = [factories.placement(basket) for basket in baskets]

    def act(number: int) -> str:
        try:
            if number % 2:
                place_order(placements[number // 2])
                return "placed"
            return "released" if let_go(order=held[number // 2], at=timezone.now()) else "not released"
        except DatabaseError as error:
            return f"{type(error).__name__}: {error}".splitlines()[0]

    return Counter(race(act, 2 * EACH))


def test_orders_placed_and_given_up_at_once_never_deadlock(world):
    outcomes = place_and_release_at_once(release)

    assert outcomes == {"placed": EACH, "released": EACH}
    assert Order.objects.filter(status=status.AWAITING_PAYMENT).count() == EACH
    assert set(StockRecord.objects.values_list("num_allocated", flat=True)) == {EACH}
    assert ConditionalOffer.objects.get().num_orders >= 0


def test_taking_the_locks_the_other_way_round_deadlocks(world):
    """The negative control: stock first, as it once was."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time: there is no crosswise waiting to provoke.")

    def stock_first(*, order, at) -> bool:
        with transaction.atomic():
            for line in order.lines.order_by("stockrecord_id"):
                StockRecord.objects.filter(pk=line.stockrecord_id).update(num_allocated=F("num_allocated"))
            return release(order=order, at=at)

    outcomes = place_and_release_at_once(stock_first)

    assert sum(count for what, count in outcomes.items() if "deadlock" in what) > 0


def test_an_order_is_released_once_by_many(world):
    order = factories.order(factories.piece(stock=1))

    outcomes = race(lambda _number: release(order=order, at=timezone.now()), 8)

    assert sorted(outcomes) == [False] * 7 + [True]
    assert StockRecord.objects.get().num_allocated == 0
