"""The ways a basket can reach its buyer: posted, at the rate of its zone and weight, or picked up."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping.methods import Base
from oscar.core.prices import Price

from shop.market import Market
from shop.shipping.models import DeliveryRate

PICK_UP = "pick-up"
POST = "post"


@dataclass(frozen=True, kw_only=True)
class Delivery(Base):
    """One way, with what it costs this basket, and what an offer took off before."""

    code: str
    name: str
    amount: Decimal
    currency: str
    off: Decimal = Decimal("0.00")

    @property
    def before(self) -> Decimal:
        return self.amount + self.off

    def discount(self, basket) -> Decimal:
        """Oscar's name for it."""
        return self.off

    def calculate(self, basket) -> Price:
        return Price(currency=self.currency, excl_tax=self.amount, tax=Decimal("0.00"))


def rate_for(*, grams: int, market: Market) -> DeliveryRate | None:
    """The cheapest rate that carries the weight; None when no parcel of the zone can."""
    return (
        DeliveryRate.objects.filter(zone=market.zone, currency=market.currency, up_to_grams__gte=grams)
        .order_by("up_to_grams")
        .first()
    )


def deliveries(*, grams: int, market: Market) -> list[Delivery]:
    """What can be chosen for a parcel of this weight, the usual way first."""
    options = []
    if rate := rate_for(grams=grams, market=market):
        options.append(
            Delivery(code=POST, name=_("Posted to your door"), amount=rate.amount, currency=market.currency)
        )
    pick_up = Delivery(
        code=PICK_UP, name=_("Picked up at our shop in Kigali"), amount=Decimal("0.00"), currency=market.currency
    )
    return [*options, pick_up]


def grams_of(basket) -> int:
    return sum(line.product.weight_grams * line.quantity for line in basket.all_lines())


class Repository:
    """Oscar's name for the question, answered for the basket's market."""

    def get_shipping_methods(self, basket, shipping_addr=None, **kwargs) -> list[Delivery]:
        return deliveries(grams=grams_of(basket), market=basket.strategy.market)

    def get_default_shipping_method(self, basket, shipping_addr=None, **kwargs) -> Delivery:
        return self.get_shipping_methods(basket)[0]
