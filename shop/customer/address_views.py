"""The room of an account's addresses: seen, added, changed, removed, one of them used first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from oscar.apps.address.models import UserAddress

from shop.checkout.addresses import AddressForm, as_typed
from shop.customer.addresses import (
    TooManyAddresses,
    addresses_of,
    change_address,
    keep_address,
    make_default,
    remove_address,
)
from shop.customer.rooms import Room
from shop.market import market_of
from shop.shipping.countries import CODES
from shop.shipping.envelope import lines_of


class AddressesView(Room):
    def get(self, request: HttpRequest) -> HttpResponse:
        addresses = [(address, lines_of(address)) for address in addresses_of(request.user).select_related("country")]
        return render(request, "shop/account/addresses.html", {"addresses": addresses})


class AddressView(Room):
    """A new address, or one that is kept. POST with `update` shows the form again, for another country."""

    def dispatch(self, request: HttpRequest, *args, pk: int | None = None, **kwargs):
        self.address = None
        if pk is not None and request.user.is_authenticated:
            self.address = get_object_or_404(request.user.addresses.all(), pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        known = as_typed(self.address) if self.address else {"name": request.user.get_full_name()}
        return self._page(AddressForm(country=self._country(known), initial={"country": self._country(known)} | known))

    def post(self, request: HttpRequest) -> HttpResponse:
        country = self._country(request.POST)
        if "update" in request.POST:
            return self._page(AddressForm(country=country, initial=request.POST.dict()))
        form = AddressForm(request.POST, country=country)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            self._write(form.values())
        except TooManyAddresses as refused:
            form.add_error(None, str(refused))
            return self._page(form, status=422)
        messages.success(request, _("The address is kept."))
        return redirect("customer:addresses")

    def _write(self, values: dict) -> UserAddress:
        if self.address:
            return change_address(address=self.address, values=values)
        return keep_address(user=self.request.user, values=values)

    def _country(self, chosen) -> str:
        country = chosen.get("country", "")
        return country if country in CODES else market_of(self.request).country

    def _page(self, form: AddressForm, status: int = 200) -> HttpResponse:
        return render(
            self.request, "shop/account/address.html", {"form": form, "address": self.address}, status=status
        )


class AddressAct(Room):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("customer:addresses")


class AddressRemoveView(AddressAct):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        remove_address(address=get_object_or_404(request.user.addresses.all(), pk=pk))
        messages.success(request, _("The address is removed. Orders that were sent there are not changed."))
        return redirect("customer:addresses")


class AddressDefaultView(AddressAct):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        make_default(address=get_object_or_404(request.user.addresses.all(), pk=pk))
        messages.success(request, _("This address is now the first one at the checkout."))
        return redirect("customer:addresses")
