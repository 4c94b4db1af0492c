"""Who gets what of a price: the plan shown beside a piece, by the same rule that an order freezes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from shop.catalogue.models import Contribution
from shop.payment.currency import to_decimal, to_minor
from shop.shares.choosing import Policies
from shop.shares.freezing import LineToFreeze, Part, freeze


@dataclass(frozen=True)
class BandPart:
    """A coloured length of the woven band. `kind`: cooperative, commission, delivery or fee; `hue` is the cooperative's.

    Without an amount only the part of the whole is told.
    """

    label: str
    amount: Decimal | None
    currency: str
    percent: int
    kind: str
    hue: int = 0


def planned_band(price: Decimal, currency: str, contributions: Sequence[Contribution]) -> list[BandPart]:
    """The parts of a piece's price if it were ordered now."""
    products = {part.product_id for part in contributions}
    cooperatives = {part.cooperative_id for part in contributions}
    policies = Policies(products=products, cooperatives=cooperatives, on=timezone.localdate())
    decided = [
        Part(
            made.cooperative_id,
            made.weight,
            policies.decide(product=made.product_id, cooperative=made.cooperative_id),
        )
        for made in contributions
    ]
    [line] = freeze([LineToFreeze(to_minor(price, currency), decided)])
    shares = [frozen.share for frozen in line.parts]
    parts = [
        (part.cooperative.name, share.amount_minor, "cooperative", part.cooperative.hue)
        for part, share in zip(contributions, shares, strict=True)
    ]
    parts.append((_("The organisation’s work"), sum(share.commission_minor for share in shares), "commission", 0))
    return band(parts, currency)


def band(parts: Sequence[tuple[str, int, str, int]], currency: str) -> list[BandPart]:
    """(label, minor units, kind, hue) as parts of one band; parts of nothing are left out."""
    whole = sum(minor for _label, minor, _kind, _hue in parts) or 1
    return [
        BandPart(label, to_decimal(minor, currency), currency, round(100 * minor / whole), kind, hue)
        for label, minor, kind, hue in parts
        if minor
    ]
