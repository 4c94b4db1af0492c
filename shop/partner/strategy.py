"""How a visitor's price and stock are chosen: the price set for the market's currency, the pieces that are free."""

from decimal import Decimal

from oscar.apps.partner import strategy
from oscar.apps.partner.availability import StockRequired, Unavailable
from oscar.apps.partner.prices import FixedPrice
from oscar.apps.partner.prices import Unavailable as UnavailablePrice

from shop.market import Market, market_of


class Selector:
    def strategy(self, request=None, user=None, **kwargs):
        return MarketStrategy(market_of(request))


class MarketStrategy(strategy.Structured):
    """Prices are final: nothing is added at the checkout, so tax is zero and known."""

    def __init__(self, market: Market):
        self.request = self.user = None
        self.market = market

    @property
    def currency(self) -> str:
        return self.market.currency

    def select_stockrecord(self, product):
        return next(iter(product.stockrecords.all()), None)

    def fetch_for_line(self, line, stockrecord=None):
        return self.fetch_for_product(line.product, stockrecord or line.stockrecord)

    def pricing_policy(self, product, stockrecord):
        prices = stockrecord.prices.all() if stockrecord else ()
        price = next((price for price in prices if price.currency == self.currency), None)
        if price is None:
            return UnavailablePrice()
        return FixedPrice(currency=price.currency, excl_tax=price.amount, tax=Decimal("0.00"))

    def availability_policy(self, product, stockrecord):
        return StockRequired(stockrecord.net_stock_level) if stockrecord else Unavailable()
