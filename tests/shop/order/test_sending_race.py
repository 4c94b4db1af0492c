"""Several of the staff who send the same order at once send one parcel, and tell the buyer once."""

import time

import pytest
from django.db import connection
from django.db.models import QuerySet

from shop.order import sending, status
from shop.order.models import Order
from shop.order.sending import mark_as_sent
from shop.partner.models import StockRecord
from tests import factories
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = 8


@pytest.fixture
def order(transactional_db) -> Order:
    factories.world()
    made = factories.order((factories.piece(stock=5), 2))
    Order.objects.update(status=status.PAID)
    made.lines.update(status=status.PAID)
    return made


def sent_at_once(order: Order) -> int:
    """By how many of them."""
    return sum(race(lambda _number: bool(mark_as_sent(order=order)), STAFF))


def test_an_order_is_sent_once_by_many(order):
    assert sent_at_once(order) == 1

    assert order.parcels.count() == 1
    assert order.status_changes.count() == 1
    assert (StockRecord.objects.get().num_in_stock, StockRecord.objects.get().num_allocated) == (3, 0)


def test_without_the_lock_it_would_leave_in_several_parcels(order, monkeypatch):
    """The negative control."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, with or without this lock.")
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)
    put_into = sending._put_into

    def slowly(*arguments):
        time.sleep(1.5)  # so that all have looked before the first has written
        put_into(*arguments)

    monkeypatch.setattr(sending, "_put_into", slowly)

    sent_at_once(order)

    assert order.parcels.count() > 1
