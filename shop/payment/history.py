"""What happened to a payment after it was made, as Stripe has it: refunds and disputes, ours and others', in their order.

An event says only which payment to ask about. Everything that happened to it is asked for and applied oldest first, so
that books and orders come out the same whichever event came first, last, twice or not at all.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cooperatives.ledger.models import Entry
from shop.order.models import Order
from shop.payment import disputes, gateway, refunds, unearned
from shop.payment.models import Dispute, PaymentAlert, Refund, StripeSession, UnearnedPayment
from shop.payment.parts import by_rule, left_of, planned
from shop.payment.settle import settle
from shop.payment.strangers import ours, tell_of_unknown, without_those_told_of
from shop.shares.bearers import Bearer


def bring_up_to_date(payment_intent: str) -> str:
    """Bring refunds and disputes of a payment to what Stripe says; what was done, in a word.

    Raises `gateway.PaymentUnavailable` when Stripe cannot be asked now: asking again later does all the work.
    """
    if not ours([payment_intent]):
        # A refund that is heard of before the payment: settle first. One that was made in no session stays unknown.
        with suppress(gateway.PaymentRefused):
            settle(gateway.session_of_payment(payment_intent).id)
    happened = [
        *gateway.list_disputes(payment_intent=payment_intent),
        *gateway.list_refunds(payment_intent=payment_intent),
    ]
    happened.reverse()  # Stripe's lists begin with the newest
    happened.sort(key=_moment)
    for result in happened:
        _apply(result)
    return "up to date"


def _moment(result: gateway.RefundResult | gateway.DisputeResult) -> tuple[datetime, bool]:
    """When it took its money: while a bank only asks, others are still given some. Of one second a refund comes first, since a
    disputed payment cannot be refunded."""
    if isinstance(result, gateway.DisputeResult):
        return result.taken.at if result.taken else result.at, True
    return result.at, False


def refunds_that_changed(*, since: datetime) -> list[gateway.RefundResult]:
    """Those that are not what we know of them, by a list of Stripe's."""
    known = dict(Refund.objects.exclude(stripe_id="").values_list("stripe_id", "state"))
    returned, too_much = set(_returns()), _more_than_is_left()
    return without_those_told_of(
        result
        for result in gateway.list_refunds(since=since)
        if not _is_known(result, known.get(result.id), result.id in returned)
        and result.amount_minor <= too_much.get(result.id, result.amount_minor)
    )


def disputes_that_changed(*, since: datetime) -> list[gateway.DisputeResult]:
    """The same of disputes."""
    known = dict(Dispute.objects.values_list("stripe_id", "state"))
    told = set(PaymentAlert.objects.filter(kind=PaymentAlert.Kind.DISPUTE).values_list("subject", flat=True))
    only_told = told - known.keys()
    return without_those_told_of(
        result
        for result in gateway.list_disputes(since=since)
        if not (unearned.has_booked(result) if result.id in only_told else _is_settled(result, known.get(result.id)))
    )


def _more_than_is_left() -> dict[str, int]:
    """Refunds made in Stripe that staff were told to be more than was left, and what is left by now."""
    told = PaymentAlert.objects.filter(kind=PaymentAlert.Kind.REFUND, order__isnull=False)
    left = told.annotate(left=F("order__total_minor") - F("order__refunded_minor"))
    return dict(left.values_list("subject", "left"))


def paid_unheard(*, since: datetime) -> list[str]:
    """The sessions of our orders that were paid without anybody telling us, by a list of Stripe's.

    As when an order was let go of while a page was open that a crash had kept us from noting, and the webhook is lost.
    """
    numbers = {session.id: session.reference for session in gateway.list_paid(since=since)}
    known_orders = set(Order.objects.filter(number__in=numbers.values()).values_list("number", flat=True))
    known = (StripeSession.objects.exclude(payment_intent=""), UnearnedPayment.objects.all())
    heard_of = {
        pk for rows in known for pk in rows.filter(session_id__in=numbers).values_list("session_id", flat=True)
    }
    return [pk for pk, number in numbers.items() if number in known_orders and pk not in heard_of]


