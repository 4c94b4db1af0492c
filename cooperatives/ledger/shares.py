"""Splitting money without losing a cent: what each cooperative gets of a sale, and gives back of a refund.

Pure functions over whole minor units. Parts always add up to the whole, and the same figures always give the same
parts: the units that are left over after rounding down go to the largest remainders, the earlier part first where they
are equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class CannotSplit(ValueError):
    """The figures do not describe a split: a negative amount, no weight at all, more given back than is left."""


@dataclass(frozen=True)
class PartRule:
    """How much of a piece a cooperative made, and the commission agreed with it."""

    cooperative_id: int
    weight: int
    commission_bp: int


@dataclass(frozen=True)
class FrozenShare:
    """What was agreed for one cooperative when the order was placed; `amount_minor` is what it is owed once paid."""

    cooperative_id: int
    weight: int
    gross_minor: int
    commission_bp: int
    commission_minor: int
    amount_minor: int


def split(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """`amount_minor` in parts proportional to `weights`, by the largest remainder."""
    if amount_minor < 0:
        raise CannotSplit(f"a negative amount: {amount_minor}")
    if any(weight < 0 for weight in weights):
        raise CannotSplit(f"a negative weight: {list(weights)}")
    whole = sum(weights)
    if whole == 0:
        raise CannotSplit("no part has any weight")
    parts = [amount_minor * weight // whole for weight in weights]
    remainders = [amount_minor * weight % whole for weight in weights]
    largest_first = sorted(range(len(weights)), key=lambda position: -remainders[position])
    for position in largest_first[: amount_minor - sum(parts)]:
        parts[position] += 1
    return parts


def share_out(*, gross_minor: int, parts: Sequence[PartRule]) -> list[FrozenShare]:
    """What each cooperative gets of a line that sold for `gross_minor`, and the commission kept from each.

    The commission is rounded down, so the odd cent stays with the makers.
    """
    for part in parts:
        if not 0 <= part.commission_bp <= 10_000:
            raise CannotSplit(f"a commission of {part.commission_bp} basis points")
    shares = []
    for part, part_minor in zip(parts, split(gross_minor, [part.weight for part in parts]), strict=True):
        commission_minor = part_minor * part.commission_bp // 10_000
        shares.append(
            FrozenShare(
                cooperative_id=part.cooperative_id,
                weight=part.weight,
                gross_minor=part_minor,
                commission_bp=part.commission_bp,
                commission_minor=commission_minor,
                amount_minor=part_minor - commission_minor,
            )
        )
    return shares


def give_back(*, amounts: Sequence[int], already: Sequence[int], refund_minor: int) -> list[int]:
    """How much of a refund each part bears, pro rata to what is left of it.

    `amounts` are the parts of the original whole (shares, commission, delivery), `already` what earlier refunds took
    of each. No part ever gives back more than it has left, and refunding everything that is left empties every part.
    """
    left = [amount - gone for amount, gone in zip(amounts, already, strict=True)]
    if any(amount < 0 or gone < 0 for amount, gone in zip(amounts, already, strict=True)):
        raise CannotSplit("a part or an earlier refund is negative")
    if any(rest < 0 for rest in left):
        raise CannotSplit("more was given back already than there was")
    if refund_minor > sum(left):
        raise CannotSplit(f"a refund of {refund_minor} of which only {sum(left)} is left")
    if refund_minor == 0:
        return [0] * len(left)
    return split(refund_minor, left)


@dataclass(frozen=True)
class GivenBack:
    """What each part gives back of a refund, and what the house gets back of the promotion it bore."""

    parts: list[int]
    promotion_minor: int

    @property
    def refund_minor(self) -> int:
        return sum(self.parts) - self.promotion_minor


def give_back_promoted(
    *, amounts: Sequence[int], already: Sequence[int], promotion_minor: int, promotion_already: int, refund_minor: int
) -> GivenBack:
    """`give_back` for what was sold with a promotion that the house bore.

    The parts add up to what the buyer paid and the promotion together, and so do refunds: with each unit the buyer gets
    back, the house gets back as much of its promotion as belongs to it. Refunding all that the buyer has left empties
    every part and the promotion.

        100.00 of goods, 20.00 off by the house, 80.00 paid; 40.00 goes back:  the parts give 50.00, the house gets 10.00
    """
    promotion_left = promotion_minor - promotion_already
    if promotion_minor < 0 or promotion_already < 0 or promotion_left < 0:
        raise CannotSplit("the promotion is negative, or more of it was given back than there was")
    if refund_minor < 0:
        raise CannotSplit(f"a negative refund: {refund_minor}")
    paid_left = sum(amounts) - sum(already) - promotion_left
    if refund_minor > paid_left:
        raise CannotSplit(f"a refund of {refund_minor} of which only {paid_left} is left")
    # Rounded down: the odd unit of promotion comes back with the last unit of the refund, and never exceeds what is left.
    promotion = promotion_left * refund_minor // paid_left if paid_left else promotion_left
    parts = give_back(amounts=amounts, already=already, refund_minor=refund_minor + promotion)
    return GivenBack(parts=parts, promotion_minor=promotion)


def give_back_bounded(*, amounts: Sequence[int], already: Sequence[int], refund_minor: int) -> tuple[list[int], int]:
    """`give_back` when the money is gone anyway: what is more than all parts have left is the second figure, a loss."""
    left = sum(amounts) - sum(already)
    bounded = min(refund_minor, left)
    return give_back(amounts=amounts, already=already, refund_minor=bounded), refund_minor - bounded
