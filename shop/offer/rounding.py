"""How a discount is rounded: down, to what its currency can pay."""

from decimal import ROUND_DOWN, Decimal

from shop.payment.currency import exponent


def down(amount: Decimal, currency: str | None = None) -> Decimal:
    """Oscar's own rounding knows cents only, and would take half a franc off."""
    decimals = exponent(currency) if currency else 2
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)
