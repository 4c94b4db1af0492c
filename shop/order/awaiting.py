"""The visitor's own unpaid order, remembered in a signed cookie, so that nobody is locked out by their own hold."""

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from shop.order.models import Order

COOKIE = "awaiting"
SALT = "awaiting"


def remember_awaiting(response: HttpResponse, order: Order) -> None:
    token = order.links.order_by("pk").values_list("token", flat=True).first()
    if token:
        response.set_signed_cookie(
            COOKIE,
            token,
            salt=SALT,
            max_age=settings.SHOP_HOLD_MINUTES * 60,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def awaiting_order(request: HttpRequest) -> tuple[Order, str, str] | None:
    """The order with the addresses where it is paid and cancelled; None when there is none, or it is settled."""
    try:
        token = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    except BadSignature:
        return None
    order = Order.objects.awaiting_payment().filter(links__token=token, links__revoked_at=None).first()
    if not order:
        return None
    return order, reverse("order:pay", args=[token]), reverse("order:cancel", args=[token])
