"""Finding what a crash, a lost webhook or a closed browser left undone, by asking Stripe about each open question."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.payment import gateway
from shop.payment.history import bring_up_to_date, paid_unheard, payments_that_changed
from shop.payment.models import PaymentAlert, Refund, StripeSession, UnearnedPayment
from shop.payment.refunds import RefundRefused, finish
from shop.payment.sessions import session_for
from shop.payment.settle import Outcome, give_up, settle, settle_free
from shop.payment.unearned import NotReturned, give_back

logger = logging.getLogger(__name__)
# A buyer may be between two clicks: younger questions answer themselves.
GRACE = timedelta(minutes=2)
# A hold that is over so long and cannot be ended is for staff to look at.
PATIENCE = timedelta(hours=1)
# A page can be paid for a day, and for three more Stripe tries to tell us of it.
TELLING = timedelta(days=7)
# Banks send refunds back, and buyers dispute payments, months afterwards.
LOOK_BACK = timedelta(days=180)


def reconcile(*, now: datetime, grace: timedelta = GRACE) -> Counter:
    """Bring every unpaid order, unfinished refund, late payment, dispute and missing fee to what Stripe says. Counts what it
    did; twice does no more."""
    return Counter(_in_peace(about, ask) for about, ask in _questions(now, grace))


def _questions(now: datetime, grace: timedelta) -> Iterator[tuple[str, Callable[[], str]]]:
    for order in Order.objects.awaiting_payment().filter(date_placed__lte=now - grace).order_by("pk"):
        yield order.number, partial(_reconcile_order, order, now)
    for refund in Refund.objects.filter(state=Refund.State.REQUESTED, requested_at__lte=now - grace):
        yield refund.reference, partial(_finish, refund)
    for kept in UnearnedPayment.objects.filter(state=UnearnedPayment.State.RETURNING, received_at__lte=now - grace):
        yield kept.reference, partial(_return, kept)
    for session in _sessions_without_fee():
        yield session.session_id, partial(_ask_for_fee, session)
    try:
        for session_id in paid_unheard(since=now - TELLING):
            yield session_id, partial(_settle, session_id, now)
        changed = payments_that_changed(since=now - LOOK_BACK)
    except gateway.PaymentUnavailable as trouble:
        logger.warning("late payments, refunds and disputes put off: %s", trouble)
        return
    for payment_intent in changed:
        yield payment_intent, partial(_catch_up, payment_intent)


def _in_peace(about: str, ask: Callable[[], str]) -> str:
    """One question must not keep the others from being asked."""
    try:
        return ask()
    except gateway.PaymentUnavailable as trouble:
        logger.warning("%s put off: %s", about, trouble)
        return "put off"
    except gateway.PaymentRefused as refused:
        logger.warning("%s is not ours: %s", about, refused)
        return "not ours"
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
    if outcome is Outcome.WAITING and order.hold_until + PATIENCE <= now:
        return _tell_that_it_is_stuck(order)
    return outcome.value


def _tell_that_it_is_stuck(order: Order) -> str:
    """The page was completed and the money has not come, as with a bank debit: neither paid nor to be let go of."""
    detail = _("The hold ended on %s, and Stripe says that the payment is neither made nor over.")
    PaymentAlert.objects.get_or_create(
        kind=PaymentAlert.Kind.STUCK,
        subject=order.stripe_session.session_id,
        defaults={"order": order, "detail": detail % order.hold_until.date().isoformat()},
    )
    return "stuck"


def _finish(refund: Refund) -> str:
    try:
        return f"refund {finish(refund).state}"
    except RefundRefused:
        return "refund refused"


def _return(kept: UnearnedPayment) -> str:
    try:
        return f"payment {give_back(kept).state}"
    except NotReturned:
        return "return refused"


def _catch_up(payment_intent: str) -> str:
    bring_up_to_date(payment_intent)
    return "caught up"


def _settle(session_id: str, now: datetime) -> str:
    return settle(session_id, at=now).value


def _ask_for_fee(session: StripeSession) -> str:
    settle(session.session_id, at=session.order.paid_at)
    return "fee asked for"


def _sessions_without_fee():
    paid = StripeSession.objects.filter(order__in=Order.objects.settled(), order__total_minor__gt=0)
    return paid.filter(movement_id="").select_related("order")
