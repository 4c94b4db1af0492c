"""Vouchers, as staff make them in Oscar's dashboard."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from oscar.apps.offer.models import Benefit, Condition, ConditionalOffer, Range
from oscar.apps.voucher.models import Voucher

from shop.basket.models import Basket


def voucher(code: str = "WELCOME", *, percent: str = "10", usage: str = Voucher.MULTI_USE, **fields) -> Voucher:
    """A percentage off everything, for a month."""
    everything, _ = Range.objects.get_or_create(name="Everything", defaults={"includes_all_products": True})
    offer = ConditionalOffer.objects.create(
        name=f"{percent} % with {code}",
        offer_type=ConditionalOffer.VOUCHER,
        condition=Condition.objects.create(range=everything, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(range=everything, type=Benefit.PERCENTAGE, value=Decimal(percent)),
    )
    now = timezone.now()
    times = {"start_datetime": now - timedelta(days=1), "end_datetime": now + timedelta(days=30)}
    made = Voucher.objects.create(name=code, code=code, usage=usage, **times | fields)
    made.offers.add(offer)
    return made


def spend(voucher: Voucher, basket: Basket) -> Basket:
    basket.vouchers.add(voucher)
    return basket
