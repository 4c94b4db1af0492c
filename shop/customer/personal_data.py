"""Everything the shop holds about the owner of an account, as plain values: shown in words, and downloaded as it is."""

from typing import Any

from django.conf import settings

from cooperatives.ledger.money import as_written
from shop.basket.models import Basket
from shop.customer.addresses import addresses_of
from shop.order.models import Order
from shop.shipping.envelope import lines_of
from shop.users.models import User
from shop.wishlists.models import WishList


def everything_about(user: User) -> dict[str, Any]:
    """Ready to be written as JSON; times as ISO 8601. A constant number of queries."""
    return {
        "shop": settings.OSCAR_SHOP_NAME,
        "account": {
            "email": user.email,
            "phone": str(user.phone or ""),
            "name": user.get_full_name(),
            "made_at": user.date_joined,
            "last_signed_in_at": user.last_login,
            "emails": [
                {"email": known.email, "confirmed": known.verified, "first": known.primary}
                for known in user.emailaddress_set.order_by("pk")
            ],
        },
        "orders": [_order(order) for order in _orders_of(user)],
        "addresses": [
            {"lines": lines_of(address), "phone": str(address.phone_number or ""), "kept_at": address.date_created}
            for address in addresses_of(user)
        ],
        "kept_for_later": _kept(user),
        "baskets": [_basket(basket) for basket in _baskets_of(user)],
    }


def _orders_of(user: User):
    orders = Order.objects.filter(user=user).select_related("shipping_address")
    return orders.prefetch_related("lines", "parcels", "refunds", "mails").order_by("pk")


def _order(order: Order) -> dict[str, Any]:
    address = order.shipping_address
    return {
        "number": order.number,
        "state": order.status,
        "email": order.email,
        "language": order.language,
        "delivered_to": lines_of(address) if address else [],
        "phone": str(address.phone_number or "") if address else "",
        "placed_at": order.date_placed,
        "paid_at": order.paid_at,
        "total": as_written(order.total_minor, order.currency),
        "lines": [
            {"title": line.title, "quantity": line.quantity, "paid": as_written(line.price_minor, order.currency)}
            for line in order.lines.all()
        ],
        "parcels": [
            {
                "carrier": parcel.get_carrier_display(),
                "tracking_number": parcel.tracking_number,
                "sent_at": parcel.sent_at,
                "arrived_at": parcel.arrived_at,
            }
            for parcel in order.parcels.all()
        ],
        "refunds": [
            {
                "amount": as_written(refund.amount_minor, order.currency),
                "reason": refund.reason,
                "asked_at": refund.requested_at,
            }
            for refund in order.refunds.all()
        ],
        "mails": [{"about": mail.kind, "sent_at": mail.sent_at} for mail in order.mails.all()],
    }


def _kept(user: User) -> dict[str, Any]:
    wishlist = WishList.objects.filter(owner=user).prefetch_related("lines").first()
    if wishlist is None:
        return {"pieces": [], "shared_at": None, "name_shown": ""}
    return {
        "pieces": [line.title for line in wishlist.lines.all()],
        "shared_at": wishlist.shared_at,
        "name_shown": wishlist.shown_name,
    }


def _baskets_of(user: User):
    return (
        Basket.objects.filter(owner=user, status=Basket.OPEN)
        .exclude(lines=None)
        .prefetch_related("lines__product")
        .order_by("pk")
    )


def _basket(basket: Basket) -> dict[str, Any]:
    return {
        "since": basket.date_created,
        "lines": [{"title": line.product.title, "quantity": line.quantity} for line in basket.lines.all()],
    }
