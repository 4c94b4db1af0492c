"""What each cooperative gets of a basket if it is ordered now, by the policies of the day: two kinds of queries, whatever is in it."""

from collections import defaultdict
from datetime import date

from shop.basket.models import Basket, Line
from shop.catalogue.models import Contribution
from shop.payment.currency import to_minor
from shop.shares.choosing import Policies
from shop.shares.freezing import FrozenLine, LineToFreeze, Part, freeze, pro_rata

# Discounts are weighed in parts of a cent: a percentage seldom comes out even.
FINE = 10**6


def freeze_basket(basket: Basket, *, delivery_minor: int, on: date) -> dict[int, FrozenLine]:
    """By line of the basket; without the lines of pieces that nobody is written down as maker of."""
    lines = list(basket.all_lines())
    products = {line.product_id for line in lines}
    contributions = list(Contribution.objects.filter(product__in=products))
    policies = Policies(products=products, cooperatives={part.cooperative_id for part in contributions}, on=on)
    parts = defaultdict(list)
    for made in contributions:
        policy = policies.decide(product=made.product_id, cooperative=made.cooperative_id)
        parts[made.product_id].append(Part(made.cooperative_id, made.weight, policy))
    owed = [line for line in lines if parts[line.product_id]]
    frozen = freeze(
        [_to_freeze(line, parts[line.product_id], basket.currency) for line in owed], delivery_minor=delivery_minor
    )
    return {line.pk: result for line, result in zip(owed, frozen, strict=True)}


def house_part_of_delivery(basket: Basket, *, delivery_minor: int, on: date) -> int:
    """What is left of the delivery for the house when those who post their own pieces have their parts."""
    frozen = freeze_basket(basket, delivery_minor=delivery_minor, on=on).values()
    return delivery_minor - sum(part.delivery_minor for line in frozen for part in line.parts)


def _to_freeze(line: Line, parts: list[Part], currency: str) -> LineToFreeze:
    full, paid = to_minor(line.line_price_incl_tax, currency), to_minor(line.to_pay, currency)
    # Oscar's discounts are not rounded, what is paid is: so their parts are taken from what came off in all.
    offers, vouchers = pro_rata(full - paid, [int(amount * FINE) for amount in line.came_off])
    return LineToFreeze(
        full_minor=full,
        offers_minor=offers,
        vouchers_minor=vouchers,
        grams=line.product.weight_grams * line.quantity,
        parts=parts,
    )
