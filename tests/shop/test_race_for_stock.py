"""Promises 1 and 2: a piece is sold once, and buyers of the same pieces never block each other for good."""

from collections import Counter

import pytest
from django.db import DatabaseError, connection
from django.db.models import F
from django.db.models.functions import Coalesce
from django.test import Client
from django.urls import reverse

from shop.checkout import placement
from shop.checkout.placement import place_order
from shop.order.models import Order
from shop.order.utils import OrderCreator, SoldOut
from shop.partner.models import StockQuerySet, StockRecord
from tests import factories
from tests.checkout_form import carry, filled_in
from tests.guards import constraint_off
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
BUYERS = 200


@pytest.fixture
def world(transactional_db):
    return factories.world()


def checkouts_at_once(piece, buyers: int = BUYERS) -> Counter:
    """Each buyer has the piece in a basket and clicks on pay, all together: how many were sent to pay, how many refused."""
    baskets = [factories.basket(piece) for _ in range(buyers)]
    forms = [filled_in(basket) for basket in baskets]

    def click(number: int) -> int:
        client = Client()
        carry(client, baskets[number])
        return client.post(reverse("checkout:index"), forms[number]).status_code

    return Counter(race(click, buyers))


@pytest.fixture
def open_shop(world, stripe):
    """What a process does once, on its first page, is done before the race: a shop that is open has done it long ago."""
    client, basket = Client(), factories.basket(factories.piece("To warm up"))
    carry(client, basket)
    form = filled_in(basket)
    StockRecord.objects.filter(product__title="To warm up").update(num_in_stock=0)
    assert client.get(reverse("checkout:index")).status_code == 200
    assert client.post(reverse("checkout:index"), form).status_code == 409


@pytest.mark.proof(1)
@pytest.mark.parametrize("stock", [1, 7])
def test_200_buyers_at_once_get_as_many_orders_as_there_are_pieces(open_shop, stripe, reached, stock):
    piece = factories.piece(stock=stock)

    answers = checkouts_at_once(piece)

    assert answers == {302: stock, 409: BUYERS - stock}
    assert Order.objects.count() == stock
    assert StockRecord.objects.get(product=piece).net_stock_level == 0
    assert stripe.state()["sessions"] == stock
    assert stripe.state()["charges"] == 0
    reached(f"{BUYERS} checkouts for {stock}: {stock} orders, {BUYERS - stock} refusals, 0 captures")


@pytest.mark.proof(1)
def test_without_its_guards_the_same_race_oversells(open_shop, stripe, reached, monkeypatch):
    """The negative control: stock Oscar's way, look first and count afterwards."""
    piece = factories.piece(stock=1)

    def count_only(self, *, pk, quantity):
        allocated = Coalesce(F("num_allocated"), 0)
        return bool(self.filter(pk=pk).update(num_allocated=allocated + quantity))

    monkeypatch.setattr(StockQuerySet, "reserve", count_only)
    monkeypatch.setattr(placement, "_refuse_sold_out", lambda *basket: None)
    with constraint_off(
        StockRecord,
        "never_more_reserved_than_in_stock",
        clear=lambda: StockRecord.objects.all().update(num_allocated=0),
    ):
        checkouts_at_once(piece, buyers=8)
        sold = Order.objects.count()

    assert sold > 1
    reached(f"guards off: {sold} orders for 1 piece")


def orders_crosswise(first, second, buyers: int) -> Counter:
    """Half of the baskets hold {A, B}, half {B, A}."""
    baskets = [factories.basket(*((first, second) if number % 2 else (second, first))) for number in range(buyers)]
    placements = [factories.placement(basket) for basket in baskets]

    def place(number: int) -> str:
        try:
            place_order(placements[number])
        except SoldOut:
            return "refused"
        except DatabaseError as error:
            return f"{type(error).__name__}: {error}".splitlines()[0]
        return "ordered"

    return Counter(race(place, buyers))


@pytest.mark.proof(2)
def test_100_orders_of_a_and_b_against_b_and_a_never_deadlock(world, reached):
    first, second = factories.piece(stock=60), factories.piece(stock=60)

    outcomes = orders_crosswise(first, second, 100)

    assert outcomes == {"ordered": 60, "refused": 40}
    assert [record.net_stock_level for record in StockRecord.objects.all()] == [0, 0]
    reached("100 orders crosswise: 0 deadlocks, 60 orders for 60 pieces each")


@pytest.mark.proof(2)
def test_without_an_order_among_the_locks_the_same_orders_deadlock(world, reached, monkeypatch):
    """The negative control: stock taken in basket order, as each line is written."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time: there is no crosswise waiting to provoke.")
    first, second = factories.piece(stock=60), factories.piece(stock=60)
    reserve = OrderCreator.update_stock_records
    write_line = OrderCreator.create_line_models

    def take_at_once(self, order, basket_line, extra_line_fields=None):
        reserve(self, basket_line)
        return write_line(self, order, basket_line, extra_line_fields)

    monkeypatch.setattr(OrderCreator, "update_stock_records", lambda self, line: None)
    monkeypatch.setattr(OrderCreator, "create_line_models", take_at_once)

    outcomes = orders_crosswise(first, second, 60)

    deadlocks = sum(count for what, count in outcomes.items() if "deadlock" in what)
    assert deadlocks > 0
    reached(f"order of locks off: {deadlocks} deadlocks")
