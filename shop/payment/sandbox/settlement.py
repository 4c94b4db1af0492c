"""The currency in which the account keeps its money, and what a charge in another one becomes in it.

As at Stripe, each movement is converted at the rate of its own moment: a refund of a converted charge may take more
or less out of the account than the charge brought in.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from shop.payment.sandbox.faults import invalid

_DECIMALS = {"rwf": 0, "jpy": 0, "xaf": 0, "xof": 0, "krw": 0, "tnd": 3, "kwd": 3, "bhd": 3, "jod": 3, "omr": 3}
# The fixed part of Stripe's fee, in minor units of the currency, where it is not 30.
_FIXED_FEES = {"rwf": 300, "tnd": 300, "kwd": 300, "bhd": 300, "jod": 300, "omr": 300}


@dataclass(frozen=True)
class Settled:
    """An amount as it changes the balance of the account; ``rate`` is None where nothing was converted."""

    amount: int
    currency: str
    rate: Decimal | None = None

    def fee(self) -> int:
        """2.9 % and a fixed part, rounded half up, in the currency it settled in."""
        return (self.amount * 29 + 500) // 1000 + _FIXED_FEES.get(self.currency, 30)


@dataclass
class Settlement:
    """``currency`` is empty while every currency has a balance of its own; a rate is units of ``currency`` for one."""

    currency: str = ""
    rates: dict[str, Decimal] = field(default_factory=dict)

    def set(self, currency: str = "", rates: dict[str, float] | None = None) -> None:
        self.currency = currency.lower()
        self.rates = {code.lower(): Decimal(str(rate)) for code, rate in (rates or {}).items()}

    def settled(self, amount: int, currency: str) -> Settled:
        if not self.currency or currency == self.currency:
            return Settled(amount, currency)
        if currency not in self.rates:
            raise invalid("currency", f"The sandbox was told no rate for {currency}.", "sandbox_unsupported")
        rate = self.rates[currency]
        shift = _DECIMALS.get(self.currency, 2) - _DECIMALS.get(currency, 2)
        converted = (amount * rate).scaleb(shift).quantize(Decimal(1), ROUND_HALF_UP)
        return Settled(int(converted), self.currency, rate)
