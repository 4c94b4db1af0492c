"""The basket: seen, filled, changed. Adding works from pages that are cached for everybody."""

import logging

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.generic import View

from shop.basket.drawer import drawer, is_wanted, to_the_basket
from shop.basket.shown import basket_shown
from shop.basket.vouchers import VoucherRefused, use_voucher
from shop.catalogue.models import Product
from shop.catalogue.views import others_by_the_same
from shop.in_place import answered_in_place
from shop.limits import Limit
from shop.market import Market, currency_of, market_of, remember
from shop.order.awaiting import awaiting_order
from shop.origin import same_origin_required
from shop.shipping.countries import CODES

logger = logging.getLogger(__name__)
MOST_OF_ONE = 100
VOUCHER_LIMIT = Limit("voucher", times=10, seconds=600)


class QuantityForm(forms.Form):
    quantity = forms.IntegerField(
        min_value=1,
        max_value=MOST_OF_ONE,
        error_messages={
            "required": gettext_lazy("Please say how many."),
            "invalid": gettext_lazy("Please write the number in figures."),
            "min_value": gettext_lazy("Please choose at least one."),
            "max_value": gettext_lazy("We make these by hand: please ask us about more than %(limit_value)s."),
        },
    )


class VoucherForm(forms.Form):
    code = forms.CharField(
        max_length=128,
        label=gettext_lazy("Voucher code"),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "done",
            }
        ),
        error_messages={"required": gettext_lazy("Please type the code.")},
    )


@method_decorator(never_cache, name="dispatch")
class BasketView(View):
    def get(self, request: HttpRequest):
        return basket_page(request, VoucherForm())


def basket_page(request: HttpRequest, voucher_form: VoucherForm, status: int = 200):
    context = basket_shown(request) | {"voucher_form": voucher_form}
    return render(request, "shop/basket.html", context, status=status)


@require_GET
@never_cache
def count(request: HttpRequest) -> JsonResponse:
    """How many pieces are in the visitor's basket: fetched apart, so that pages can be the same for everybody."""
    basket = request.basket
    return JsonResponse({"count": basket.num_items if basket.id else 0})


class BasketAct(View):
    """Something done to the basket. Its address may be asked for again: by the country menu of a page that answered to it."""

    def get(self, request: HttpRequest, **kwargs):
        return redirect("basket:summary")


@method_decorator(same_origin_required, name="dispatch")
class AddView(BasketAct):
    def post(self, request: HttpRequest, pk: int):
        market = market_of(request)
        piece = (
            Product.objects.for_cards(market.currency).prefetch_related("stockrecords__prices").filter(pk=pk).first()
        )
        if piece is None:
            if is_wanted(request):
                return drawer(request, missing=True)
            return render(request, "shop/sold_out.html", {"pieces": [], "others": []}, status=404)
        form = QuantityForm({"quantity": request.POST.get("quantity", "1")})
        if not form.is_valid():
            # Said in the basket: the page of the piece is kept for everybody and shows no messages.
            messages.error(request, f"“{piece.title}”: {form.errors['quantity'][0]}")
            return to_the_basket(request)
        if piece.price is None:
            return self._not_sold_here(request, piece, market)
        if not piece.is_available:
            return self._gone(request, piece, market)
        return self._add(request, piece, form.cleaned_data["quantity"])

    def _add(self, request: HttpRequest, piece: Product, quantity: int):
        basket = request.basket
        there = next((line.quantity for line in basket.all_lines() if line.product_id == piece.pk), 0)
        if there + quantity > piece.free:
            text = ngettext("There is only one of this.", "There are only %(free)d of this.", piece.free)
            if there:
                text += " " + _("You have %(there)d in your basket.") % {"there": there}
            messages.warning(request, text % {"free": piece.free})
            if there >= piece.free:
                return to_the_basket(request)
            quantity = piece.free - there
        basket.add_product(piece, quantity)
        messages.success(request, _("“%s” is in your basket.") % piece.title)
        return to_the_basket(request)

    def _not_sold_here(self, request: HttpRequest, piece: Product, market: Market):
        if not is_wanted(request):
            return redirect(piece)  # its page says so, and how to choose another currency
        words = _("“%(title)s” has no price in %(currency)s. Choose another currency at the top of the page.")
        messages.warning(request, words % {"title": piece.title, "currency": market.currency})
        return drawer(request)

    def _gone(self, request: HttpRequest, piece: Product, market: Market):
        """Sold out; or held by this visitor's own unpaid order, which they can get back."""
        awaiting = awaiting_order(request)
        if awaiting and awaiting[0].lines.filter(product=piece).exists():
            messages.info(request, _("You are holding “%s” in an order that is not paid yet.") % piece.title)
            return to_the_basket(request)
        others = others_by_the_same(piece, market.currency)
        if is_wanted(request):
            return drawer(request, gone=piece, others=others)
        return render(request, "shop/sold_out.html", {"pieces": [piece], "others": others}, status=409)


