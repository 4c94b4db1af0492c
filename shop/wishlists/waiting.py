"""The piece that a visitor wanted to keep, remembered in a signed cookie until they have signed in."""

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shop.catalogue.models import Product
from shop.users.models import User
from shop.wishlists.keeping import TooManyKept, keep

COOKIE = "keep"
SALT = "keep"
SECONDS = 60 * 60


def remember_piece(response: HttpResponse, piece: Product) -> None:
    response.set_signed_cookie(
        COOKIE,
        str(piece.pk),
        salt=SALT,
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def keep_what_waits(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """After signing in: keep the piece, and forget the cookie."""
    if COOKIE not in request.COOKIES:
        return
    response.delete_cookie(COOKIE)
    try:
        number = int(request.get_signed_cookie(COOKIE, salt=SALT, max_age=SECONDS))
    except (BadSignature, ValueError):
        return
    if piece := Product.objects.listed().filter(pk=number).first():
        try:
            keep(user=user, piece=piece)
        except TooManyKept as full:
            messages.error(request, str(full))
        else:
            messages.success(request, _("“%s” is kept for you.") % piece.title)
