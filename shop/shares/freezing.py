"""What each cooperative gets of the lines of an order, by the policies that hold: what an order freezes.

Pure functions over whole minor units. A line's full price is split by the parts in the piece; what came off by offers, and
then by vouchers, is split pro rata to that. Where a policy says that the cooperative bears it, its part of the discount is
taken off; where the house bears it, the part is what the house adds (`promotion_minor`). So, for each line:

    Σ gross = what the buyer pays + promotion

The delivery goes to the lines by their weight, as its price does, then to the parts in the piece; a cooperative that posts
its own pieces gets its part of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cooperatives.ledger.shares import FrozenShare, PartRule, share_out, split
from shop.shares.bearers import Bearer
from shop.shares.models import SharePolicy


@dataclass(frozen=True)
class Part:
    """A cooperative's part in a piece, and the policy that decides about it."""

    cooperative_id: int
    weight: int
    policy: SharePolicy


@dataclass(frozen=True)
class LineToFreeze:
    """A line before it is shared out: its full price, what offers and vouchers took off, and its weight."""

    full_minor: int
    parts: Sequence[Part]
    offers_minor: int = 0
    vouchers_minor: int = 0
    grams: int = 1

    @property
    def price_minor(self) -> int:
        """What the buyer pays."""
        return self.full_minor - self.offers_minor - self.vouchers_minor


@dataclass(frozen=True)
class FrozenPart:
    part: Part
    share: FrozenShare
    delivery_minor: int


@dataclass(frozen=True)
class FrozenLine:
    price_minor: int
    promotion_minor: int
    parts: list[FrozenPart] = field(default_factory=list)


def freeze(lines: Sequence[LineToFreeze], *, delivery_minor: int = 0) -> list[FrozenLine]:
    """What each cooperative gets of each line, and of `delivery_minor`, the delivery of them all."""
    if not lines:
        return []
    deliveries = pro_rata(delivery_minor, [line.grams for line in lines])
    return [_freeze(line, delivery) for line, delivery in zip(lines, deliveries, strict=True)]


def _freeze(line: LineToFreeze, delivery_minor: int) -> FrozenLine:
    weights = [part.weight for part in line.parts]
    full = split(line.full_minor, weights)
    offers = pro_rata(line.offers_minor, full)
    vouchers = pro_rata(line.vouchers_minor, [whole - off for whole, off in zip(full, offers, strict=True)])
    deliveries = split(delivery_minor, weights)
    frozen, promotion = [], 0
    for number, part in enumerate(line.parts):
        by_house = _of(part.policy.discount_bearer, offers[number]) + _of(part.policy.voucher_bearer, vouchers[number])
        gross = full[number] - offers[number] - vouchers[number] + by_house
        promotion += by_house
        rule = PartRule(part.cooperative_id, part.weight, part.policy.commission_bp)
        [share] = share_out(gross_minor=gross, parts=[rule])
        posts_itself = part.policy.shipping_bearer == Bearer.COOPERATIVE
        frozen.append(FrozenPart(part, share, deliveries[number] if posts_itself else 0))
    return FrozenLine(price_minor=line.price_minor, promotion_minor=promotion, parts=frozen)


def _of(bearer: str, amount_minor: int) -> int:
    return amount_minor if bearer == Bearer.HOUSE else 0


def pro_rata(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """As `split`; but nothing may be split over nothing."""
    return split(amount_minor, weights) if amount_minor else [0] * len(weights)
