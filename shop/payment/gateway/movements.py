"""What something did to our balance at Stripe, as its balance transaction says: the only source of fees and rates."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Movement:
    """``amount_minor`` came in (or went out, below zero) and ``fee_minor`` was kept (or given back, below zero), both in
    ``currency``: that in which Stripe keeps our money. ``rate`` is None unless it was converted."""

    id: str
    amount_minor: int
    fee_minor: int
    currency: str
    at: datetime
    rate: Decimal | None = None


def movement(transaction: dict[str, Any]) -> Movement | None:
    """The movement in an expanded balance transaction; None while Stripe does not know it."""
    if "amount" not in transaction:
        return None
    rate = transaction.get("exchange_rate")
    return Movement(
        id=transaction["id"],
        amount_minor=transaction["amount"],
        fee_minor=transaction["fee"],
        currency=transaction["currency"].upper(),
        at=moment(transaction["created"]),
        rate=None if rate is None else Decimal(str(rate)),
    )


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
