"""Giving money back: written down, asked of Stripe, booked. Each step finds what the one before it left, after any crash."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Model, Sum
from django.utils.translation import gettext as _

from cooperatives.ledger import postings
from cooperatives.ledger.models import Entry
from shop.order import mails, status
from shop.order.models import Line, LineShare, Order
from shop.order.sending import take_back
from shop.payment import gateway
from shop.payment.fees import Moved, book_exchange, book_fee
from shop.payment.models import Dispute, PaymentAlert, Refund, RefundLine, RefundShare
from shop.payment.parts import CannotGiveBack, Left, Plan, Wish, figures, left_of, planned
from shop.shares.bearers import Bearer


class RefundRefused(Exception):
    """Nothing was given back; the message is for the person who asked."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What staff want to give back of an order, and why. `reason` is theirs; the buyer reads only what the cause says."""

    order: Order
    wish: Wish
    cause: Refund.Cause
    reason: str = ""
    by: Model | None = None


def bearer_of(cause: str, share: LineShare) -> str:
    """Who gives back a share: for a broken or lost piece whoever the frozen rule names, for goodwill the house."""
    if cause in (Refund.Cause.BROKEN, Refund.Cause.LOST):
        return share.breakage_bearer
    return Bearer.HOUSE if cause == Refund.Cause.GOODWILL else Bearer.COOPERATIVE


def preview(request: Request) -> Plan:
    """Who would give back what. Raises RefundRefused; writes nothing."""
    return _plan(left_of(request.order), request)


def refund(request: Request) -> Refund:
    """Give money back through Stripe and take the shares back in the books.

    Raises RefundRefused with nothing changed. If Stripe cannot be reached the refund stays `requested`:
    `reconcile_payments` finishes it, under the same idempotency key.
    """
    return _ask(write_down(request))


def write_down(request: Request) -> Refund:
    """What was asked for, and what it takes of the order, before Stripe hears of it. Raises RefundRefused."""
    with transaction.atomic():
        order = locked(request.order)
        if order.status not in status.SETTLED:
            raise RefundRefused(_("The order is not paid, so there is nothing to give back."))
        if Dispute.objects.filter(order=order, state=Dispute.State.OPEN).exists():
            raise RefundRefused(_("The buyer disputes this payment at the bank. Nothing can be given back meanwhile."))
        made = Refund(order=order, cause=request.cause, reason=request.reason, requested_by=request.by)
        return write(made, _plan(left_of(order), request))


def locked(order: Order) -> Order:
    """The order as it is now. Its row is the lock: of two at once, the second one finds what the first one left."""
    return Order.objects.select_for_update().get(pk=order.pk)


def write(made: Refund, plan: Plan) -> Refund:
    """Write a refund down with its parts, and take them out of what is left; the caller holds the order."""
    order = made.order
    bounded = Order.objects.filter(pk=order.pk, refunded_minor__lte=F("total_minor") - plan.amount_minor)
    if not bounded.update(refunded_minor=F("refunded_minor") + plan.amount_minor):
        raise RefundRefused(_("That is more than what is left of the order."))
    for part in plan.lines:
        Line.objects.filter(pk=part.line_id).update(refunded_minor=F("refunded_minor") + part.amount_minor)
    made.amount_minor, made.delivery_minor = plan.amount_minor, plan.delivery_minor
    made.save()
    for part in (*plan.lines, *plan.shares):
        part.refund = made
    RefundLine.objects.bulk_create(plan.lines)
    RefundShare.objects.bulk_create(plan.shares)
    return made


def plan_of(made: Refund) -> Plan:
    """A refund as it was written down."""
    shares = list(made.shares.order_by("pk").select_related("share"))
    return Plan(made.amount_minor, made.delivery_minor, list(made.lines.order_by("pk")), shares)


def finish(made: Refund) -> Refund:
    """Ask Stripe for a refund that was written down before, unless it was made then, and book it. Safe to call again."""
    payment_intent = made.order.stripe_session.payment_intent
    try:
        if made.stripe_id:
            # Made in Stripe itself, where it has no reference of ours: it must not be asked for once more.
            return bring_to(made, gateway.fetch_refund(made.stripe_id))
        found = gateway.find_refund(payment_intent=payment_intent, reference=made.reference)
    except gateway.PaymentUnavailable:
        return made
    return bring_to(made, found) if found else _ask(made)


def _ask(made: Refund) -> Refund:
    try:
        result = gateway.refund(
            payment_intent=made.order.stripe_session.payment_intent,
            amount_minor=made.amount_minor,
            reference=made.reference,
        )
    except gateway.PaymentRefused as refused:
        if _undo(made, Refund.State.REFUSED, from_states=[Refund.State.REQUESTED]):
            _alert(made, str(refused))
        raise RefundRefused(_("Stripe refused: %s") % refused) from refused
    except gateway.PaymentUnavailable:
        return made
    return bring_to(made, result)


