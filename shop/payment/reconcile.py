"""Finding what a crash, a lost webhook or a closed browser left undone, by asking Stripe about each open question."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from cooperatives.ledger.models import Entry
from shop.order.models import Order
from shop.payment import gateway
from shop.payment.models import Refund, StripeSession
from shop.payment.refunds import RefundRefused, finish
from shop.payment.sessions import session_for
from shop.payment.settle import Outcome, give_up, settle, settle_free

logger = logging.getLogger(__name__)
# A buyer may be between two clicks: younger questions answer themselves.
GRACE = timedelta(minutes=2)


def reconcile(*, now: datetime, grace: timedelta = GRACE) -> Counter:
    """Bring every unpaid order, unfinished refund and missing fee to what Stripe says. Counts what it did; twice does no more."""
    done = Counter()
    for order in Order.objects.awaiting_payment().filter(date_placed__lte=now - grace).order_by("pk"):
        done[_in_peace(order.number, lambda order=order: _reconcile_order(order, now))] += 1
    for refund in Refund.objects.filter(state=Refund.State.REQUESTED, requested_at__lte=now - grace):
        done[_in_peace(refund.reference, lambda refund=refund: f"refund {finish(refund).state}")] += 1
    for session in _sessions_without_fee():
        done[_in_peace(session.session_id, lambda session=session: _ask_for_fee(session))] += 1
    return done


def _in_peace(about: str, ask: Callable[[], str]) -> str:
    """One question must not keep the others from being asked."""
    try:
        return ask()
    except gateway.PaymentUnavailable as trouble:
        logger.warning("%s put off: %s", about, trouble)
        return "put off"
    except RefundRefused:
        return "refund refused"
    except Exception:
        logger.exception("%s failed", about)
        return "failed"


def _reconcile_order(order: Order, now: datetime) -> str:
    if not order.total_minor:
        return settle_free(order, at=now).value
    is_over = order.hold_until <= now
    try:
        # A crash may have come between Stripe's answer and our note of it: the same request gets the same session.
        outcome = settle(session_for(order).session_id, at=now)
    except gateway.PaymentRefused as refused:
        # Stripe has no session for the order, and will not open one any more: nobody can have paid.
        logger.warning("order %s has no session: %s", order.number, refused)
        outcome = Outcome.WAITING
    if outcome is Outcome.WAITING and is_over:
        outcome = give_up(order, at=now)
    return outcome.value


def _ask_for_fee(session: StripeSession) -> str:
    settle(session.session_id, at=session.order.paid_at)
    return "fee asked for"


def _sessions_without_fee():
    fee = Entry.objects.filter(kind=Entry.Kind.FEE, order_reference=OuterRef("order__number"))
    paid = StripeSession.objects.filter(order__in=Order.objects.settled(), order__total_minor__gt=0)
    return paid.filter(~Exists(fee)).select_related("order")
