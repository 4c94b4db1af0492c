"""What the recorders of the books are told: whole minor units of named currencies, and no shop."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Self


@dataclass(frozen=True)
class SaleFigures:
    """The parts of what a buyer paid.

    A cooperative's share holds its part of the delivery, too, when it sends its own parcels. `promotion_minor` is what
    the house gave the buyer out of its own pocket: the parts are together that much more than what the buyer paid.
    """

    currency: str
    shares: Mapping[int, int] = field(default_factory=dict)
    commission_minor: int = 0
    delivery_minor: int = 0
    promotion_minor: int = 0

    @property
    def parts_minor(self) -> int:
        return sum(self.shares.values()) + self.commission_minor + self.delivery_minor

    @property
    def total_minor(self) -> int:
        """What the buyer paid."""
        return self.parts_minor - self.promotion_minor


@dataclass(frozen=True)
class RefundFigures(SaleFigures):
    """The parts that give back what the buyer gets back. `loss_minor` is what the house bears in the makers' place
    (breakage, goodwill); `promotion_minor` is what the house gets back of its own gift."""

    loss_minor: int = 0

    @property
    def parts_minor(self) -> int:
        return super().parts_minor + self.loss_minor

    def borne_by_house(self, cooperative_ids: Collection[int] | None = None) -> Self:
        """The same, but what these cooperatives (all, if none are named) would give back is the house's loss."""
        borne = self.shares.keys() if cooperative_ids is None else self.shares.keys() & set(cooperative_ids)
        return replace(
            self,
            shares={pk: amount for pk, amount in self.shares.items() if pk not in borne},
            loss_minor=self.loss_minor + sum(self.shares[pk] for pk in borne),
        )


@dataclass(frozen=True)
class DisputeFigures(RefundFigures):
    """The parts of what the provider took when a buyer disputed a payment, as if it were refunded: `total_minor` is what
    it took. The shares are held while the dispute is open; the rest is booked only if it is lost."""


@dataclass(frozen=True)
class FeeFigures:
    """What the provider kept, in the currency in which it pays us, and who bears it.

    Borne by the house alone: `FeeFigures("EUR", 360)`. With parts of the cooperatives in the same currency:
    `FeeFigures("EUR", 360, borne_by={1: 100})`; the house bears the rest. When their parts are in the order's other
    currency, what the house bears of the fee must be said, since the rest of it is worth what they bear:
    `FeeFigures("RWF", 5000, borne_by={1: 170}, borne_currency="EUR", borne_house_minor=2500)`.
    """

    currency: str
    fee_minor: int
    borne_by: Mapping[int, int] = field(default_factory=dict)
    borne_currency: str = ""
    borne_house_minor: int | None = None

    @property
    def is_exchanged(self) -> bool:
        return bool(self.borne_by) and bool(self.borne_currency) and self.borne_currency != self.currency

    @property
    def house_minor(self) -> int:
        """What the house bears, in the currency of the fee."""
        if self.borne_house_minor is not None:
            return self.borne_house_minor
        return self.fee_minor - (0 if self.is_exchanged else sum(self.borne_by.values()))


@dataclass(frozen=True)
class ExchangeFigures:
    """What the provider held in one currency and holds in another now. `rate` is units of the second for one of the
    first, as the provider says; the amounts are what counts."""

    from_currency: str
    from_minor: int
    to_currency: str
    to_minor: int
    rate: Decimal
