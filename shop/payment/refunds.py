"""Giving money back: written down, asked of Stripe, booked. Each step finds what the one before it left, after any crash."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.ledger import postings
from cooperatives.ledger.figures import RefundFigures
from shop.order import mails, status
from shop.order.models import Line, LineShare, Order
from shop.payment import gateway
from shop.payment.currency import to_minor
from shop.payment.models import PaymentAlert, Refund, RefundLine


class RefundRefused(Exception):
    """Nothing was given back; the message is for the person who asked."""


@dataclass(frozen=True)
class Request:
    """What staff want to give back: these lines, whole, and the delivery or not."""

    order: Order
    lines: Sequence[Line]
    with_delivery: bool
    reason: str
    by: object | None = None


def delivery_left(order: Order) -> int:
    """What of the delivery was not given back yet, in minor units."""
    kept = order.refunds.exclude(state=Refund.State.REFUSED)
    gone = kept.aggregate(total=Sum("delivery_minor"))["total"] or 0
    return to_minor(order.shipping_incl_tax, order.currency) - gone


def refund(request: Request) -> Refund:
    """Give lines (and delivery) back through Stripe and take the shares back in the books.

    Raises RefundRefused with nothing changed. If Stripe cannot be reached the refund stays `requested`:
    `reconcile_payments` finishes it, under the same idempotency key.
    """
    return finish(_request(request))


def _request(asked: Request) -> Refund:
    with transaction.atomic():
        amounts = {}
        for line in asked.lines:
            untouched = Line.objects.filter(pk=line.pk, order=asked.order, refunded_minor=0, price_minor__gt=0)
            if not untouched.update(refunded_minor=F("price_minor")):
                raise RefundRefused(_("“%s” was given back before.") % line.title)
            amounts[line.pk] = line.price_minor
        delivery_minor = delivery_left(asked.order) if asked.with_delivery else 0
        amount = sum(amounts.values()) + delivery_minor
        if not amount:
            raise RefundRefused(_("There is nothing left to give back."))
        # The order's row is the lock: of two requests at once the second one finds the first one's figures.
        left = Order.objects.settled().filter(
            pk=asked.order.pk, refunded_minor=asked.order.refunded_minor, refunded_minor__lte=F("total_minor") - amount
        )
        if not left.update(refunded_minor=F("refunded_minor") + amount):
            raise RefundRefused(_("The order is not paid, or was changed a moment ago. Please look again."))
        made = Refund.objects.create(
            order=asked.order,
            amount_minor=amount,
            delivery_minor=delivery_minor,
            reason=asked.reason,
            requested_by=asked.by,
        )
        RefundLine.objects.bulk_create(
            RefundLine(refund=made, line_id=pk, amount_minor=line_amount) for pk, line_amount in amounts.items()
        )
    return made


def finish(made: Refund) -> Refund:
    """Ask Stripe for a refund that was written down, and book it. Safe to call again."""
    order = made.order
    try:
        result = gateway.refund(
            payment_intent=order.stripe_session.payment_intent,
            amount_minor=made.amount_minor,
            reference=made.reference,
        )
    except gateway.PaymentRefused as refused:
        _withdraw(made, str(refused))
        raise RefundRefused(_("Stripe refused: %s") % refused) from refused
    except gateway.PaymentUnavailable:
        return made
    with transaction.atomic():
        now = timezone.now()
        asked = Refund.objects.filter(pk=made.pk, state=Refund.State.REQUESTED)
        if asked.update(state=Refund.State.DONE, stripe_id=result.id, done_at=now):
            postings.record_refund(
                reference=f"refund:{made.reference}",
                order_reference=order.number,
                figures=_figures(made),
                posted_at=now,
            )
            Order.objects.filter(pk=order.pk, refunded_minor=F("total_minor")).update(status=status.REFUNDED)
            mails.enqueue(order=order, kind=mails.REFUNDED, about=made.reference)
    made.refresh_from_db()
    return made


def _figures(made: Refund) -> RefundFigures:
    """A whole line gives back just what was frozen on it."""
    shares, commission = Counter(), 0
    for share in LineShare.objects.filter(line__refund_lines__refund=made):
        shares[share.cooperative_id] += share.amount_minor
        commission += share.commission_minor
    return RefundFigures(
        currency=made.order.currency,
        shares=dict(shares),
        commission_minor=commission,
        delivery_minor=made.delivery_minor,
    )


def _withdraw(made: Refund, why: str) -> None:
    """Stripe said no: the order is as if the refund had not been asked for, and staff are told."""
    with transaction.atomic():
        if Refund.objects.filter(pk=made.pk, state=Refund.State.REQUESTED).update(state=Refund.State.REFUSED):
            Order.objects.filter(pk=made.order_id).update(refunded_minor=F("refunded_minor") - made.amount_minor)
            Line.objects.filter(refund_lines__refund=made).update(refunded_minor=0)
            PaymentAlert.objects.get_or_create(
                kind=PaymentAlert.Kind.REFUND, subject=made.reference, defaults={"order": made.order, "detail": why}
            )
