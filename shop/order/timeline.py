"""The way of an order, step by step, as its page tells it: what was done and when, and what is to be expected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from shop.order import status
from shop.order.arrival import expected_days
from shop.order.models import Line, Order, Parcel
from shop.payment.currency import to_decimal
from shop.payment.models import Refund


class Progress(models.TextChoices):
    DONE = "done", _("done")
    NOW = "now", _("now")
    AHEAD = "ahead", _("still to come")
    ENDED = "ended", _("ended")


@dataclass(frozen=True)
class Step:
    """`expected` is a span of days; `titles` are the pieces, if not all are meant; `awaited` a parcel the buyer may say is there."""

    name: str
    progress: Progress
    at: datetime | None = None
    words: str = ""
    expected: tuple[date, date] | None = None
    sent: Parcel | None = None
    awaited: Parcel | None = None
    titles: tuple[str, ...] = ()
    amount: Decimal | None = None


def timeline(order: Order, lines: Iterable[Line]) -> list[Step]:
    """The steps of an order whose lines were read before; three queries at most, whatever it holds."""
    parcels = list(order.parcels.all())
    refunds = list(order.refunds.filter(state=Refund.State.DONE))
    steps = [Step(_("Placed"), Progress.DONE, order.date_placed)]
    if order.status == status.CANCELLED:
        steps.append(Step(_("Cancelled"), Progress.ENDED, order.cancelled_at, _("The pieces are for sale again.")))
    else:
        steps += _paid(order)
        if parcels or order.status != status.REFUNDED:
            steps += _on_its_way(order, parcels, [line for line in lines if not line.is_given_back or line.parcel_id])
    return steps + [_given_back(order, refund) for refund in refunds]


def _paid(order: Order) -> list[Step]:
    if order.status == status.AWAITING_PAYMENT:
        return [Step(_("Paid"), Progress.NOW, words=_("We are waiting for your payment."))]
    return [Step(_("Paid"), Progress.DONE, order.paid_at)]


def _on_its_way(order: Order, parcels: list[Parcel], lines: list[Line]) -> list[Step]:
    left_here = [line for line in lines if not line.parcel_id and order.status != status.SENT]
    is_paid = order.status != status.AWAITING_PAYMENT
    packing = Progress.AHEAD if not is_paid else Progress.NOW if left_here else Progress.DONE
    titles = tuple(line.title for line in left_here) if parcels else ()
    name = _("Packed") if packing == Progress.DONE else _("Being packed")
    steps = [Step(name, packing, titles=titles if packing == Progress.NOW else ())]
    if not parcels and order.status == status.SENT:
        # Sent before parcels were written down: nothing more is known.
        steps.append(Step(_("Ready to be picked up") if order.is_picked_up else _("Sent"), Progress.DONE))
    for parcel in parcels:
        its_own = tuple(line.title for line in lines if line.parcel_id == parcel.pk)
        steps += _parcel(order, parcel, its_own if len(parcels) > 1 or left_here else ())
    if left_here:
        steps += _still_to_come(order, is_paid)
    return steps


def _parcel(order: Order, parcel: Parcel, titles: tuple[str, ...]) -> list[Step]:
    arrived = Progress.DONE if parcel.arrived_at else Progress.NOW
    awaited = None if parcel.arrived_at or order.status == status.REFUNDED else parcel
    if order.is_picked_up:
        where = _("At our shop in Kigali. Please bring the number of your order.") if awaited else ""
        return [
            Step(_("Ready to be picked up"), Progress.DONE, parcel.sent_at, where, titles=titles),
            Step(_("Picked up"), arrived, parcel.arrived_at, awaited=awaited),
        ]
    expected = expected_days(order, parcel.sent_at) if awaited else None
    return [
        Step(_("Sent"), Progress.DONE, parcel.sent_at, titles=titles, sent=parcel),
        Step(_("Arrived"), arrived, parcel.arrived_at, expected=expected, awaited=awaited),
    ]


def _still_to_come(order: Order, is_paid: bool) -> list[Step]:
    if order.is_picked_up:
        return [Step(_("Ready to be picked up"), Progress.AHEAD, words=_("We write to you when it is."))]
    expected = expected_days(order) if is_paid else None
    return [Step(_("Sent"), Progress.AHEAD), Step(_("Arrived"), Progress.AHEAD, expected=expected)]


def _given_back(order: Order, refund: Refund) -> Step:
    return Step(
        _("Paid back"),
        Progress.ENDED,
        refund.done_at or refund.requested_at,
        _("To the card or account you paid with. Your bank may need five to ten days to show it."),
        amount=to_decimal(refund.amount_minor, order.currency),
    )
