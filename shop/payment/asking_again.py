"""Asking Stripe once more how what an alert is about stands now, and bringing order and books to the answer."""

from shop.payment import gateway
from shop.payment.history import bring_up_to_date
from shop.payment.models import PaymentAlert, StripeSession, UnearnedPayment
from shop.payment.settle import settle


class CannotAsk(Exception):
    """Stripe could not be asked, or knows nothing of it; the message is for staff."""


def ask_again(alert: PaymentAlert) -> PaymentAlert:
    """Safe at any time: it does what a webhook would have done, once. Raises CannotAsk."""
    try:
        if session_id := _session_of(alert):
            settle(session_id)
        for payment_intent in _payments_of(alert):
            bring_up_to_date(payment_intent)
    except (gateway.PaymentUnavailable, gateway.PaymentRefused) as trouble:
        raise CannotAsk(str(trouble)) from trouble
    alert.refresh_from_db()
    return alert


def _session_of(alert: PaymentAlert) -> str:
    if alert.subject.startswith("cs_"):
        return alert.subject
    noted = StripeSession.objects.filter(order=alert.order).first() if alert.order else None
    return noted.session_id if noted else ""


def _payments_of(alert: PaymentAlert) -> list[str]:
    """Of the order, and of what was paid for nothing."""
    of_order = StripeSession.objects.filter(order=alert.order) if alert.order else StripeSession.objects.none()
    for_nothing = UnearnedPayment.objects.filter(session_id=alert.subject)
    found = [*of_order.values_list("payment_intent", flat=True), *for_nothing.values_list("payment_intent", flat=True)]
    if alert.kind == PaymentAlert.Kind.UNKNOWN:
        fetch = gateway.fetch_dispute if alert.subject.startswith("d") else gateway.fetch_refund
        found.append(fetch(alert.subject).payment_intent)
    return sorted({payment_intent for payment_intent in found if payment_intent})
