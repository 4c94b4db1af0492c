"""Sold here today: the piece leaves the stock, before whoever has not paid, and after whoever has."""

import uuid

import pytest

from shop.order import status
from shop.order.utils import SoldOut
from shop.partner.models import StockRecord
from shop.payment.gateway import fetch_session
from shop.payment.sessions import session_for
from shop.workspace.daily.models import SoldHere
from shop.workspace.daily.selling import NothingToUndo, NotNow, NotSoMany, NotYourPiece, SoldToABuyer, sell_here, undo
from tests import factories


@pytest.fixture
def leader(world):
    return factories.leader()


def stock_of(piece) -> tuple[int, int]:
    record = StockRecord.objects.get(product=piece)
    return record.num_in_stock, record.num_allocated or 0


def test_a_free_piece_leaves_the_stock(leader):
    piece = factories.piece(by=leader.cooperative, stock=3)

    sold = sell_here(leader=leader, product=piece, key=uuid.uuid4(), quantity=2)

    assert stock_of(piece) == (1, 0)
    assert (sold.quantity, sold.title, sold.instead_of) == (2, piece.title, "")


def test_the_same_tap_sent_twice_sells_once(leader):
    piece, key = factories.piece(by=leader.cooperative, stock=3), uuid.uuid4()

    first = sell_here(leader=leader, product=piece, key=key)
    second = sell_here(leader=leader, product=piece, key=key)

    assert first == second
    assert stock_of(piece) == (2, 0)


def test_it_beats_a_buyer_who_has_not_paid_and_says_which_order_let_go(leader, stripe):
    piece = factories.piece(by=leader.cooperative, stock=1)
    order = factories.order(piece)
    session = session_for(order)

    sold = sell_here(leader=leader, product=piece, key=uuid.uuid4())

    order.refresh_from_db()
    assert (order.status, sold.instead_of) == (status.CANCELLED, order.number)
    assert stock_of(piece) == (0, 0)
    assert fetch_session(session.session_id).status == "expired"


def test_it_loses_to_a_buyer_who_has_paid_and_says_to_which_order(leader, stripe):
    piece = factories.piece(by=leader.cooperative, stock=1)
    order = factories.paid_order(stripe, piece)

    with pytest.raises(SoldToABuyer) as lost:
        sell_here(leader=leader, product=piece, key=uuid.uuid4())

    assert lost.value.numbers == [order.number]
    assert stock_of(piece) == (1, 1)
    assert not SoldHere.objects.exists()


def test_it_loses_to_a_buyer_who_paid_a_moment_ago_and_nobody_knew(leader, stripe):
    piece = factories.piece(by=leader.cooperative, stock=1)
    order = factories.order(piece)
    stripe.pay(session_for(order).session_id)

    with pytest.raises(SoldToABuyer) as lost:
        sell_here(leader=leader, product=piece, key=uuid.uuid4())

    order.refresh_from_db()
    assert (lost.value.numbers, order.status) == ([order.number], status.PAID)


def test_only_as_many_unpaid_orders_let_go_as_must(leader, stripe):
    piece = factories.piece(by=leader.cooperative, stock=2)
    first, last = factories.order(piece), factories.order(piece)

    sell_here(leader=leader, product=piece, key=uuid.uuid4())

    first.refresh_from_db(), last.refresh_from_db()
    assert (first.status, last.status) == (status.AWAITING_PAYMENT, status.CANCELLED)


def test_nobody_lets_go_when_that_would_not_be_enough(leader, stripe):
    piece = factories.piece(by=leader.cooperative, stock=2)
    paid, waiting = factories.paid_order(stripe, piece), factories.order(piece)

    with pytest.raises(NotSoMany) as refused:
        sell_here(leader=leader, product=piece, key=uuid.uuid4(), quantity=2)

    waiting.refresh_from_db()
    assert (refused.value.left, waiting.status, paid.status) == (1, status.AWAITING_PAYMENT, status.PAID)


def test_when_stripe_cannot_be_asked_nothing_changes(leader, stripe):
    piece = factories.piece(by=leader.cooperative, stock=1)
    order = factories.order(piece)
    session_for(order)
    stripe.fail(kind="500", times=20)

    with pytest.raises(NotNow):
        sell_here(leader=leader, product=piece, key=uuid.uuid4())

    order.refresh_from_db()
    assert order.status == status.AWAITING_PAYMENT
    assert stock_of(piece) == (1, 1)


def test_another_groups_piece_cannot_be_sold_nor_its_sale_be_read_by_its_key(leader):
    other = factories.leader()
    theirs = factories.piece(by=other.cooperative, stock=1)
    key = sell_here(leader=other, product=theirs, key=uuid.uuid4()).key
    mine = factories.piece(by=leader.cooperative)

    for piece, with_key in ((theirs, uuid.uuid4()), (mine, key)):
        with pytest.raises(NotYourPiece):
            sell_here(leader=leader, product=piece, key=with_key)


def test_a_slip_of_the_finger_is_undone_once(leader):
    piece = factories.piece(by=leader.cooperative, stock=1)
    sold = sell_here(leader=leader, product=piece, key=uuid.uuid4())

    undo(leader=leader, sold=sold)

    with pytest.raises(NothingToUndo):
        undo(leader=leader, sold=sold)
    assert stock_of(piece) == (1, 0)
    assert factories.order(piece).status == status.AWAITING_PAYMENT


def test_another_group_undoes_nothing(leader):
    piece = factories.piece(by=leader.cooperative, stock=1)
    sold = sell_here(leader=leader, product=piece, key=uuid.uuid4())

    with pytest.raises(NothingToUndo):
        undo(leader=factories.leader(), sold=sold)


def test_what_was_sold_here_nobody_can_order(leader):
    piece = factories.piece(by=leader.cooperative, stock=1)
    basket = factories.basket(piece)
    placement = factories.placement(basket)

    sell_here(leader=leader, product=piece, key=uuid.uuid4())

    with pytest.raises(SoldOut):
        factories.place_order(placement)
