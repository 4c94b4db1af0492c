"""Keeping a piece from pages that are kept for everybody, and the page of a list that is shared."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.generic import View

from shop.catalogue.models import Product
from shop.limits import Limit
from shop.market import market_of
from shop.origin import same_origin_required
from shop.wishlists.keeping import TooManyKept, keep
from shop.wishlists.models import Line, WishList
from shop.wishlists.shown import kept_pieces
from shop.wishlists.waiting import remember_piece

LIST_LIMIT = Limit("kept-list", times=20, seconds=600)


@never_cache
@require_GET
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether this visitor keeps the piece. Asked for apart: the page of the piece is the same for everybody."""
    # Without a session there is no account, and nothing is looked up.
    is_kept = request.user.is_authenticated and Line.objects.filter(wishlist__owner=request.user, product=pk).exists()
    return JsonResponse({"kept": is_kept})


@method_decorator([never_cache, same_origin_required], name="dispatch")
class KeepView(View):
    """A visitor without an account is asked to sign in, and finds the piece kept."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect(get_object_or_404(Product.objects.listed(), pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        piece = get_object_or_404(Product.objects.listed(), pk=pk)
        if not request.user.is_authenticated:
            response = self._answer(request, redirect_to_login(reverse("customer:kept")).url, kept=False)
            remember_piece(response, piece)
            return response
        try:
            keep(user=request.user, piece=piece)
        except TooManyKept as full:
            messages.error(request, str(full))
            return self._answer(request, reverse("customer:kept"), kept=False)
        if not self._is_by_script(request):
            messages.success(request, _("“%s” is kept for you.") % piece.title)
        return self._answer(request, reverse("customer:kept"), kept=True)

    def _answer(self, request: HttpRequest, url: str, *, kept: bool) -> HttpResponse:
        """A script stays on the page of the piece if it was kept, and follows the address if not."""
        return JsonResponse({"kept": kept, "url": url}) if self._is_by_script(request) else redirect(url)

    @staticmethod
    def _is_by_script(request: HttpRequest) -> bool:
        return request.headers.get("Accept", "").startswith("application/json")


@method_decorator(never_cache, name="dispatch")
class SharedListView(View):
    """What somebody keeps, for whoever has the link. Links that lead nowhere are counted, as those of orders are."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if LIST_LIMIT.is_reached(request):
            return render(request, "429.html", status=429)
        wishlist = WishList.objects.filter(token=token).first()
        if wishlist is None:
            LIST_LIMIT.count(request)
            raise Http404(_("This list is not shared, or not any more."))
        currency = market_of(request).currency
        context = {"pieces": kept_pieces(wishlist, currency), "shown_name": wishlist.shown_name, "currency": currency}
        response = render(request, "shop/kept/shared.html", context)
        # The address is the key to the page: it goes to no search engine and to no other site.
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response
