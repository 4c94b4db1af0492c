"""The discounts of a basket, found in a number of queries that does not grow with its lines."""

from oscar.apps.offer.applicator import Applicator

from shop.basket.models import Basket
from shop.market import Market
from shop.offer.models import Range
from shop.partner.strategy import MarketStrategy


def price_anew(basket: Basket, market: Market, user) -> None:
    """Price a basket as it is now in the database, in a market, with the discounts this user may have."""
    basket.strategy = MarketStrategy(market)
    basket.reset_offer_applications()
    if not basket.is_empty:
        _FrugalApplicator().apply(basket, user)


class _FrugalApplicator(Applicator):
    def get_offers(self, basket, user=None, request=None):
        """Those that mean anything in the basket's currency, to its buyer."""
        offers = super().get_offers(basket, user, request)
        return [offer for offer in offers if offer.counts_in(basket.currency) and offer.is_for(basket.owner)]

    def apply_offers(self, basket, offers):
        pieces = [line.product_id for line in basket.all_lines()]
        for offer in offers:
            # As what they really are: Oscar would make them so at each use, and forget their range.
            offer.condition, offer.benefit = offer.condition.proxy(), offer.benefit.proxy()
            for part in (offer.condition, offer.benefit):
                if part.range is not None and not part.range.proxy_class:
                    _look_once(part.range, pieces)
        super().apply_offers(basket, offers)
        # One of them is enough off a delivery; which, their priority says.
        for used in basket.shipping_discounts[1:]:
            del basket.offer_applications.applications[used["offer"].pk]


def _look_once(range_: Range, pieces: list[int]) -> None:
    """Ask for all pieces which are in the range. Oscar asks for each line, several times."""
    contained = set(range_.all_products().filter(pk__in=pieces).values_list("pk", flat=True))
    range_.contains_product = lambda product: product.pk in contained
