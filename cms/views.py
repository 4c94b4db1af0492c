"""The search page: the same for everybody in a market."""

from cms.pieces import newest_cards
from cms.search import Found, search, suggestions
from shop.catalogue.cards import PieceCard
from shop.catalogue.filters import BEST_FIRST, PieceFilter
from shop.catalogue.models import Product
from shop.catalogue.views import MarketPage

LONGEST = 100
INSTEAD = 4


class SearchView(MarketPage):
    template_name = "pages/search.html"

    def get_context_data(self, **kwargs):
        query = self.request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
        found = search(query, self.market.currency)
        return super().get_context_data(
            **kwargs,
            query=query,
            found=found,
            currency=self.market.currency,
            **(self._narrowed(query, found) if found.cards else {}),
            **(self._instead(query) if not found.total else {}),
        )

    def _narrowed(self, query: str, found: Found) -> dict:
        """Of the pieces that were found, those that fit what is ticked; by default in the order in which they were found."""
        pieces = Product.objects.listed().priced(self.market.currency)
        narrowing = PieceFilter(
            pieces.filter(pk__in=[card.pk for card in found.cards]), self.request.GET, sorts=BEST_FIRST
        )
        keys = list(narrowing.results().values_list("pk", flat=True))
        by_key = {card.pk: card for card in found.cards}
        shown: list[PieceCard] = [by_key[key] for key in keys]
        if narrowing.sort == "best":
            shown = [card for card in found.cards if card.pk in set(keys)]
        return {**narrowing.shown(), "cards": shown, "total": len(shown), "whole_list": narrowing.whole("q")}

    def _instead(self, query: str) -> dict:
        """Where nothing was found: words near to what was typed, and what is new."""
        return {
            "suggestions": suggestions(query),
            "cards": newest_cards(self.market.currency, number=INSTEAD),
        }
