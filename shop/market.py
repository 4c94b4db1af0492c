"""Where a visitor buys from, and so in which currency.

It is a preference in a cookie of its own, not part of a session: a page depends on nothing else of its visitor, and can be
cached whole under (address, language, market).
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shop.shipping.countries import CODES
from shop.shipping.zones import EUROPE, Zone, zone_of

COOKIE = "market"
DEFAULT_COUNTRY = "BE"
CURRENCY_OF_COUNTRY = {"GB": "GBP", "GG": "GBP", "IM": "GBP", "JE": "GBP", "RW": "RWF", "US": "USD"}


def currency_of(country: str) -> str:
    """The currency we charge in when nothing else was asked for."""
    return CURRENCY_OF_COUNTRY.get(country) or ("EUR" if country in EUROPE else "USD")


@dataclass(frozen=True)
class Market:
    country: str = DEFAULT_COUNTRY
    currency: str = currency_of(DEFAULT_COUNTRY)

    @property
    def zone(self) -> Zone:
        return zone_of(self.country)

    def __str__(self):
        return f"{self.country}-{self.currency}"


def market_of(request: HttpRequest | None) -> Market:
    """The market in the visitor's cookie; the default where there is none, or none that makes sense."""
    country, _, currency = request.COOKIES.get(COOKIE, "").partition("-") if request else ("", "", "")
    if country not in CODES:
        return Market()
    return Market(country, currency if currency in settings.SHOP_CURRENCIES else currency_of(country))


def remember(response: HttpResponse, market: Market) -> None:
    response.set_cookie(
        COOKIE, str(market), max_age=365 * 24 * 3600, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
