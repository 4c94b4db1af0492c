"""The checkout: one page with the whole cost on it, and one click to the payment."""

from contextlib import suppress

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from shop.basket.discounts import price_anew
from shop.basket.models import Basket
from shop.basket.rows import rows
from shop.catalogue.models import Product
from shop.catalogue.views import others_by_the_same
from shop.checkout.deliveries import deliveries_of
from shop.checkout.forms import CheckoutForm, is_pick_up
from shop.checkout.placement import AlreadyOrdered, NothingToOrder, Placement, TotalChanged, place_order
from shop.checkout.quote import quote
from shop.checkout.saved import SavedAddresses
from shop.checkout.to_payment import to_payment
from shop.customer.addresses import TooManyAddresses, keep_address
from shop.in_place import answered_in_place
from shop.market import COOKIE as MARKET_COOKIE
from shop.market import Market, market_of, remember
from shop.order.models import Order
from shop.order.utils import SoldOut
from shop.shipping.countries import CODES
from shop.shipping.envelope import lines_of

signer = Signer(salt="checkout")


@method_decorator([never_cache, answered_in_place], name="dispatch")
class CheckoutView(View):
    """GET shows the form; POST with `update` shows it again for another country or delivery; POST places the order."""

    @cached_property
    def saved(self) -> SavedAddresses:
        return SavedAddresses(self.request.user)

    def get(self, request):
        initial = self._initial(request)
        market = self._market(request, initial)
        price_anew(request.basket, market, request.user)
        if request.basket.is_empty:
            return redirect("basket:summary")
        return self._page(request, market, initial=initial)

    def post(self, request):
        if order := _ordered_before(request.POST.get("basket_token", "")):
            return to_payment(request, order)
        chosen = self.saved.newly_chosen(request.POST)
        typed = request.POST.dict() | (chosen or {})
        market = self._market(request, typed)
        price_anew(request.basket, market, request.user)
        if request.basket.is_empty:
            return redirect("basket:summary")
        if "update" in request.POST:
            return self._page(request, market, initial=typed)
        if chosen:
            notice = _("This is the address you chose. Please look at it once more; nothing was charged.")
            return self._page(request, market, initial=typed, notice=notice)
        form = self._form(request, market, data=request.POST)
        if not form.is_valid():
            return self._page(request, market, form=form)
        return self._place(request, market, form)

    def _place(self, request, market: Market, form: CheckoutForm):
        typed = form.cleaned_data
        try:
            order = place_order(
                Placement(
                    basket=request.basket,
                    market=market,
                    delivery_code=typed["delivery"],
                    shown=typed["shown_total"],
                    email=typed["email"],
                    address=form.address(),
                    placed_at=timezone.now(),
                    user=request.user if request.user.is_authenticated else None,
                    language=get_language(),
                )
            )
        except AlreadyOrdered:
            # Another tab was faster, by a moment: go where it went.
            order = Order.objects.filter(basket_id=request.basket.pk).first()
            return to_payment(request, order) if order else redirect("basket:summary")
        except NothingToOrder:
            return redirect("basket:summary")
        except TotalChanged as changed:
            price_anew(request.basket, market, request.user)
            return self._page(request, market, form=form, notice=_why(changed))
        except SoldOut as gone:
            return _sold_out(request, market, gone.product_id)
        self._keep_address(request, form)
        return to_payment(request, order, market)

    def _keep_address(self, request, form: CheckoutForm) -> None:
        if request.user.is_authenticated and form.cleaned_data["keep_address"] and not form.is_pick_up:
            # The order stands already; that there is no room left is no reason to stop the buyer here.
            with suppress(TooManyAddresses):
                keep_address(user=request.user, values=form.values())

    def _market(self, request, typed: dict) -> Market:
        """The country typed here wins over the one chosen in the header; the currency stays what was chosen."""
        market = market_of(request)
        country = typed.get("country", "")
        return Market(country, market.currency) if country in CODES else market

    def _initial(self, request) -> dict:
        user = request.user
        market = market_of(request)
        if not user.is_authenticated:
            return {"country": market.country}
        known = {"country": market.country, "email": user.email, "name": user.get_full_name()}
        return known | self.saved.first_for(market, is_chosen=MARKET_COOKIE in request.COOKIES)

    def _form(self, request, market: Market, **kwargs) -> CheckoutForm:
        options = deliveries_of(request.basket)
        chosen = kwargs.get("data") or kwargs.get("initial") or {}
        return CheckoutForm(
            country=market.country, deliveries=options, is_pick_up=is_pick_up(chosen) or len(options) == 1, **kwargs
        )

    def _page(self, request, market: Market, *, form=None, initial=None, notice=""):
        basket = request.basket
        options = deliveries_of(basket)
        code = (form.data if form else initial).get("delivery", "")
        current = quote(basket, code)
        hidden = {"shown_total": current.fingerprint, "basket_token": signer.sign(str(basket.pk))}
        if form is None:
            form = self._form(request, market, initial=initial | hidden | {"delivery": current.delivery.code})
        else:
            # What was typed stays; what is compared with the next click is what this page shows.
            form.data = form.data.copy()
            form.data.update(hidden | {"delivery": current.delivery.code})
        response = render(
            request,
            "shop/checkout.html",
            {
                "form": form,
                "delivery_options": [
                    (option.code, option.name, option.amount, option.code == current.delivery.code)
                    for option in options
                ],
                "lines": rows(basket),
                "subtotal": current.before_discount,
                "discount": current.discount,
                "delivery": current.delivery.amount,
                "total": current.total,
                "currency": current.currency,
                "notice": notice,
                "saved_addresses": [
                    (str(address.pk), lines_of(address), str(address.pk) == form["saved"].value())
                    for address in self.saved.addresses
                ],
            },
            status=200 if form.is_valid() or not form.is_bound else 422,
        )
        if market != market_of(request):
            remember(response, market)
        return response


def _ordered_before(token: str) -> Order | None:
    """The order that the basket of this page became, if it did: a second click, the back button, another tab."""
    try:
        basket_id = int(signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    if Basket.objects.filter(pk=basket_id, status=Basket.OPEN).exists():
        return None
    return Order.objects.filter(basket_id=basket_id).first()


def _why(changed: TotalChanged) -> str:
    if changed.used_up:
        return _(
            "Somebody else had the last of “%(name)s” a moment ago. Please look at the new total; nothing was charged."
        ) % {"name": changed.used_up}
    return _("The total has changed since you saw it. Please look at it again; nothing was charged.")


def _sold_out(request, market: Market, product_id: int):
    piece = Product.objects.for_cards(market.currency).filter(pk=product_id).first()
    if piece and piece.is_available:
        # Fewer than are wanted: the basket says how many.
        messages.warning(request, _("There are not as many of “%s” any more. Nothing was charged.") % piece.title)
        return redirect("basket:summary")
    others = others_by_the_same(piece, market.currency) if piece else []
    pieces = [piece] if piece else []
    return render(request, "shop/sold_out.html", {"pieces": pieces, "others": others}, status=409)
