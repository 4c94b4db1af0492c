"""Money that was paid for nothing: kept as the buyer's own in the books, and given back, by itself or by staff.

Written down and booked before Stripe is asked to return it, so that a crash between the two is found and finished.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Model
from django.utils.translation import gettext as _

from cooperatives.ledger import postings
from cooperatives.ledger.models import Entry
from shop.order import mails
from shop.order.holds import release
from shop.order.models import Order
from shop.payment import gateway
from shop.payment.fees import Moved, book_exchange, book_fee
from shop.payment.models import PaymentAlert, UnearnedPayment

State = UnearnedPayment.State


class NotReturned(Exception):
    """Stripe did not give it back; the message is for staff."""


def keep(
    session: gateway.Session, *, order: Order | None, why: UnearnedPayment.Why, at: datetime
) -> UnearnedPayment | None:
    """Book what was received for nothing, once; None if nothing was. What came too late goes back without being asked."""
    if not session.received_minor or not session.payment_intent:
        return None
    with transaction.atomic():
        kept, is_new = UnearnedPayment.objects.get_or_create(
            session_id=session.id,
            defaults={
                "payment_intent": session.payment_intent,
                "order": order,
                "why": why,
                "state": State.RETURNING if why == UnearnedPayment.Why.LATE else State.KEPT,
                "currency": session.received_currency,
                "amount_minor": session.received_minor,
                "received_at": at,
            },
        )
        if is_new:
            postings.record_unearned(
                reference=f"unearned:{kept.reference}",
                order_reference=kept.books_reference,
                currency=kept.currency,
                amount_minor=kept.amount_minor,
                posted_at=at,
            )
        if session.movement:
            _book_movement(kept, session.movement)
    return kept


def give_back(kept: UnearnedPayment, *, by: Model | None = None) -> UnearnedPayment:
    """Return all of it through Stripe. Safe to call again; raises NotReturned if Stripe says no.

    If Stripe cannot be reached it stays `returning`: `reconcile_payments` finishes it.
    """
    UnearnedPayment.objects.filter(pk=kept.pk, state=State.KEPT).update(state=State.RETURNING, requested_by=by)
    kept.refresh_from_db()
    if kept.state != State.RETURNING:
        return kept
    try:
        result = gateway.refund(
            payment_intent=kept.payment_intent,
            amount_minor=kept.amount_minor - kept.returned_minor,
            reference=kept.refund_reference,
        )
    except gateway.PaymentRefused as refused:
        _stop(kept, str(refused))
        raise NotReturned(_("Stripe refused: %s") % refused) from refused
    except gateway.PaymentUnavailable:
        return kept
    return bring_to(kept, result)


def bring_to(kept: UnearnedPayment, result: gateway.RefundResult) -> UnearnedPayment:
    """Book a refund of it as Stripe has it now: ours, or one made in Stripe itself, whole or in part; each once."""
    reference = f"returned:{result.id}"
    with transaction.atomic():
        kept = UnearnedPayment.objects.select_for_update().get(pk=kept.pk)
        entry = Entry.objects.filter(reference=reference).first()
        if result.is_done and entry is None:
            _book_return(kept, result, reference)
        elif result.has_failed and entry and not Entry.objects.filter(reverses=entry).exists():
            _book_failure(kept, result, entry)
        elif result.has_failed and entry is None and result.reference == kept.refund_reference:
            _stop(kept, _("The buyer’s bank sent it back: %s") % (result.failure or result.status))
    kept.refresh_from_db()
    return kept


def _book_return(kept: UnearnedPayment, result: gateway.RefundResult, reference: str) -> None:
    if result.movement:
        book_exchange(_moved(kept, reference, result.amount_minor, result.movement))
    postings.record_unearned_returned(
        reference=reference,
        order_reference=kept.books_reference,
        currency=kept.currency,
        amount_minor=result.amount_minor,
        posted_at=result.at,
    )
    UnearnedPayment.objects.filter(pk=kept.pk).update(returned_minor=F("returned_minor") + result.amount_minor)
    whole = UnearnedPayment.objects.filter(pk=kept.pk, returned_minor=F("amount_minor"))
    if whole.update(state=State.RETURNED, returned_at=result.at):
        PaymentAlert.objects.filter(subject=kept.session_id, closed_at=None).update(closed_at=result.at)
        if kept.why == UnearnedPayment.Why.MISMATCH:
            release(order=kept.order, at=result.at)
        if kept.order:
            mails.enqueue(order=kept.order, kind=mails.UNEARNED, about=kept.reference)


def _book_failure(kept: UnearnedPayment, result: gateway.RefundResult, entry: Entry) -> None:
    at = result.returned.at if result.returned else result.at
    postings.reverse(reference=f"return-failed:{result.id}", entry=entry, posted_at=at)
    if result.returned:
        book_exchange(_moved(kept, f"return-failed:{result.id}", result.amount_minor, result.returned))
    UnearnedPayment.objects.filter(pk=kept.pk).update(returned_minor=F("returned_minor") - result.amount_minor)
    _stop(kept, _("The buyer’s bank sent it back: %s") % (result.failure or result.status))


def _stop(kept: UnearnedPayment, why: str) -> None:
    """It did not reach the buyer: from here on it is for staff to decide."""
    UnearnedPayment.objects.filter(pk=kept.pk).update(state=State.KEPT, attempt=F("attempt") + 1)
    alert, is_new = PaymentAlert.objects.get_or_create(
        kind=PaymentAlert.Kind.LATE, subject=kept.session_id, defaults={"order": kept.order, "detail": why}
    )
    if not is_new:
        PaymentAlert.objects.filter(pk=alert.pk).update(detail=why, closed_at=None)


def _book_movement(kept: UnearnedPayment, movement: gateway.Movement) -> None:
    if UnearnedPayment.objects.filter(pk=kept.pk, movement_id="").update(movement_id=movement.id):
        moved = _moved(kept, kept.reference, kept.amount_minor, movement)
        book_exchange(moved)
        book_fee(moved, None)


def _moved(kept: UnearnedPayment, reference: str, amount_minor: int, movement: gateway.Movement) -> Moved:
    return Moved(
        reference=reference,
        order_reference=kept.books_reference,
        currency=kept.currency,
        amount_minor=amount_minor,
        movement=movement,
    )
