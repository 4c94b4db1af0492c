"""The Checkout Session of an order: asked of Stripe after the order is written, and once."""

from django.conf import settings
from django.urls import reverse

from shop.order import status
from shop.order.models import Order
from shop.payment import gateway
from shop.payment.currency import to_minor
from shop.payment.models import StripeSession


def session_for(order: Order) -> StripeSession:
    """The session the buyer pays in. Everything sent comes from the frozen order, so that asking twice is asking once.

    Raises `gateway.PaymentUnavailable`: then it may or may not exist, and asking again finds out; or
    `gateway.PaymentRefused`: then there is none, and there will be none.
    """
    if known := StripeSession.objects.filter(order=order).first():
        return known
    session = gateway.open_session(_checkout(order))
    kept, _ = StripeSession.objects.get_or_create(
        order=order, defaults={"session_id": session.id, "url": session.url or ""}
    )
    if Order.objects.filter(pk=order.pk, status=status.CANCELLED).exists():
        # Given up in another tab while Stripe was answering.
        gateway.expire_session(kept.session_id)
        raise gateway.PaymentRefused("The order was given up.", "order_cancelled")
    return kept


def _checkout(order: Order) -> gateway.Checkout:
    lines = list(order.lines.order_by("pk"))
    # By its first link and not its newest: the request must stay the same when staff give the buyer another link.
    token = order.links.order_by("pk").values_list("token", flat=True)[0]
    before_discounts = [to_minor(line.line_price_before_discounts_incl_tax, order.currency) for line in lines]
    return gateway.Checkout(
        reference=order.number,
        currency=order.currency,
        items=tuple(
            gateway.Item(
                name=line.title, quantity=line.quantity, unit_minor=to_minor(line.unit_price_incl_tax, order.currency)
            )
            for line in lines
        ),
        delivery_minor=to_minor(order.shipping_incl_tax, order.currency),
        delivery_name="Delivery",
        discount_minor=sum(before_discounts) - sum(line.price_minor for line in lines),
        email=order.email,
        success_url=settings.BASE_URL + reverse("order:return", args=[token]),
        cancel_url=settings.BASE_URL + reverse("order:cancel", args=[token]),
        expires_at=int(order.hold_until.timestamp()),
    )
