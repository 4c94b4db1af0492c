"""The search page: the same for everybody in a market."""

from cms.search import search
from shop.catalogue.views import MarketPage

LONGEST = 100


class SearchView(MarketPage):
    template_name = "pages/search.html"

    def get_context_data(self, **kwargs):
        query = self.request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
        return super().get_context_data(**kwargs, query=query, found=search(query, self.market.currency))
