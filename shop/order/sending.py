"""The parcel leaves, or a piece comes back: what that does to the order and to the stock."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from shop.order import status
from shop.order.models import Line, Order
from shop.partner.models import StockRecord


def mark_as_sent(*, order: Order) -> bool:
    """Note that the parcel left; False if the order was not waiting for that. Its pieces leave the stock, once.

    A line that was given back is not in the parcel: `take_back` said what becomes of its pieces.
    """
    with transaction.atomic():
        if not Order.objects.filter(pk=order.pk, status=status.PAID).update(status=status.SENT):
            return False
        lines = order.lines.filter(refunded_minor=0).order_by("stockrecord_id")
        for line in lines:
            _leave_stock(line)
        lines.update(status=status.SENT)
        order.status_changes.create(old_status=status.PAID, new_status=status.SENT)
    return True


def take_back(*, lines: Iterable[Line], for_sale: bool) -> None:
    """Say what becomes of the pieces of lines that were given back: sold again, or gone.

    Pieces that were never sent are still reserved; those that were sent are in the stock no more.
    """
    with transaction.atomic():
        for line in sorted(lines, key=lambda line: (line.stockrecord_id or 0, line.pk)):
            if not for_sale:
                _leave_stock(line)
            elif _is_still_reserved(line):
                StockRecord.objects.release(pk=line.stockrecord_id, quantity=line.quantity)
            else:
                _back_to_stock(line)


def _leave_stock(line: Line) -> None:
    if _is_still_reserved(line):
        StockRecord.objects.filter(
            pk=line.stockrecord_id, num_allocated__gte=line.quantity, num_in_stock__gte=line.quantity
        ).update(num_allocated=F("num_allocated") - line.quantity, num_in_stock=F("num_in_stock") - line.quantity)


def _back_to_stock(line: Line) -> None:
    StockRecord.objects.filter(pk=line.stockrecord_id).update(num_in_stock=F("num_in_stock") + line.quantity)


def _is_still_reserved(line: Line) -> bool:
    """Of several who would move the reserved pieces of a line, the first one may."""
    reserved = Line.objects.filter(pk=line.pk, num_allocated=line.quantity)
    return reserved.update(num_allocated=0) == 1
