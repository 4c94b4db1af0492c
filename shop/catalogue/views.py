"""The lists of pieces and the page of a piece. They read, and carry nothing of the visitor but the market."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from cooperatives.models import Artisan
from shop.catalogue.cards import cards, pictures_of
from shop.catalogue.filters import PieceFilter
from shop.catalogue.likeness import like
from shop.catalogue.models import Category, Contribution, Product
from shop.catalogue.shares_shown import planned_band
from shop.market import market_of
from shop.shipping.countries import name_of
from shop.shipping.postage import postage_for
from shop.shipping.zones import DAYS_TO_REPORT, DAYS_TO_RETURN
from shop.workspace.daily.pauses import pauses_of_pieces

PIECES_A_PAGE = 24
OTHERS = ALIKE = 4
_ALL_PIECES = gettext_lazy(
    "Coiled and stitched, thrown and fired, woven on a stick of eucalyptus. Each piece says who made it and what they get."
)


class MarketPage(TemplateView):
    """A page that is the same for everybody in a market, so that it can be kept for all of them."""

    def dispatch(self, request, *args, **kwargs):
        self.market = market_of(request)
        response = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Cache-Control", "public, max-age=60")
        return response


class PieceListView(MarketPage):
    """All pieces, or those of a category, narrowed by what the address asks for."""

    template_name = "shop/list.html"

    def get(self, request, *args, **kwargs):
        self.category = self._category()
        if self.category and kwargs["category_slug"] != self.category.full_slug:
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"{self.category.get_absolute_url()}{'?' if query else ''}{query}", permanent=True)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        currency, category = self.market.currency, self.category
        pieces = Product.objects.listed().priced(currency)
        if category:
            pieces = pieces.filter(categories__path__startswith=category.path).distinct()
        narrowing = PieceFilter(pieces, self.request.GET)
        page = Paginator(narrowing.results().values_list("pk", flat=True), PIECES_A_PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(
            **kwargs,
            **narrowing.shown(),
            category=category,
            heading=category.name if category else _("All pieces"),
            intro=category.description if category else _ALL_PIECES,
            cards=cards_in_order(list(page.object_list), currency),
            page=page,
            total=page.paginator.count,
            currency=currency,
            whole_list=self.request.path,
        )

    def _category(self) -> Category | None:
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(Category.objects.browsable(), pk=self.kwargs["pk"])


class PieceView(MarketPage):
    """One piece: what it is, who made it, who gets what, and what else they make."""

    template_name = "shop/piece.html"

    def get(self, request, *args, **kwargs):
        self.piece = self._piece()
        if kwargs["product_slug"] != self.piece.slug:
            return redirect(self.piece, permanent=True)
        return super().get(request, *args, **kwargs)

    def _piece(self) -> Product:
        contributions = Contribution.objects.select_related("cooperative")
        pieces = Product.objects.for_cards(self.market.currency).prefetch_related(
            "materials",
            "colours",
            "categories",
            Prefetch("artisans", queryset=Artisan.objects.with_names()),
            Prefetch("contributions", queryset=contributions),
        )
        piece = pieces.filter(pk=self.kwargs["pk"]).first()
        if piece is None:
            raise Http404(_("There is no such piece."))
        return piece

    def get_context_data(self, **kwargs):
        piece, currency = self.piece, self.market.currency
        contributions = list(piece.contributions.all())
        whole = sum(part.weight for part in contributions)
        for part in contributions:
            part.percent = round(100 * part.weight / whole)
        postage = postage_for(grams=piece.weight_grams, market=self.market)
        here = next(one for one in postage if one.is_here)
        others = others_by_the_same(piece, currency)
        alike = like(piece, currency).exclude(pk__in=[card.pk for card in others]).values_list("pk", flat=True)
        return super().get_context_data(
            **kwargs,
            piece=piece,
            pictures=pictures_of(piece),
            price=piece.price,
            currency=currency,
            free=piece.free or 0,
            is_available=piece.is_available,
            contributions=contributions,
            artisans=[artisan for artisan in piece.artisans.all() if artisan.shown_name],
            band=planned_band(piece.price, currency, contributions) if piece.price else [],
            category=next(iter(piece.categories.all()), None),
            others=others,
            alike=cards_in_order(list(alike[:ALIKE]), currency),
            postage=postage,
            delivery_from=here.amount,
            arrives=here.time,
            pause=pauses_of_pieces([piece.pk]).get(piece.pk),
            days_to_return=DAYS_TO_RETURN,
            days_to_report=DAYS_TO_REPORT,
            delivery_country=name_of(self.market.country),
        )


def others_by_the_same(piece: Product, currency: str) -> list:
    """Pieces by the same cooperatives that can be bought now."""
    groups = [cooperative.pk for cooperative in piece.cooperatives.all()]
    others = Product.objects.for_cards(currency).available().exclude(pk=piece.pk)
    return cards(others.filter(cooperatives__in=groups).distinct().order_by("-date_created", "-pk")[:OTHERS], currency)


def cards_in_order(keys: list[int], currency: str) -> list:
    """The cards of these pieces: the page is found by keys alone, then only its few pieces are read."""
    found = {piece.pk: piece for piece in Product.objects.for_cards(currency).filter(pk__in=keys)}
    return cards([found[key] for key in keys if key in found], currency)
