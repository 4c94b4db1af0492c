"""The parcel leaves, or a piece comes back: what that does to the order and to the stock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shop.order import mails, status
from shop.order.models import Line, Order, Parcel
from shop.partner.models import StockRecord
from shop.payment.models import Refund, RefundLine


@dataclass(frozen=True)
class Consignment:
    """Who carries a parcel, and the number they know it by; both may be unknown."""

    carrier: str = ""
    tracking_number: str = ""


def mark_as_sent(
    *,
    order: Order,
    consignment: Consignment = Consignment(),
    lines: Iterable[Line] | None = None,
    at: datetime | None = None,
) -> Parcel | None:
    """Note that a parcel left, with these lines or all that are left, and have the buyer told. None if there was none to send.

    Its pieces leave the stock, once. The order is sent when nothing of it is left here; what was given back is in no parcel:
    `take_back` said what becomes of its pieces.
    """
    with transaction.atomic():
        # Of two who send at once, the second finds what the first has left.
        if not Order.objects.select_for_update().filter(pk=order.pk, status=status.PAID).first():
            return None
        # Pieces of a refund that Stripe has not answered yet may be about to be sold again.
        refunding = RefundLine.objects.filter(refund__in=Refund.objects.unfinished(), quantity__gt=0)
        waiting = order.lines.to_send().exclude(refund_lines__in=refunding).order_by("stockrecord_id")
        going = list(waiting if lines is None else waiting.filter(pk__in=[line.pk for line in lines]))
        if not going and (lines is not None or order.lines.to_send().exists()):
            return None
        parcel = order.parcels.last()
        if going or not parcel:
            parcel = order.parcels.create(
                carrier=consignment.carrier,
                tracking_number=consignment.tracking_number,
                sent_at=at or timezone.now(),
            )
            _put_into(parcel, going)
            mails.enqueue(order=order, kind=mails.SENT, about=str(parcel.pk))
        if not order.lines.to_send().exists():
            order.status_changes.create(old_status=status.PAID, new_status=status.SENT)
            Order.objects.filter(pk=order.pk).update(status=status.SENT)
    return parcel


def _put_into(parcel: Parcel, lines: list[Line]) -> None:
    for line in lines:
        if _no_longer_reserved(line, line.num_allocated):
            _leave_stock(line, line.num_allocated)
    Line.objects.filter(pk__in=[line.pk for line in lines]).update(status=status.SENT, parcel=parcel)


def mark_as_arrived(*, parcel: Parcel, at: datetime | None = None) -> bool:
    """Note that the buyer has it; False if that was known."""
    return bool(Parcel.objects.filter(pk=parcel.pk, arrived_at=None).update(arrived_at=at or timezone.now()))


def take_back(*, line: Line, quantity: int, for_sale: int) -> None:
    """Say what becomes of pieces that were given back: as many are sold again, the others are gone.

    Pieces that were never sent are still reserved; those that were sent are in the stock no more.
    """
    with transaction.atomic():
        if _no_longer_reserved(line, quantity):
            StockRecord.objects.release(pk=line.stockrecord_id, quantity=for_sale)
            _leave_stock(line, quantity - for_sale)
        else:
            StockRecord.objects.filter(pk=line.stockrecord_id).update(num_in_stock=F("num_in_stock") + for_sale)


def let_pieces_go(*, line: Line, for_sale: bool) -> bool:
    """Say what becomes of the pieces of a line that was given back without anybody saying so; False if somebody did first."""
    with transaction.atomic():
        fresh = Line.objects.select_for_update().get(pk=line.pk)
        if not fresh.has_pieces_to_decide_on:
            return False
        take_back(line=fresh, quantity=fresh.num_allocated, for_sale=fresh.num_allocated if for_sale else 0)
    return True


def _leave_stock(line: Line, quantity: int) -> None:
    StockRecord.objects.filter(pk=line.stockrecord_id, num_allocated__gte=quantity, num_in_stock__gte=quantity).update(
        num_allocated=F("num_allocated") - quantity, num_in_stock=F("num_in_stock") - quantity
    )


def _no_longer_reserved(line: Line, quantity: int) -> bool:
    """Of several who would move the reserved pieces of a line, each moves only what the ones before it left."""
    reserved = Line.objects.filter(pk=line.pk, num_allocated__gte=quantity)
    return reserved.update(num_allocated=F("num_allocated") - quantity) == 1
