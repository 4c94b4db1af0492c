"""What a basket costs right now, to the last minor unit, and a fingerprint of it to compare with what the buyer was shown."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from oscar.core.prices import Price

from cooperatives.ledger.shares import split
from shop.basket.models import Basket
from shop.checkout.deliveries import deliveries_of
from shop.payment.currency import to_decimal, to_minor
from shop.shipping.repository import Delivery


@dataclass(frozen=True)
class Quote:
    """Everything the buyer pays. `fingerprint` changes when any piece, number, price, delivery or discount does."""

    currency: str
    before_discount: Decimal
    goods: Decimal
    delivery: Delivery
    fingerprint: str

    @property
    def discount(self) -> Decimal:
        return self.before_discount - self.goods

    @property
    def total(self) -> Decimal:
        return self.goods + self.delivery.amount

    @property
    def total_minor(self) -> int:
        return to_minor(self.total, self.currency)

    @property
    def total_price(self) -> Price:
        return Price(currency=self.currency, excl_tax=self.total, incl_tax=self.total)


def quote(basket: Basket, delivery_code: str = "", *, on: date | None = None) -> Quote:
    """The quote for a basket in its market, with the chosen delivery, or the usual one if that is not to be had."""
    currency, market = basket.currency, basket.strategy.market
    options = deliveries_of(basket, on=on)
    delivery = next((option for option in options if option.code == delivery_code), options[0])
    lines = list(basket.all_lines())
    parts = [f"{line.product_id}×{line.quantity}={line.to_pay}" for line in lines]
    words = "|".join([currency, market.country, delivery.code, str(delivery.amount), *parts])
    goods = sum((line.to_pay for line in lines), to_decimal(0, currency))
    return Quote(
        currency=currency,
        before_discount=sum((line.line_price_incl_tax for line in lines), to_decimal(0, currency)),
        goods=goods,
        delivery=delivery,
        fingerprint=hashlib.sha256(words.encode()).hexdigest()[:24],
    )


def discounts(basket: Basket, current: Quote) -> list[tuple[str, Decimal]]:
    """Each discount by its name. Every line is rounded by itself, so the parts are taken from what came off in all."""
    found = [
        applied for applied in basket.offer_applications if applied["result"].affects_basket and applied["discount"]
    ]
    if not found:
        return []
    names = [(applied["voucher"] or applied["offer"]).name for applied in found]
    parts = split(to_minor(current.discount, current.currency), [int(applied["discount"] * 100) for applied in found])
    return [(name, to_decimal(part, current.currency)) for name, part in zip(names, parts, strict=True)]
