"""What "paid" does. The webhook, the return page and the reconciler all call `settle`, in any order and any number of times."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cooperatives.ledger import postings
from shop.basket.models import Basket
from shop.order import mails, status
from shop.order.figures import sale_figures
from shop.order.holds import hold_again, release
from shop.order.models import Order
from shop.payment import gateway, unearned
from shop.payment.currency import to_decimal
from shop.payment.fees import Moved, book_exchange, book_fee
from shop.payment.models import PaymentAlert, StripeSession, UnearnedPayment


class Outcome(Enum):
    PAID = "paid"
    PAID_BEFORE = "paid before"
    WAITING = "waiting for the buyer"
    RELEASED = "released"
    NOT_OURS = "not ours"
    MISMATCH = "not what was ordered"
    LATE = "paid after the release"


@dataclass(frozen=True)
class _Payment:
    session: gateway.Session
    order: Order | None
    at: datetime


def settle(session_id: str, *, at: datetime | None = None) -> Outcome:
    """Ask Stripe how a session stands and bring order and books to it. What an event or an address said is not believed.

    Raises `gateway.PaymentUnavailable` when Stripe cannot be asked now: asking again later does all the work;
    `gateway.PaymentRefused` when Stripe knows no such session.
    """
    session = gateway.fetch_session(session_id)
    order = Order.objects.filter(number=session.reference).first()
    payment = _Payment(session, order, at or timezone.now())
    if order is None or not _is_session_of(order, session):
        if session.is_paid:
            detail = f"{_money(session)} was paid; it names the order {session.reference!r}."
            _keep(payment, UnearnedPayment.Why.UNMATCHED, detail)
        return Outcome.NOT_OURS
    if session.is_paid:
        return _settle_paid(payment)
    if session.status == "expired":
        return _let_go(order, payment.at)
    return Outcome.WAITING


def settle_free(order: Order, *, at: datetime) -> Outcome:
    """An order that costs nothing is paid by being placed; Stripe has no part in it. What the house gave is owed all the same."""
    with transaction.atomic():
        if not _mark_paid(order, at):
            return Outcome.PAID_BEFORE
        figures = sale_figures(order)
        if figures.promotion_minor:
            postings.record_sale(
                reference=f"sale:{order.number}", order_reference=order.number, figures=figures, posted_at=at
            )
    return Outcome.PAID


def give_up(order: Order, *, at: datetime) -> Outcome:
    """The buyer cancels, or the hold is over. The session is closed at Stripe first, so that nobody pays for released pieces."""
    session = StripeSession.objects.filter(order=order).first()
    if session and not _close(session):
        return settle(session.session_id, at=at)  # it was paid a moment ago
    outcome = _let_go(order, at)
    if session is None and (late := StripeSession.objects.filter(order=order).first()):
        # Another click opened it after we looked: either it sees the release, or the release sees it.
        _close(late)
    return outcome


def _close(session: StripeSession) -> bool:
    """Make sure that nobody can pay in it; False if somebody did."""
    try:
        gateway.expire_session(session.session_id)
    except gateway.PaymentRefused as refused:
        return refused.code == "resource_missing"  # what Stripe does not know, nobody can pay
    return True


def _let_go(order: Order, at: datetime) -> Outcome:
    if release(order=order, at=at) or not Order.objects.settled().filter(pk=order.pk).exists():
        return Outcome.RELEASED
    return Outcome.PAID_BEFORE


def _is_session_of(order: Order, session: gateway.Session) -> bool:
    """A session that names the order is its own unless it has another one; a crash may have kept us from noting it down."""
    noted = StripeSession.objects.filter(session_id=session.id).first()
    if noted is None:
        noted, _ = StripeSession.objects.get_or_create(
            order=order, defaults={"session_id": session.id, "url": session.url or ""}
        )
    return noted.session_id == session.id and noted.order_id == order.pk


def _settle_paid(payment: _Payment) -> Outcome:
    order, session = payment.order, payment.session
    if not _is_what_was_ordered(order, session):
        detail = f"{_money(session)} was paid in {_mode(session.livemode)} mode; ordered were "
        detail += f"{to_decimal(order.total_minor, order.currency)} {order.currency} in {_mode(settings.STRIPE_LIVEMODE)} mode."
        _keep(payment, UnearnedPayment.Why.MISMATCH, detail)
        return Outcome.MISMATCH
    with transaction.atomic():
        is_new = _mark_paid(order, payment.at)
        is_late = not is_new and not Order.objects.settled().filter(pk=order.pk).exists()
        if is_new:
            _book_sale(payment)
        if not is_late:
            _note_method(payment)
            _book_movement(payment)
    if is_late:
        return _settle_late(payment)
    return Outcome.PAID if is_new else Outcome.PAID_BEFORE


def _settle_late(payment: _Payment) -> Outcome:
    """It was paid after the order was let go of: it goes on if its pieces are still free, or the money goes back."""
    order = payment.order
    with transaction.atomic():
        # Of several who hear of it, one decides; the others find what was decided.
        list(Order.objects.select_for_update().filter(pk=order.pk))
        kept = UnearnedPayment.objects.filter(session_id=payment.session.id).first()
        if kept is None and hold_again(order=order) and _mark_paid(order, payment.at):
            _book_sale(payment)
            _note_method(payment)
            _book_movement(payment)
            return Outcome.PAID
        if Order.objects.settled().filter(pk=order.pk).exists():
            return Outcome.PAID_BEFORE
        kept = unearned.keep(payment.session, order=order, why=UnearnedPayment.Why.LATE, at=payment.at)
    if kept:
        with suppress(unearned.NotReturned):  # staff were told
            unearned.finish(kept)
    return Outcome.LATE


def _book_sale(payment: _Payment) -> None:
    order = payment.order
    StripeSession.objects.filter(order=order).update(payment_intent=payment.session.payment_intent or "")
    postings.record_sale(
        reference=f"sale:{order.number}",
        order_reference=order.number,
        figures=sale_figures(order),
        posted_at=payment.at,
    )


def _is_what_was_ordered(order: Order, session: gateway.Session) -> bool:
    paid = (session.amount_minor, session.currency, session.livemode)
    return paid == (order.total_minor, order.currency, settings.STRIPE_LIVEMODE)


def _mark_paid(order: Order, at: datetime) -> bool:
    """Of everyone who learns that it is paid, one goes on from here."""
    waiting = Order.objects.awaiting_payment().filter(pk=order.pk)
    if not waiting.update(status=status.PAID, paid_at=at, hold_until=None):
        return False
    order.lines.update(status=status.PAID)
    PaymentAlert.objects.filter(order=order, kind=PaymentAlert.Kind.STUCK, closed_at=None).update(closed_at=at)
    Basket.objects.filter(pk=order.basket_id).update(status=Basket.SUBMITTED, date_submitted=at)
    mails.enqueue(order=order, kind=mails.PAID)
    return True


def _note_method(payment: _Payment) -> None:
    session = payment.session
    if session.paid_with:
        unsaid = StripeSession.objects.filter(order=payment.order, paid_with="")
        unsaid.update(paid_with=session.paid_with[:64], last4=session.last4[:4])


def _book_movement(payment: _Payment) -> None:
    """Stripe may know its fee only after the payment: it has an entry of its own, written by whoever learns of it."""
    order, movement = payment.order, payment.session.movement
    if movement is None:
        return
    if StripeSession.objects.filter(order=order, movement_id="").update(movement_id=movement.id):
        moved = Moved(
            reference=order.number,
            order_reference=order.number,
            currency=order.currency,
            amount_minor=order.total_minor,
            movement=movement,
        )
        book_exchange(moved)
        book_fee(moved, order)


def _money(session: gateway.Session) -> str:
    return f"{to_decimal(session.amount_minor, session.currency)} {session.currency}"


def _mode(livemode: bool) -> str:
    return "live" if livemode else "test"


def _keep(payment: _Payment, why: UnearnedPayment.Why, detail: str) -> None:
    """What is with us and nobody ordered is the buyer's: staff are told, and can give it back."""
    with transaction.atomic():
        if payment.session.livemode is settings.STRIPE_LIVEMODE:
            # Of a payment in a session that is not its own, an order and its buyer know nothing.
            order = payment.order if why == UnearnedPayment.Why.MISMATCH else None
            unearned.keep(payment.session, order=order, why=why, at=payment.at)
        PaymentAlert.objects.get_or_create(
            kind=why.value, subject=payment.session.id, defaults={"order": payment.order, "detail": detail}
        )