@method_decorator(never_cache, name="dispatch")
class LineView(BasketAct):
    def post(self, request: HttpRequest, pk: int):
        basket = request.basket
        line = get_object_or_404(basket.lines.select_related("product", "stockrecord"), pk=pk) if basket.id else None
        if line is None:
            return to_the_basket(request)
        if "remove" in request.POST:
            line.delete()
            messages.info(request, _("“%s” is out of your basket.") % line.product.title)
            return to_the_basket(request)
        form = QuantityForm(request.POST)
        if not form.is_valid():
            messages.error(request, form.errors["quantity"][0])
            return to_the_basket(request)
        wanted, free = form.cleaned_data["quantity"], line.stockrecord.net_stock_level
        if wanted > free:
            text = ngettext("There is only one of this.", "There are only %(free)d of this.", free)
            messages.warning(request, text % {"free": free})
        if free > 0:
            line.quantity = min(wanted, free)
            line.save(update_fields=["quantity"])
        return to_the_basket(request)


@method_decorator([never_cache, answered_in_place], name="dispatch")
class VoucherAddView(BasketAct):
    def post(self, request: HttpRequest):
        form = VoucherForm(request.POST)
        if not request.basket.id:
            return redirect("basket:summary")
        if VOUCHER_LIMIT.is_reached(request):
            logger.warning("too many voucher codes tried from %s", request.META.get("REMOTE_ADDR"))
            form.is_valid()
            form.add_error("code", _("Too many codes were tried. Please wait ten minutes."))
            return basket_page(request, form, status=429)
        if form.is_valid():
            self._use(request, form)
        if form.errors:
            return basket_page(request, form, status=422)
        messages.success(request, _("The voucher is used for this basket."))
        return redirect("basket:summary")

    def _use(self, request: HttpRequest, form: VoucherForm) -> None:
        code = form.cleaned_data["code"]
        try:
            use_voucher(basket=request.basket, code=code, market=market_of(request), user=request.user)
        except VoucherRefused as refused:
            VOUCHER_LIMIT.count(request)
            form.add_error("code", str(refused))


@method_decorator(never_cache, name="dispatch")
class VoucherRemoveView(BasketAct):
    def post(self, request: HttpRequest, pk: int):
        if request.basket.id:
            request.basket.vouchers.remove(*request.basket.vouchers.filter(pk=pk))
        return redirect("basket:summary")


@method_decorator(same_origin_required, name="dispatch")
class MarketView(View):
    """The country and currency menu of every page: the currency follows the country unless one is chosen with it."""

    def post(self, request: HttpRequest):
        before = market_of(request)
        country = request.POST.get("country", "")
        if country not in CODES:
            raise PermissionDenied
        currency = request.POST.get("currency", "")
        if country != before.country and currency in ("", before.currency):
            currency = currency_of(country)
        back = request.POST.get("next", "")
        # A path and nothing else: `redirect` would take a bare word for the name of a view.
        if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            back = "/"
        if currency not in settings.SHOP_CURRENCIES:
            currency = currency_of(country)
        response = redirect(back)
        remember(response, Market(country, currency))
        return response
