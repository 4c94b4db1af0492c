"""What a price in Rwandan francs would be in the other currencies, by the rates that staff set: a proposal, never a price."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.conf import settings
from django.utils import timezone

from shop.partner.models import GuideRate
from shop.payment.currency import exponent

HOME = "RWF"


def guide_rates(on: date | None = None) -> dict[str, GuideRate]:
    """The rate that holds on the day for each currency of the shop that has one; one query."""
    day = on or timezone.localdate()
    held = GuideRate.objects.filter(valid_from__lte=day, currency__in=settings.SHOP_CURRENCIES)
    return {rate.currency: rate for rate in held.order_by("valid_from")}


def guide_prices(price_rwf: int, rates: Iterable[GuideRate]) -> dict[str, Decimal]:
    """Whole units, rounded up: no group gets less than what it asked for because a figure was made round."""
    return {rate.currency: _whole(price_rwf / rate.rwf, rate.currency) for rate in rates if rate.currency != HOME}


def _whole(amount: Decimal, currency: str) -> Decimal:
    return amount.to_integral_value(ROUND_CEILING).quantize(Decimal(1).scaleb(-exponent(currency)))
