"""Finding what a crash, a lost webhook or a closed browser left undone, by asking Stripe about each open question."""

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from cooperatives.ledger.models import Entry
from shop.order.models import Order
from shop.payment import gateway
from shop.payment.models import Refund, StripeSession
from shop.payment.refunds import RefundRefused, finish
from shop.payment.sessions import session_for
from shop.payment.settle import Outcome, give_up, settle

logger = logging.getLogger(__name__)
# A buyer may be between two clicks: younger questions answer themselves.
GRACE = timedelta(minutes=2)


def reconcile(*, now: datetime, grace: timedelta = GRACE) -> Counter:
    """Bring every unpaid order, unfinished refund and missing fee to what Stripe says. Counts what it did; twice does no more."""
    done = Counter()
    for order in Order.objects.awaiting_payment().filter(date_placed__lte=now - grace).order_by("pk"):
        done[_reconcile_order(order, now)] += 1
    for refund in Refund.objects.filter(state=Refund.State.REQUESTED, requested_at__lte=now - grace):
        done[_reconcile_refund(refund)] += 1
    for session in _sessions_without_fee():
        try:
            settle(session.session_id, at=session.order.paid_at)
            done["fee asked for"] += 1
        except gateway.PaymentUnavailable:
            done["put off"] += 1
    return done


def _reconcile_order(order: Order, now: datetime) -> str:
    try:
        # A crash may have come between Stripe's answer and our note of it: the same request gets the same session.
        outcome = settle(session_for(order).session_id, at=now)
        if outcome is Outcome.WAITING and order.hold_until <= now:
            outcome = give_up(order, at=now)
    except gateway.PaymentUnavailable as trouble:
        logger.warning("order %s put off: %s", order.number, trouble)
        return "put off"
    except gateway.PaymentRefused as refused:
        # No session was ever opened, and none can be any more: nobody can have paid.
        logger.warning("order %s has no session: %s", order.number, refused)
        return give_up(order, at=now).value if order.hold_until <= now else "put off"
    return outcome.value


def _reconcile_refund(refund: Refund) -> str:
    try:
        return f"refund {finish(refund).state}"
    except RefundRefused:
        return "refund refused"


def _sessions_without_fee():
    fee = Entry.objects.filter(kind=Entry.Kind.FEE, order_reference=OuterRef("order__number"))
    paid = StripeSession.objects.filter(order__in=Order.objects.settled(), order__total_minor__gt=0)
    return paid.filter(~Exists(fee)).select_related("order")
