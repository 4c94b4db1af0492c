"""Letting go of an order that will not be paid: its pieces are free again and the buyer has the basket back."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, F, Value, When
from oscar.apps.offer.models import ConditionalOffer
from oscar.apps.voucher.models import Voucher, VoucherApplication

from shop.basket.models import Basket
from shop.order import status
from shop.order.models import Order
from shop.partner.models import StockRecord


def release(*, order: Order, at: datetime) -> bool:
    """Cancel an unpaid order; False if it was paid or cancelled first. Close its Checkout Session before: see `settle.give_up`."""
    with transaction.atomic():
        waiting = Order.objects.awaiting_payment().filter(pk=order.pk)
        if not waiting.update(status=status.CANCELLED, cancelled_at=at, basket=None, hold_until=None):
            return False
        # Offers before stock, as placing an order takes them: so the two never wait for each other crosswise.
        _give_offers_back(order)
        for line in order.lines.order_by("stockrecord_id"):
            StockRecord.objects.release(pk=line.stockrecord_id, quantity=line.quantity)
        Basket.objects.filter(pk=order.basket_id, status=Basket.FROZEN).update(status=Basket.OPEN)
    return True


def _give_offers_back(order: Order) -> None:
    """A voucher or offer used by an order that came to nothing can be used again."""
    used = VoucherApplication.objects.filter(order=order)
    vouchers = Voucher.objects.filter(pk__in=used.values("voucher"))
    list(vouchers.select_for_update().order_by("pk"))
    vouchers.update(num_orders=_less("num_orders", 1))
    used.delete()
    for discount in order.discounts.order_by("pk"):
        if discount.voucher_id:
            Voucher.objects.filter(pk=discount.voucher_id).update(
                total_discount=_less("total_discount", discount.amount)
            )
        ConditionalOffer.objects.filter(pk=discount.offer_id).update(
            num_applications=_less("num_applications", discount.frequency or 0),
            num_orders=_less("num_orders", 1),
            total_discount=_less("total_discount", discount.amount),
        )


def _less(field: str, amount: int | Decimal) -> Case:
    """Never below nought, which the database refuses: an order must not be held because Oscar counted an offer wrongly."""
    return Case(When(**{f"{field}__gte": amount}, then=F(field) - amount), default=Value(type(amount)(0)))
