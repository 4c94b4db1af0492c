"""The first room of an account: its orders, and those made without it that its owner may add."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.customer.claims import claim_orders, orders_to_claim
from shop.customer.orders_shown import orders_of, rows
from shop.customer.rooms import Room

ORDERS_A_PAGE = 20


class AccountView(Room):
    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(orders_of(request.user), ORDERS_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "orders": rows(page),
            "to_claim": orders_to_claim(request.user).count(),
            "is_unverified": not EmailAddress.objects.filter(user=request.user, verified=True).exists(),
        }
        return render(request, "shop/account/orders.html", context)


class ClaimView(Room):
    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("customer:summary")

    def post(self, request: HttpRequest) -> HttpResponse:
        found = claim_orders(user=request.user)
        if found:
            text = ngettext("An order is now in your account.", "%(found)d orders are now in your account.", found)
            messages.success(request, text % {"found": found})
        else:
            messages.info(request, _("There was no order left to add."))
        return redirect("customer:summary")
