"""The ways a basket can reach its buyer, with what its offers take off the price of each."""

from dataclasses import replace
from datetime import date

from django.utils import timezone

from shop.basket.models import Basket
from shop.checkout.freezing import house_part_of_delivery
from shop.offer.models import ConditionalOffer
from shop.offer.rounding import down
from shop.payment.currency import to_decimal, to_minor
from shop.shipping.repository import Delivery, deliveries, grams_of


def deliveries_of(basket: Basket, *, on: date | None = None) -> list[Delivery]:
    """What can be chosen for a basket that was priced, the usual way first."""
    options = deliveries(grams=grams_of(basket), market=basket.strategy.market)
    offer = next((used["offer"] for used in basket.shipping_discounts), None)
    if offer is None:
        return options
    return [_reduced(option, offer, basket, on or timezone.localdate()) for option in options]


def _reduced(option: Delivery, offer: ConditionalOffer, basket: Basket, on: date) -> Delivery:
    """An offer takes off what the house would get of the delivery, and nothing of what goes to those who post it."""
    if not option.amount:
        return option
    wanted = down(offer.shipping_discount(option.amount, option.currency), option.currency)
    ours = house_part_of_delivery(basket, delivery_minor=to_minor(option.amount, option.currency), on=on)
    off = min(wanted, to_decimal(ours, option.currency))
    return replace(option, amount=option.amount - off, off=off)
