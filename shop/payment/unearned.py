"""Money that was paid for nothing: kept as the buyer's own in the books, and given back, by itself or by staff.

Written down and booked before Stripe is asked to return it, so that a crash between the two is found and finished.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Model, QuerySet, Sum
from django.utils.translation import gettext as _

from cooperatives.ledger import disputes, postings
from cooperatives.ledger.figures import FeeFigures
from cooperatives.ledger.models import Entry, Posting
from shop.order import mails
from shop.order.holds import release
from shop.order.models import Order
from shop.payment import gateway
from shop.payment.disputed import Paid, disputed_of
from shop.payment.fees import Moved, book_difference, book_dispute_fee, book_exchange, book_fee
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
    """Return all of it through Stripe. Raises NotReturned if Stripe says no: then it is kept until staff ask again.

    If Stripe cannot be reached it stays `returning`: `finish` makes an end of it, as `reconcile_payments` does.
    """
    UnearnedPayment.objects.filter(pk=kept.pk, state=State.KEPT).update(state=State.RETURNING, requested_by=by)
    return finish(kept)


def finish(kept: UnearnedPayment) -> UnearnedPayment:
    """Ask Stripe for a return that was written down before, unless it was made then, and book it. Safe to call again; what
    is kept until staff decide is not touched."""
    kept.refresh_from_db()
    if kept.state != State.RETURNING:
        return kept
    reference = kept.refund_reference
    try:
        made = list(gateway.list_refunds(payment_intent=kept.payment_intent))
        # Part of it may have gone back already, by hands in Stripe's dashboard: then the rest is left.
        for result in reversed(made):
            kept = bring_to(kept, result)
        if kept.state != State.RETURNING or any(result.reference == reference for result in made):
            return kept
        result = gateway.refund(
            payment_intent=kept.payment_intent,
            amount_minor=kept.amount_minor - kept.returned_minor,
            reference=reference,
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
        is_gone = result.is_done or (result.movement and not result.has_failed)
        if is_gone and entry is None:
            # One that is on its way left our balance already; if it does not arrive, it comes back.
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
    if _count_returned(kept, result.amount_minor, result.at) and kept.order:
        mails.enqueue(order=kept.order, kind=mails.UNEARNED, about=kept.reference)


def _count_returned(kept: UnearnedPayment, minor: int, at: datetime) -> bool:
    """True if nothing of it is left with us now."""
    UnearnedPayment.objects.filter(pk=kept.pk).update(returned_minor=F("returned_minor") + minor)
    whole = UnearnedPayment.objects.filter(pk=kept.pk, returned_minor=F("amount_minor"))
    if not whole.update(state=State.RETURNED, returned_at=at):
        return False
    PaymentAlert.objects.filter(subject=kept.session_id, closed_at=None).update(closed_at=at)
    if kept.why == UnearnedPayment.Why.MISMATCH:
        release(order=kept.order, at=at)
    return True


def _book_failure(kept: UnearnedPayment, result: gateway.RefundResult, entry: Entry) -> None:
    at = result.returned.at if result.returned else result.at
    postings.reverse(reference=f"return-failed:{result.id}", entry=entry, posted_at=at)
    if result.returned:
        book_exchange(_moved(kept, f"return-failed:{result.id}", result.amount_minor, result.returned))
    UnearnedPayment.objects.filter(pk=kept.pk).update(returned_minor=F("returned_minor") - result.amount_minor)
    _stop(kept, _("The buyer’s bank sent it back: %s") % (result.failure or result.status))


def bring_dispute_to(kept: UnearnedPayment, result: gateway.DisputeResult) -> None:
    """Book what a bank took of it, once, and what it gave back: what the bank has the buyer has."""
    with transaction.atomic():
        kept = UnearnedPayment.objects.select_for_update().get(pk=kept.pk)
        if result.taken and not _of_dispute(result).exists():
            _book_taken(kept, result, result.taken)
        if result.reinstated and _of_dispute(result).filter(reversed_by=None).exists():
            _book_reinstated(kept, result, result.reinstated)


def has_booked(result: gateway.DisputeResult) -> bool:
    """Whether nothing of this dispute is left to write down."""
    booked = _of_dispute(result)
    if result.reinstated:
        return booked.exists() and not booked.filter(reversed_by=None).exists()
    return booked.exists() or not result.taken


def _of_dispute(result: gateway.DisputeResult) -> QuerySet[Entry]:
    return Entry.objects.filter(reference__in=[f"returned:{result.id}", f"dispute-loss:{result.id}"])


def _book_taken(kept: UnearnedPayment, result: gateway.DisputeResult, taken: gateway.Movement) -> None:
    """What it took beyond what was left is the house's loss."""
    left = kept.amount_minor - kept.returned_minor
    paid = Paid(reference=kept.reference, currency=kept.currency, total_minor=kept.amount_minor, left_minor=left)
    amount = disputed_of(paid, result).amount_minor
    reference, of_buyer = f"returned:{result.id}", min(amount, left)
    book_exchange(_moved(kept, reference, amount, taken))
    if of_buyer:
        postings.record_unearned_returned(
            reference=reference,
            order_reference=kept.books_reference,
            currency=kept.currency,
            amount_minor=of_buyer,
            posted_at=taken.at,
        )
    if amount > of_buyer:
        disputes.record_dispute_fee(
            reference=f"dispute-loss:{result.id}",
            order_reference=kept.books_reference,
            fee=FeeFigures(kept.currency, amount - of_buyer),
            posted_at=taken.at,
        )
    book_dispute_fee(_moved(kept, result.id, amount, taken), None, is_lost=False)
    _count_returned(kept, of_buyer, taken.at)


def _book_reinstated(kept: UnearnedPayment, result: gateway.DisputeResult, back: gateway.Movement) -> None:
    undone = list(_of_dispute(result))
    taken = Posting.objects.filter(entry__in=undone)
    amount, of_buyer = (
        part.aggregate(total=Sum("amount_minor"))["total"] or 0
        for part in (taken, taken.filter(entry__kind=Entry.Kind.UNEARNED_RETURNED))
    )
    if back.fee_minor < 0:
        undone += Entry.objects.filter(reference=f"dispute-fee:{result.id}")
    for entry in undone:
        postings.reverse(reference=f"{entry.reference}-undone", entry=entry, posted_at=back.at)
    moved = _moved(kept, f"dispute-won:{result.id}", amount, back)
    book_exchange(moved)
    book_difference(moved)
    UnearnedPayment.objects.filter(pk=kept.pk).update(returned_minor=F("returned_minor") - of_buyer)
    _stop(kept, _("The bank took it, and gave it back: the dispute was won."))


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
