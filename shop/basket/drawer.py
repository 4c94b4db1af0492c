"""The basket as a drawer over the page: a part of a page, for the script that asks for it by a header.

Whoever does not ask so, and every browser without scripts, is led to the basket's page. A page of another site cannot send the
header unasked.
"""

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from shop.basket.shown import basket_shown

HEADER = "X-Drawer"


def is_wanted(request: HttpRequest) -> bool:
    return HEADER in request.headers


def to_the_basket(request: HttpRequest) -> HttpResponse:
    """Where something done to the basket leads."""
    return drawer(request) if is_wanted(request) else redirect("basket:summary")


def drawer(request: HttpRequest, **context) -> HttpResponse:
    """The basket with what there is to say about it. Its number of pieces stands in the header, for the badge.

    It answers 200 also where a piece could not be put in: the drawer is there, and says so.
    """
    shown = basket_shown(request)
    context |= {"notes": list(get_messages(request)), **shown}
    response = render(request, "shop/drawer.html", context)
    response.headers[HEADER] = str(shown["count"])
    return response


@require_GET
@never_cache
def drawer_view(request: HttpRequest) -> HttpResponse:
    return drawer(request)
