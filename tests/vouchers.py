"""Offers and vouchers, as staff make them in Oscar's dashboard."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from oscar.apps.voucher.models import Voucher

from shop.basket.models import Basket
from shop.offer.models import Benefit, Condition, ConditionalOffer, Range


def offer(name: str, *, percent: str = "10", amount: str = "", **fields) -> ConditionalOffer:
    """A percentage, or an amount, off everything."""
    everything, _ = Range.objects.get_or_create(name="Everything", defaults={"includes_all_products": True})
    kind, value = (Benefit.FIXED, amount) if amount else (Benefit.PERCENTAGE, percent)
    return ConditionalOffer.objects.create(
        name=name,
        condition=Condition.objects.create(range=everything, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(range=everything, type=kind, value=Decimal(value)),
        **fields,
    )


def site_offer(name: str = "For everybody", **fields) -> ConditionalOffer:
    """An offer that needs no code."""
    return offer(name, **fields)


def voucher(
    code: str = "WELCOME", *, percent: str = "10", usage: str = Voucher.MULTI_USE, about: dict | None = None, **fields
) -> Voucher:
    """A code for an offer (`about` says more of it), for a month."""
    made_offer = offer(f"{percent} % with {code}", percent=percent, offer_type=ConditionalOffer.VOUCHER, **about or {})
    now = timezone.now()
    times = {"start_datetime": now - timedelta(days=1), "end_datetime": now + timedelta(days=30)}
    made = Voucher.objects.create(name=code, code=code, usage=usage, **times | fields)
    made.offers.add(made_offer)
    return made


def spend(voucher: Voucher, basket: Basket) -> Basket:
    basket.vouchers.add(voucher)
    return basket
