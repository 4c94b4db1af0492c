"""The last piece stands on the market and in the shop at once: whoever is first has it, and nobody twice."""

import uuid

import pytest
from django.db.models import F

from shop.checkout.placement import place_order
from shop.order import status
from shop.order.models import Order
from shop.order.utils import SoldOut
from shop.partner.models import StockQuerySet, StockRecord
from shop.payment.sessions import session_for
from shop.payment.settle import settle
from shop.workspace.daily.models import SoldHere
from shop.workspace.daily.selling import NotSold, SoldToABuyer, sell_here
from tests import factories
from tests.guards import constraint_off
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leader(transactional_db):
    factories.world()
    return factories.leader()


def test_of_many_taps_at_once_as_many_sell_as_there_are_pieces(leader):
    piece = factories.piece(by=leader.cooperative, stock=3)

    def tap(number: int) -> str:
        try:
            sell_here(leader=leader, product=piece, key=uuid.uuid4())
        except NotSold:
            return "refused"
        return "sold"

    outcomes = race(tap, 8)

    assert (outcomes.count("sold"), outcomes.count("refused")) == (3, 5)
    assert StockRecord.objects.get(product=piece).num_in_stock == 0


def test_one_tap_that_arrives_eight_times_at_once_sells_once(leader):
    piece, key = factories.piece(by=leader.cooperative, stock=5), uuid.uuid4()

    sold = race(lambda number: sell_here(leader=leader, product=piece, key=key).pk, 8)

    assert len(set(sold)) == 1
    assert StockRecord.objects.get(product=piece).num_in_stock == 4


def test_the_market_beats_buyers_who_only_reserve(leader, stripe):
    piece = factories.piece(by=leader.cooperative, stock=1)
    placements = [factories.placement(factories.basket(piece)) for _ in range(7)]

    def act(number: int) -> str:
        try:
            if number == 0:
                sell_here(leader=leader, product=piece, key=uuid.uuid4())
            else:
                place_order(placements[number - 1])
        except SoldOut:
            return "refused"
        return "done"

    assert race(act, 8)[0] == "done"

    stock = StockRecord.objects.get(product=piece)
    assert (stock.num_in_stock, stock.num_allocated or 0) == (0, 0)
    assert not Order.objects.awaiting_payment().exists()


@pytest.mark.parametrize("_round", range(4))
def test_the_market_and_a_payment_never_both_have_it(leader, stripe, _round):
    piece = factories.piece(by=leader.cooperative, stock=1)
    order = factories.order(piece)
    session = session_for(order).session_id

    def act(number: int) -> str:
        try:
            if number == 0:
                sell_here(leader=leader, product=piece, key=uuid.uuid4())
                return "sold"
            stripe.pay(session)
            settle(session)
        except SoldToABuyer as lost:
            return f"lost to {lost.numbers}"
        except AssertionError:  # the sandbox: nobody can pay in a page that is closed
            return "refused"
        return "paid"

    market, buyer = race(act, 2)

    order.refresh_from_db()
    stock = StockRecord.objects.get(product=piece)
    if order.status == status.PAID:
        assert (market, buyer) == (f"lost to {[order.number]}", "paid")
        assert (stock.num_in_stock, stock.num_allocated) == (1, 1)
    else:
        assert (market, buyer, order.status) == ("sold", "refused", status.CANCELLED)
        assert (stock.num_in_stock, stock.num_allocated) == (0, 0)


def taps_while_two_buyers_hold(leader) -> int:
    """Two taps at once for two pieces that two buyers hold: to how many people the two pieces are promised in the end."""
    piece = factories.piece(by=leader.cooperative, stock=2)
    for _ in range(2):
        factories.order(piece)
    race(lambda number: sell_here(leader=leader, product=piece, key=uuid.uuid4()).pk, 2)
    return SoldHere.objects.count() + Order.objects.awaiting_payment().count()


def test_a_piece_is_promised_to_one(leader, stripe):
    promised = taps_while_two_buyers_hold(leader)

    assert promised == 2


def test_without_the_condition_a_piece_is_promised_to_two(leader, stripe, monkeypatch):
    """The negative control: take it, whoever holds it."""

    def take_anyway(self, *, pk, quantity):
        return bool(self.filter(pk=pk).update(num_in_stock=F("num_in_stock") - quantity))

    monkeypatch.setattr(StockQuerySet, "take_away", take_anyway)
    clear = lambda: StockRecord.objects.update(num_in_stock=0, num_allocated=0)  # noqa: E731
    with constraint_off(StockRecord, "never_more_reserved_than_in_stock", clear=clear):
        promised = taps_while_two_buyers_hold(leader)

    assert promised == 4
