"""Finding what a crash, a lost webhook or a closed browser left undone, by asking Stripe about each open question."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.utils.translation import gettext as _

from shop.order.models import Order
from shop.payment import gateway
from shop.payment.history import bring_up_to_date, disputes_that_changed, paid_unheard, refunds_that_changed
from shop.payment.models import PaymentAlert, Refund, StripeSession, UnearnedPayment
from shop.payment.refunds import RefundRefused, finish
from shop.payment.sessions import session_for
from shop.payment.settle import Outcome, give_up, settle, settle_free
from shop.payment.strangers import Result, tell_of_unknown
from shop.payment.unearned import NotReturned
from shop.payment.unearned import finish as finish_return

logger = logging.getLogger(__name__)
# A buyer may be between two clicks: younger questions answer themselves.
GRACE = timedelta(minutes=2)
# A hold that is over so long and cannot be ended is for staff to look at.
PATIENCE = timedelta(hours=1)
# A page can be paid for a day, and for three more Stripe tries to tell us of it.
TELLING = timedelta(days=7)
# Banks send refunds back, and buyers dispute payments, months afterwards.
LOOK_BACK = timedelta(days=180)

# What it is about, and how to ask.
Question = tuple[str, Callable[[], str]]


def reconcile(*, now: datetime, grace: timedelta = GRACE) -> Counter:
    """Bring every unpaid order, unfinished refund, late payment, dispute and missing fee to what Stripe says. Counts what it
    did; twice does no more. What failed is logged and counted, and keeps nothing else from being asked."""
    done = Counter()
    for kind, find in _kinds(now, grace):
        questions = _found(kind, find)
        if isinstance(questions, str):
            done[questions] += 1
            continue
        done.update(_in_peace(about, ask) for about, ask in questions)
    return done


def _kinds(now: datetime, grace: timedelta) -> Iterator[tuple[str, Callable[[], list[Question]]]]:
    """Each is looked for when those before it were asked: an answer may have settled it already."""
    yield "unpaid orders", partial(_unpaid_orders, now, grace)
    yield "unfinished refunds", partial(_unfinished_refunds, now, grace)
    yield "unfinished returns", partial(_unfinished_returns, now, grace)
    yield "missing fees", _missing_fees
    yield "late payments", partial(_paid_unheard, now)
    yield "refunds at Stripe", partial(_changed, refunds_that_changed, now)
    yield "disputes at Stripe", partial(_changed, disputes_that_changed, now)


def _unpaid_orders(now: datetime, grace: timedelta) -> list[Question]:
    orders = Order.objects.awaiting_payment().filter(date_placed__lte=now - grace).order_by("pk")
    return [(order.number, partial(_reconcile_order, order, now)) for order in orders]


def _unfinished_refunds(now: datetime, grace: timedelta) -> list[Question]:
    refunds = Refund.objects.filter(state=Refund.State.REQUESTED, requested_at__lte=now - grace)
    return [(refund.reference, partial(_finish, refund)) for refund in refunds]


def _unfinished_returns(now: datetime, grace: timedelta) -> list[Question]:
    returns = UnearnedPayment.objects.filter(state=UnearnedPayment.State.RETURNING, received_at__lte=now - grace)
    return [(kept.reference, partial(_return, kept)) for kept in returns]


def _missing_fees() -> list[Question]:
    paid = StripeSession.objects.filter(order__in=Order.objects.settled(), order__total_minor__gt=0)
    without = paid.filter(movement_id="").select_related("order")
    return [(session.session_id, partial(_ask_for_fee, session)) for session in without]


def _paid_unheard(now: datetime) -> list[Question]:
    return [(session_id, partial(_settle, session_id, now)) for session_id in paid_unheard(since=now - TELLING)]


def _changed(that_changed: Callable[..., list[Result]], now: datetime) -> list[Question]:
    results = that_changed(since=now - LOOK_BACK)
    payments = sorted({result.payment_intent for result in results if result.payment_intent})
    of_none = [result for result in results if not result.payment_intent]
    return [
        *((payment_intent, partial(_catch_up, payment_intent)) for payment_intent in payments),
        *((result.id, partial(_tell, result)) for result in of_none),
    ]


def _found(kind: str, find: Callable[[], list[Question]]) -> list[Question] | str:
    """The questions of a kind; a word where they could not be found. A list that Stripe refuses is a mistake of ours."""
    try:
        return find()
    except gateway.PaymentUnavailable as trouble:
        logger.warning("%s put off: %s", kind, trouble)
        return "put off"
    except Exception:
        logger.exception("looking for %s failed", kind)
        return "failed"


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
        return f"payment {finish_return(kept).state}"
    except NotReturned:
        return "return refused"


def _catch_up(payment_intent: str) -> str:
    bring_up_to_date(payment_intent)
    return "caught up"


def _tell(result: Result) -> str:
    tell_of_unknown(result)
    return "not ours"


def _settle(session_id: str, now: datetime) -> str:
    return settle(session_id, at=now).value


def _ask_for_fee(session: StripeSession) -> str:
    settle(session.session_id, at=session.order.paid_at)
    return "fee asked for"
