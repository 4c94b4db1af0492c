"""Mails about an order. Never sent inside a request: a task is written with what it tells of, in the same transaction."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from shop.order.arrival import expected_days
from shop.order.models import Order, OrderMail
from shop.payment.currency import to_decimal

PAID = "paid"
SENT = "sent"
REFUNDED = "refunded"
UNEARNED = "unearned"
# A mail server that is down is asked again after 1, 2, 4 … minutes, for about a day.
ATTEMPTS = 11


def enqueue(*, order: Order, kind: str, about: str = "") -> None:
    """Have the mail sent once the transaction around this commits; without a commit it was never asked for.

    `about` tells two mails of a kind apart, as of two refunds.
    """
    send.enqueue(order_id=order.pk, kind=kind, about=about)


@task()
def send(order_id: int, kind: str, about: str = "", attempt: int = 1) -> str:
    """Send one mail, or try again later. A mail that went out is not sent again, whoever runs this twice."""
    order = Order.objects.get(pk=order_id)
    mail, _created = OrderMail.objects.get_or_create(order=order, kind=kind, about=about)
    if mail.sent_at:
        return "sent before"
    try:
        message_about(order, kind, about).send()
    except OSError as trouble:  # smtplib's exceptions are OSErrors
        if attempt == ATTEMPTS:
            raise
        later = timezone.now() + timedelta(minutes=2 ** (attempt - 1))
        send.using(run_after=later).enqueue(order_id=order_id, kind=kind, about=about, attempt=attempt + 1)
        return f"put off: {trouble}"
    OrderMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
    return "sent"


def _message_id(order: Order, kind: str, about: str) -> str:
    what = "-".join(filter(None, [order.number, kind, about]))
    return f"<{what}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


def message_about(order: Order, kind: str, about: str = "") -> EmailMultiAlternatives:
    """The mail in text and HTML, with the same content, in the language the order was placed in."""
    with translation.override(order.language):
        return _message(order, kind, about)


def _returned(order: Order, kind: str, about: str) -> dict | None:
    """What a mail about money that goes back tells of it: how much, and for what."""
    if kind == UNEARNED:
        kept = order.unearned_payments.get(reference=about)
        return {"amount": to_decimal(kept.amount_minor, kept.currency), "currency": kept.currency, "why": kept.why}
    refund = (
        order.refunds.prefetch_related("lines__line").filter(reference=about).first() if kind == REFUNDED else None
    )
    if refund is None:
        return None
    return {
        "amount": to_decimal(refund.amount_minor, order.currency),
        "currency": order.currency,
        "cause": refund.cause,
        "is_whole": refund.amount_minor == order.total_minor,
        "has_delivery": refund.delivery_minor > 0,
        "pieces": [(part.quantity, part.line.title) for part in refund.lines.all() if part.quantity],
        "parts": [part.line.title for part in refund.lines.all() if not part.quantity],
    }


def _message(order: Order, kind: str, about: str) -> EmailMultiAlternatives:
    subjects = {
        PAID: _("Your order %(number)s: thank you"),
        SENT: _("Your order %(number)s: it is ready to be picked up")
        if order.is_picked_up
        else _("Your order %(number)s: it is on its way"),
        REFUNDED: _("Your order %(number)s: a refund is on its way"),
        UNEARNED: _("Your order %(number)s: all your money is on its way back"),
    }
    # Of a mail about a parcel only.
    parcel = order.parcels.filter(pk=about).first() if kind == SENT else None
    context = {
        "order": order,
        "lines": order.lines.order_by("pk"),
        "parcel": parcel,
        "expected": expected_days(order, parcel.sent_at) if parcel else None,
        "returned": _returned(order, kind, about),
        "order_url": settings.BASE_URL + order.get_absolute_url(),
        "shop_url": settings.BASE_URL,
        "shop_name": settings.OSCAR_SHOP_NAME,
        "is_demo": settings.IS_DEMO,
    }
    message = EmailMultiAlternatives(
        subject=subjects[kind] % {"number": order.number},
        body=render_to_string(f"emails/order_{kind}.txt", context),
        to=[order.email],
        # The same each time: should a mail server take it and not say so, the second copy is known for one.
        headers={"Message-ID": _message_id(order, kind, about)},
    )
    message.attach_alternative(render_to_string(f"emails/order_{kind}.html", context), "text/html")
    return message