def bring_to(made: Refund, result: gateway.RefundResult) -> Refund:
    """Let a refund be what Stripe says it is, once and only forwards, whoever hears of it and in whatever order."""
    if result.has_failed:
        _fail(made, result)
    elif result.is_done:
        _do(made, result)
    else:
        Refund.objects.filter(pk=made.pk, state=Refund.State.REQUESTED).update(
            state=Refund.State.PENDING, stripe_id=result.id
        )
    made.refresh_from_db()
    return made


def _do(made: Refund, result: gateway.RefundResult) -> None:
    order = made.order
    with transaction.atomic():
        locked(order)
        unfinished = Refund.objects.unfinished().filter(pk=made.pk)
        if unfinished.update(state=Refund.State.DONE, stripe_id=result.id, done_at=result.at):
            plan = plan_of(made)
            postings.record_refund(
                reference=f"refund:{made.reference}",
                order_reference=order.number,
                figures=figures(order.currency, plan),
                posted_at=result.at,
            )
            for part in made.lines.filter(quantity__gt=0).select_related("line").order_by("line__stockrecord_id"):
                _take_back(part)
            close_if_nothing_is_left(order)
            mails.enqueue(order=order, kind=mails.REFUNDED, about=made.reference)
        if result.movement:
            _book_movement(made, result.movement)


def _take_back(part: RefundLine) -> None:
    """A refund that failed when it had been done brought its pieces back: given again, it brings no others."""
    before = RefundLine.objects.filter(line=part.line, refund__done_at__isnull=False).exclude(pk=part.pk)
    came_back = before.aggregate(total=Sum("quantity"))["total"] or 0
    quantity = min(part.quantity, part.line.quantity - came_back)
    for_sale = min(part.for_sale, quantity)
    RefundLine.objects.filter(pk=part.pk).update(for_sale=for_sale)
    take_back(line=part.line, quantity=quantity, for_sale=for_sale)


def _book_movement(made: Refund, movement: gateway.Movement) -> None:
    """What it did to our balance may be known only later; written by whoever learns of it."""
    if Refund.objects.filter(pk=made.pk, movement_id="").update(movement_id=movement.id):
        moved = _moved(made, made.reference, movement)
        book_exchange(moved)
        book_fee(moved, made.order)


def _moved(made: Refund, reference: str, movement: gateway.Movement) -> Moved:
    return Moved(
        reference=reference,
        order_reference=made.order.number,
        currency=made.order.currency,
        amount_minor=made.amount_minor,
        movement=movement,
    )


def _fail(made: Refund, result: gateway.RefundResult) -> None:
    """It came back, perhaps days after it went out: the books are as before it, and staff are told."""
    at = result.returned.at if result.returned else result.at
    with transaction.atomic():
        locked(made.order)
        # Only a refund that was done stands in the books.
        was_done = _undo(made, Refund.State.FAILED, from_states=[Refund.State.DONE])
        if not was_done and not _undo(made, Refund.State.FAILED, from_states=Refund.UNFINISHED):
            return
        Refund.objects.filter(pk=made.pk).update(stripe_id=result.id)
        _alert(made, _("The buyer’s bank sent it back: %s") % (result.failure or result.status))
        if not was_done:
            return
        entry = Entry.objects.get(reference=f"refund:{made.reference}")
        postings.reverse(reference=f"refund-failed:{made.reference}", entry=entry, posted_at=at)
        if result.movement:
            _book_movement(made, result.movement)
        if result.returned:
            book_exchange(_moved(made, f"{made.reference}-returned", result.returned))


def _undo(made: Refund, state: str, *, from_states) -> bool:
    """Let go of a refund that gives nothing back after all: the order has as much left as before it."""
    with transaction.atomic():
        if not Refund.objects.filter(pk=made.pk, state__in=from_states).update(state=state):
            return False
        let_go(made)
    return True


def let_go(made: Refund) -> None:
    """Give the order back what a refund took out of what is left of it."""
    order = made.order
    Order.objects.filter(pk=order.pk).update(refunded_minor=F("refunded_minor") - made.amount_minor)
    for part in made.lines.all():
        Line.objects.filter(pk=part.line_id).update(refunded_minor=F("refunded_minor") - part.amount_minor)
    was_sent = order.status_changes.filter(new_status=status.SENT).exists()
    reopened = status.SENT if was_sent else status.PAID
    Order.objects.filter(pk=order.pk, status=status.REFUNDED).update(status=reopened)


def close_if_nothing_is_left(order: Order) -> None:
    Order.objects.settled().filter(pk=order.pk, refunded_minor=F("total_minor")).update(status=status.REFUNDED)


def _plan(left: Left, request: Request) -> Plan:
    try:
        return planned(left, request.wish, lambda share: bearer_of(request.cause, share))
    except CannotGiveBack as cannot:
        raise RefundRefused(str(cannot)) from cannot


def _alert(made: Refund, why: str) -> None:
    PaymentAlert.objects.get_or_create(
        kind=PaymentAlert.Kind.REFUND, subject=made.reference, defaults={"order": made.order, "detail": why}
    )
