"""An order as its page shows it to the buyer, and where the money went."""

from django.db.models import F, Prefetch, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperatives.photos.models import Photo
from shop.catalogue.cards import first_picture
from shop.catalogue.models import ProductImage
from shop.catalogue.shares_shown import BandPart, band
from shop.order import status
from shop.order.models import LineShare, Order
from shop.order.timeline import timeline
from shop.payment.currency import to_decimal, to_minor
from shop.shipping.envelope import lines_of

STATES = {
    status.AWAITING_PAYMENT: "awaiting",
    status.PAID: "paid",
    status.SENT: "sent",
    status.CANCELLED: "cancelled",
    status.REFUNDED: "refunded",
}


def state_of(order: Order) -> str:
    """In one word, with what became of its parcels."""
    parcels = list(order.parcels.all())
    if order.status == status.SENT and parcels and all(parcel.arrived_at for parcel in parcels):
        return "arrived"
    return "ready" if order.status == status.SENT and order.is_picked_up else STATES[order.status]


def order_context(order: Order, token: str) -> dict:
    """What `shop/order.html` needs; a constant number of queries."""
    pictures = ProductImage.objects.order_by("display_order").prefetch_related(
        Prefetch("original", queryset=Photo.objects.with_renditions())
    )
    lines = list(
        order.lines.order_by("pk").select_related("product").prefetch_related(Prefetch("product__images", pictures))
    )
    before = sum(line.line_price_before_discounts_incl_tax for line in lines)
    address = order.shipping_address
    return {
        "order": order,
        "state": state_of(order),
        "lines": [
            (
                line.title,
                line.product.get_absolute_url() if line.product and line.product.is_public else "",
                line.quantity,
                line.line_price_before_discounts_incl_tax,
                first_picture(line.product) if line.product else None,
                line.is_given_back,
            )
            for line in lines
        ],
        "subtotal": before,
        "delivery": order.shipping_incl_tax,
        "discount": before + order.shipping_incl_tax - order.total_incl_tax,
        "total": order.total_incl_tax,
        "currency": order.currency,
        "refunded": to_decimal(order.refunded_minor, order.currency) if order.refunded_minor else None,
        "address": lines_of(address) if address else [],
        "steps": timeline(order, lines),
        "arrived_url": reverse("order:arrived", args=[token]),
        "pay_url": reverse("order:pay", args=[token]),
        "cancel_url": reverse("order:cancel", args=[token]),
        "order_url": reverse("order:detail", args=[token]),
        "is_new": False,
        "band": order_band(order),
        "paid_at": order.paid_at,
        "paid_by": _paid_by(order),
    }


def _paid_by(order: Order) -> str:
    """How the buyer paid; empty for an order that is not paid, or cost nothing."""
    session = getattr(order, "stripe_session", None) if order.paid_at else None
    return session.paid_by if session else ""


def order_band(order: Order) -> list[BandPart]:
    """Who got what of this order, from the shares frozen on its lines."""
    shares = (
        LineShare.objects.filter(line__order=order)
        .values("cooperative__name", "cooperative__hue")
        .order_by("cooperative")
        .annotate(
            amount=Sum(F("amount_minor") + F("delivery_minor")),
            commission=Sum("commission_minor"),
            delivery=Sum("delivery_minor"),
        )
    )
    parts = [(row["cooperative__name"], row["amount"], "cooperative", row["cooperative__hue"]) for row in shares]
    # A discount that the house bears comes out of what it keeps.
    given = order.lines.aggregate(minor=Sum("promotion_minor", default=0))["minor"]
    kept = sum(row["commission"] for row in shares) - given
    parts.append((_("The organisation’s work"), max(kept, 0), "commission", 0))
    delivery = to_minor(order.shipping_incl_tax, order.currency) - sum(row["delivery"] for row in shares)
    parts.append((_("Delivery"), delivery, "delivery", 0))
    return band(parts, order.currency)
