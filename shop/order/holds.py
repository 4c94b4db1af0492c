"""Letting go of an order that will not be paid, so that its pieces are free again and the buyer has the basket back; and taking
hold of it again, when it was paid after all."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from shop.basket.models import Basket
from shop.offer.uses import release_uses, take_uses_again
from shop.order import status
from shop.order.models import Order
from shop.partner.models import StockRecord


def release(*, order: Order, at: datetime) -> bool:
    """Cancel an unpaid order; False if it was paid or cancelled first. Close its Checkout Session before: see `settle.give_up`."""
    with transaction.atomic():
        waiting = Order.objects.awaiting_payment().filter(pk=order.pk)
        let_go = {"cancelled_at": at, "basket": None, "released_basket": F("basket"), "hold_until": None}
        if not waiting.update(status=status.CANCELLED, **let_go):
            return False
        # Offers before stock, as placing an order takes them: so the two never wait for each other crosswise.
        release_uses(order)
        for line in order.lines.order_by("stockrecord_id"):
            StockRecord.objects.release(pk=line.stockrecord_id, quantity=line.quantity)
        Basket.objects.filter(pk=order.basket_id, status=Basket.FROZEN).update(status=Basket.OPEN)
    return True


class _Gone(Exception):
    """A piece went to somebody else meanwhile."""


def hold_again(*, order: Order) -> bool:
    """Let a cancelled order wait for its payment again, with the same pieces, prices and offers; False if a piece is gone."""
    try:
        with transaction.atomic():
            cancelled = Order.objects.filter(pk=order.pk, status=status.CANCELLED)
            if not cancelled.update(status=status.AWAITING_PAYMENT, cancelled_at=None):
                return False
            take_uses_again(order)
            for line in order.lines.order_by("stockrecord_id"):
                if not StockRecord.objects.reserve(pk=line.stockrecord_id, quantity=line.quantity):
                    raise _Gone
            _take_basket_again(order)
    except _Gone:
        return False
    order.refresh_from_db()
    return True


def _take_basket_again(order: Order) -> None:
    """The basket that went back to the buyer must not sell them the same pieces twice; one that changed since is theirs."""
    released = Order.objects.filter(pk=order.pk).values("released_basket")
    basket = Basket.objects.filter(pk__in=released, status=Basket.OPEN).first()
    if basket is None:
        return
    ordered = sorted(order.lines.values_list("product", "quantity"))
    if ordered == sorted(basket.lines.values_list("product", "quantity")):
        Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).update(status=Basket.FROZEN)
        Order.objects.filter(pk=order.pk).update(basket=basket)
