"""Disputes: the bank took the money and decides later. Meanwhile the shares are held; then released, or taken back.

What a dispute takes of the order is written down as a refund that may yet come back, so what is left of the order is
always what neither a refund nor a dispute took.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cooperatives.ledger import disputes, postings
from cooperatives.ledger.figures import DisputeFigures
from cooperatives.ledger.models import Entry
from shop.order.models import Order
from shop.payment import gateway
from shop.payment.disputed import By, advice, disputed_of, paid_for, written
from shop.payment.fees import Moved, book_difference, book_dispute_fee, book_exchange
from shop.payment.models import Dispute, PaymentAlert, Refund
from shop.payment.parts import Plan, by_rule, figures, left_of, planned
from shop.payment.refunds import close_if_nothing_is_left, let_go, locked, plan_of, write
from shop.shares.bearers import Bearer

State = Dispute.State


def bring_to(order: Order, result: gateway.DisputeResult) -> Dispute:
    """Let a dispute be what Stripe says it is, once and only forwards, whoever hears of it and in whatever order."""
    with transaction.atomic():
        locked(order)
        known, is_new = Dispute.objects.get_or_create(
            stripe_id=result.id,
            defaults={
                "order": order,
                "state": State.INQUIRY,
                "reason": result.reason,
                "amount_minor": disputed_of(paid_for(order), result).amount_minor,
                "opened_at": result.at,
                "respond_by": result.respond_by,
            },
        )
        if is_new:
            _tell_staff(known, result)
        if known.state == State.INQUIRY and result.taken:
            _open(known, result)
        if known.state == State.OPEN and result.is_won:
            _win(known, result)
        if known.state == State.OPEN and result.is_lost:
            _lose(known, result)
        if known.state == State.INQUIRY and result.is_closed:
            _close(known, State.DROPPED, result.at)
    return known


def _open(known: Dispute, result: gateway.DisputeResult) -> None:
    """Stripe took the money: hold what each cooperative got of it."""
    order, taken = locked(known.order), result.taken
    left = left_of(order)
    disputed = disputed_of(paid_for(order), result)
    known.amount_minor = disputed.amount_minor
    if disputed.by != By.ITSELF:
        known.bank_minor, known.bank_currency = result.amount_minor, result.currency
        _tell_staff(known, result)
    bounded = min(known.amount_minor, left.total_minor)
    known.excess_minor = known.amount_minor - bounded
    if bounded:
        plan = planned(left, by_rule(left, bounded), lambda share: Bearer.COOPERATIVE)
        made = Refund(order=order, cause=Refund.Cause.DISPUTE, state=Refund.State.DISPUTED, reason=known.reason)
        known.taking = write(made, plan)
    known.state, known.fee_minor, known.fee_currency = State.OPEN, taken.fee_minor, taken.currency
    known.respond_by = result.respond_by
    known.save()
    book_exchange(_moved(known, f"dispute:{known.stripe_id}", taken))
    disputes.record_dispute_opened(
        reference=f"dispute:{known.stripe_id}",
        order_reference=order.number,
        figures=_figures(known),
        posted_at=taken.at,
    )
    book_dispute_fee(_moved(known, known.stripe_id, taken), order, is_lost=False)


def _win(known: Dispute, result: gateway.DisputeResult) -> None:
    back = result.reinstated
    if back is None:
        return  # decided, and the money is not back yet: Stripe tells of that as well
    if known.taking:
        Refund.objects.filter(pk=known.taking_id).update(state=Refund.State.RETURNED)
        let_go(known.taking)
    disputes.record_dispute_won(reference=f"dispute-won:{known.stripe_id}", opened=_opened(known), posted_at=back.at)
    moved = _moved(known, f"dispute-won:{known.stripe_id}", back)
    book_exchange(moved)
    book_difference(moved)
    if back.fee_minor < 0:
        fee = Entry.objects.get(reference=f"dispute-fee:{known.stripe_id}")
        postings.reverse(reference=f"dispute-fee-returned:{known.stripe_id}", entry=fee, posted_at=back.at)
    _close(known, State.WON, back.at)


def _lose(known: Dispute, result: gateway.DisputeResult) -> None:
    disputes.record_dispute_lost(
        reference=f"dispute-lost:{known.stripe_id}",
        opened=_opened(known),
        figures=_figures(known),
        posted_at=result.taken.at,
    )
    book_dispute_fee(_moved(known, known.stripe_id, result.taken), known.order, is_lost=True)
    if known.taking:
        Refund.objects.filter(pk=known.taking_id).update(state=Refund.State.DONE, done_at=result.taken.at)
        close_if_nothing_is_left(known.order)
    _close(known, State.LOST, result.taken.at)


def _close(known: Dispute, state: str, at: datetime) -> None:
    known.state, known.closed_at = state, at
    known.save(update_fields=["state", "closed_at"])
    PaymentAlert.objects.filter(kind=PaymentAlert.Kind.DISPUTE, subject=known.stripe_id, closed_at=None).update(
        closed_at=at
    )


def _opened(known: Dispute) -> Entry:
    return Entry.objects.with_postings().get(reference=f"dispute:{known.stripe_id}")


def _figures(known: Dispute) -> DisputeFigures:
    """What was taken, part by part; what was beyond the order's is the house's loss."""
    plan = plan_of(known.taking) if known.taking else Plan(0, 0, [], [])
    of_order = figures(known.order.currency, plan)
    parts = DisputeFigures(**{name: getattr(of_order, name) for name in of_order.__dataclass_fields__})
    return replace(parts, loss_minor=parts.loss_minor + known.excess_minor)


def _moved(known: Dispute, reference: str, movement: gateway.Movement) -> Moved:
    return Moved(
        reference=reference,
        order_reference=known.order.number,
        currency=known.order.currency,
        amount_minor=known.amount_minor,
        movement=movement,
    )


def _tell_staff(known: Dispute, result: gateway.DisputeResult) -> None:
    """Once; again when the bank takes the money, where it counts in other money than the order."""
    disputed = disputed_of(paid_for(known.order), result)
    by_itself = disputed.by == By.ITSELF
    amount = (
        written(known.amount_minor, known.order.currency)
        if by_itself
        else written(result.amount_minor, result.currency)
    )
    said = [_("%(amount)s are disputed (%(reason)s).") % {"amount": amount, "reason": known.reason}]
    if known.respond_by:
        said.append(_("Stripe takes an answer until %s.") % localtime(known.respond_by).date().isoformat())
    if of_other_money := advice(known.order, result, disputed):
        said.append(of_other_money)
    PaymentAlert.objects.update_or_create(
        kind=PaymentAlert.Kind.DISPUTE,
        subject=known.stripe_id,
        defaults={"detail": " ".join(said)},
        create_defaults={"order": known.order, "detail": " ".join(said)},
    )
