"""The room of what an account keeps for later: seen, let go, shown to others by a link."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.customer.rooms import Room
from shop.market import market_of
from shop.wishlists.keeping import let_go, share, stop_sharing
from shop.wishlists.models import WishList
from shop.wishlists.shown import kept_pieces


class ShareForm(forms.Form):
    shown_name = forms.CharField(
        label=gettext_lazy("Name shown with it"),
        max_length=WishList._meta.get_field("shown_name").max_length,
        required=False,
        help_text=gettext_lazy("Nothing of your account is shown but what you write here."),
        widget=forms.TextInput(
            attrs={"autocomplete": "given-name", "autocapitalize": "words", "enterkeyhint": "done"}
        ),
    )


class KeptView(Room):
    def get(self, request: HttpRequest) -> HttpResponse:
        return kept_page(request)


def kept_page(request: HttpRequest, form: ShareForm | None = None, status: int = 200) -> HttpResponse:
    wishlist = WishList.objects.filter(owner=request.user).first()
    currency = market_of(request).currency
    context = {
        "pieces": kept_pieces(wishlist, currency),
        "currency": currency,
        "shared_url": settings.BASE_URL + wishlist.get_absolute_url() if wishlist and wishlist.token else "",
        "form": form or ShareForm(initial={"shown_name": wishlist.shown_name if wishlist else ""}),
    }
    return render(request, "shop/account/kept.html", context, status=status)


class KeptAct(Room):
    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return redirect("customer:kept")


class LetGoView(KeptAct):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if let_go(user=request.user, line_pk=pk):
            messages.info(request, _("It is no longer in your list."))
        return redirect("customer:kept")


class ShareView(KeptAct):
    def post(self, request: HttpRequest) -> HttpResponse:
        form = ShareForm(request.POST)
        if not form.is_valid():
            return kept_page(request, form, status=422)
        share(user=request.user, shown_name=form.cleaned_data["shown_name"])
        messages.success(request, _("Whoever has the link can see your list now."))
        return redirect("customer:kept")


class StopSharingView(KeptAct):
    def post(self, request: HttpRequest) -> HttpResponse:
        if stop_sharing(user=request.user):
            messages.success(request, _("The link leads nowhere any more."))
        return redirect("customer:kept")