def _returns() -> Iterator[str]:
    """Refunds of payments for nothing, which stand in the books and nowhere else; without those that failed."""
    standing = Entry.objects.filter(kind=Entry.Kind.UNEARNED_RETURNED, reversed_by=None)
    for reference in standing.values_list("reference", flat=True):
        yield reference.removeprefix("returned:")


def _is_known(result: gateway.RefundResult, state: str | None, is_returned: bool) -> bool:
    if result.has_failed:
        return state in (Refund.State.FAILED, Refund.State.REFUSED) or (state is None and not is_returned)
    if is_returned:
        return True
    return state == (Refund.State.DONE if result.is_done else Refund.State.PENDING)


def _is_settled(result: gateway.DisputeResult, state: str | None) -> bool:
    if result.is_lost:
        return state == Dispute.State.LOST
    if result.is_closed:
        return state in (Dispute.State.WON, Dispute.State.DROPPED)
    return state == (Dispute.State.OPEN if result.taken else Dispute.State.INQUIRY)


def _apply(result: gateway.RefundResult | gateway.DisputeResult) -> None:
    kept = UnearnedPayment.objects.filter(payment_intent=result.payment_intent).first()
    order = Order.objects.filter(stripe_session__payment_intent=result.payment_intent).first()
    if kept is None and order is None:
        tell_of_unknown(result)
    elif isinstance(result, gateway.DisputeResult):
        if order:
            disputes.bring_to(order, result)
        else:
            _tell_of_unearned(result, kept)
            unearned.bring_dispute_to(kept, result)
    elif kept:
        unearned.bring_to(kept, result)
    elif made := Refund.objects.filter(reference=result.reference or "-").first() or _imported(result):
        refunds.bring_to(made, result)
    elif not result.has_failed:
        _import(order, result)


def _imported(result: gateway.RefundResult) -> Refund | None:
    return Refund.objects.filter(stripe_id=result.id).first()


def _import(order: Order, result: gateway.RefundResult) -> None:
    """A refund made in Stripe itself: attributed by rule, its pieces left where they are, and then like any other."""
    made = _written_down(order, result)
    if made is None:
        # Some of ours may have been written down and not have reached Stripe: there they are refused now.
        for waiting in order.refunds.filter(state=Refund.State.REQUESTED):
            with suppress(refunds.RefundRefused):
                refunds.finish(waiting)
        made = _written_down(order, result)
    alert = PaymentAlert.objects.filter(kind=PaymentAlert.Kind.REFUND, subject=result.id)
    if made:
        alert.filter(closed_at=None).update(closed_at=result.at)
        refunds.bring_to(made, result)
    elif not alert.exists():
        detail = _("%s minor units were given back in Stripe, more than is left of the order.") % result.amount_minor
        PaymentAlert.objects.create(kind=PaymentAlert.Kind.REFUND, subject=result.id, order=order, detail=detail)


def _written_down(order: Order, result: gateway.RefundResult) -> Refund | None:
    """The refund of ours that it became; None where it is more than is left of the order."""
    with transaction.atomic():
        left = left_of(refunds.locked(order))
        if (made := _imported(result)) or result.amount_minor > left.total_minor:
            return made
        plan = planned(left, by_rule(left, result.amount_minor), lambda share: Bearer.COOPERATIVE)
        return refunds.write(Refund(order=order, cause=Refund.Cause.IN_STRIPE, stripe_id=result.id), plan)


def _tell_of_unearned(result: gateway.DisputeResult, kept: UnearnedPayment) -> None:
    PaymentAlert.objects.get_or_create(
        kind=PaymentAlert.Kind.DISPUTE,
        subject=result.id,
        defaults={"order": kept.order, "detail": _("A payment that belongs to no paid order is disputed.")},
    )
