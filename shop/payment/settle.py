"""What "paid" does. The webhook, the return page and the reconciler all call `settle`, in any order and any number of times."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cooperatives.ledger import postings
from cooperatives.ledger.figures import FeeFigures
from shop.basket.models import Basket
from shop.order import mails, status
from shop.order.figures import sale_figures
from shop.order.holds import release
from shop.order.models import Order
from shop.payment import gateway
from shop.payment.currency import to_decimal
from shop.payment.models import PaymentAlert, StripeSession


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
            _raise_alert(payment, PaymentAlert.Kind.UNMATCHED, detail)
        return Outcome.NOT_OURS
    if session.is_paid:
        return _settle_paid(payment)
    if session.status == "expired":
        return _let_go(order, payment.at)
    return Outcome.WAITING


def settle_free(order: Order, *, at: datetime) -> Outcome:
    """An order that costs nothing is paid by being placed; Stripe has no part in it."""
    with transaction.atomic():
        return Outcome.PAID if _mark_paid(order, at) else Outcome.PAID_BEFORE


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
        _raise_alert(payment, PaymentAlert.Kind.MISMATCH, detail)
        return Outcome.MISMATCH
    with transaction.atomic():
        is_new = _mark_paid(order, payment.at)
        if is_new:
            StripeSession.objects.filter(order=order).update(payment_intent=session.payment_intent or "")
            postings.record_sale(
                reference=f"sale:{order.number}",
                order_reference=order.number,
                figures=sale_figures(order),
                posted_at=payment.at,
            )
        elif not Order.objects.settled().filter(pk=order.pk).exists():
            detail = f"{_money(session)} was paid after the pieces were given back."
            _raise_alert(payment, PaymentAlert.Kind.LATE, detail)
            return Outcome.LATE
        _record_fee(payment)
    return Outcome.PAID if is_new else Outcome.PAID_BEFORE


def _is_what_was_ordered(order: Order, session: gateway.Session) -> bool:
    paid = (session.amount_minor, session.currency, session.livemode)
    return paid == (order.total_minor, order.currency, settings.STRIPE_LIVEMODE)


def _mark_paid(order: Order, at: datetime) -> bool:
    """Of everyone who learns that it is paid, one goes on from here."""
    waiting = Order.objects.awaiting_payment().filter(pk=order.pk)
    if not waiting.update(status=status.PAID, paid_at=at, hold_until=None):
        return False
    order.lines.update(status=status.PAID)
    Basket.objects.filter(pk=order.basket_id).update(status=Basket.SUBMITTED, date_submitted=at)
    mails.enqueue(order=order, kind=mails.PAID)
    return True


def _record_fee(payment: _Payment) -> None:
    """Stripe may know its fee only after the payment: it has an entry of its own, written by whoever learns of it."""
    session, order = payment.session, payment.order
    if session.fee_minor:
        postings.record_fee(
            reference=f"fee:{order.number}",
            order_reference=order.number,
            fee=FeeFigures(session.fee_currency or order.currency, session.fee_minor),
            posted_at=payment.at,
        )


def _money(session: gateway.Session) -> str:
    return f"{to_decimal(session.amount_minor, session.currency)} {session.currency}"


def _mode(livemode: bool) -> str:
    return "live" if livemode else "test"


def _raise_alert(payment: _Payment, kind: PaymentAlert.Kind, detail: str) -> None:
    PaymentAlert.objects.get_or_create(
        kind=kind, subject=payment.session.id, defaults={"order": payment.order, "detail": detail}
    )
