"""The visitor's own unpaid order, remembered in a signed cookie, so that nobody is locked out by their own hold.

The cookie outlives the hold: when the order is let go of, it leads back to the basket.
"""

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from shop.basket.models import Basket
from shop.order.models import Order

COOKIE = "awaiting"
SALT = "awaiting"


def remember_awaiting(response: HttpResponse, order: Order) -> None:
    """`order` as it was before it was given up: a cancelled order has let go of its basket."""
    token = order.links.order_by("pk").values_list("token", flat=True).first()
    if token and order.basket_id:
        response.set_signed_cookie(
            COOKIE,
            f"{token} {order.basket_id}",
            salt=SALT,
            max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def awaiting_order(request: HttpRequest) -> tuple[Order, str, str] | None:
    """The order with the addresses where it is paid and cancelled; None when there is none, or it is settled."""
    token, _basket_id = _remembered(request)
    order = Order.objects.awaiting_payment().filter(links__token=token, links__revoked_at=None).first()
    if not order:
        return None
    return order, reverse("order:pay", args=[token]), reverse("order:cancel", args=[token])


def returned_basket(request: HttpRequest) -> Basket | None:
    """The basket of the visitor's order, if that was let go of and the basket belongs to no account."""
    _token, basket_id = _remembered(request)
    return Basket.open.filter(pk=basket_id, owner=None).first() if basket_id else None


def _remembered(request: HttpRequest) -> tuple[str, int]:
    try:
        token, _space, basket_id = request.get_signed_cookie(COOKIE, default="", salt=SALT).partition(" ")
        return token, int(basket_id or 0)
    except (BadSignature, ValueError):
        return "", 0
