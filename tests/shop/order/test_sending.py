"""A parcel that leaves takes its pieces out of the stock, once; what comes back is for sale again, or gone."""

import pytest

from shop.order import status
from shop.order.models import Order
from shop.order.sending import mark_as_sent, take_back
from shop.partner.models import StockRecord
from tests import factories

pytestmark = pytest.mark.django_db


def stock_of(order: Order) -> tuple[int, int]:
    stock = StockRecord.objects.get(product=order.lines.first().product)
    return stock.num_in_stock, stock.num_allocated


def test_sending_takes_the_pieces_out_of_the_stock(world, stripe):
    order = factories.paid_order(stripe, (factories.piece(stock=5), 2))

    assert mark_as_sent(order=order)

    order.refresh_from_db()
    assert order.status == status.SENT
    assert order.lines.get().status == status.SENT
    assert stock_of(order) == (3, 0)


def test_sending_twice_takes_them_once(world, stripe):
    order = factories.paid_order(stripe, (factories.piece(stock=5), 2))
    mark_as_sent(order=order)

    assert not mark_as_sent(order=order)

    assert stock_of(order) == (3, 0)
    assert order.status_changes.count() == 1


def test_an_order_that_is_not_paid_is_not_sent(world):
    order = factories.order((factories.piece(stock=5), 2))

    assert not mark_as_sent(order=order)

    assert stock_of(order) == (5, 2)


def test_a_line_that_was_given_back_is_not_in_the_parcel(world, stripe):
    kept, given_back = factories.piece(stock=3), factories.piece(stock=3)
    order = factories.paid_order(stripe, kept, given_back)
    line = order.lines.get(product=given_back)
    factories.refunded(order, line, for_sale={line.pk: 1})

    mark_as_sent(order=order)

    line.refresh_from_db()
    assert line.status == status.PAID
    assert StockRecord.objects.get(product=given_back).net_stock_level == 3
    assert StockRecord.objects.get(product=kept).num_in_stock == 2


@pytest.mark.parametrize(("for_sale", "left"), [(True, (5, 0)), (False, (3, 0))])
def test_pieces_that_come_back_are_for_sale_again_or_gone(world, stripe, for_sale, left):
    order = factories.paid_order(stripe, (factories.piece(stock=5), 2))
    mark_as_sent(order=order)

    take_back(line=order.lines.get(), quantity=2, for_sale=2 if for_sale else 0)

    assert stock_of(order) == left


@pytest.mark.parametrize(("for_sale", "left"), [(True, (5, 0)), (False, (3, 0))])
def test_pieces_that_never_left_are_for_sale_again_or_gone(world, stripe, for_sale, left):
    order = factories.paid_order(stripe, (factories.piece(stock=5), 2))

    take_back(line=order.lines.get(), quantity=2, for_sale=2 if for_sale else 0)

    assert stock_of(order) == left
