"""The one seam between the shop's ``Decimal`` amounts and the integer minor units of Stripe and the books.

Nothing is ever rounded here: an amount that cannot be written exactly in its currency is an error upstream, and
rounding it silently would make what is charged differ from what was shown.
"""

import re
from decimal import Context, Decimal, Inexact, InvalidOperation

# ISO 4217 currencies without, and with three, decimals; every other one has two.
_WITHOUT_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_WITH_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

# Wide enough for any amount a database column of ours can hold, and it raises instead of rounding.
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


class NotAnAmount(ValueError):
    """The value cannot be an amount of money in this currency."""


def exponent(currency: str) -> int:
    """Number of decimals of a currency: 0 for RWF, 2 for EUR, 3 for TND."""
    if not isinstance(currency, str) or not re.fullmatch("[A-Z]{3}", currency):
        raise NotAnAmount(f"{currency!r} is not a currency code such as 'EUR'.")
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 3 if currency in _WITH_THREE_DECIMALS else 2


def to_minor(amount: Decimal, currency: str) -> int:
    """``Decimal("12.50"), "EUR"`` → 1250; raises NotAnAmount for more decimals than the currency has."""
    if not isinstance(amount, Decimal):
        raise NotAnAmount(f"{amount!r} is a {type(amount).__name__}; money is a Decimal.")
    decimals = exponent(currency)
    if not amount.is_finite() or amount.adjusted() > 30:
        raise NotAnAmount(f"{amount} is not an amount anybody can pay.")
    try:
        return int(amount.scaleb(decimals, context=_EXACT).to_integral_exact(context=_EXACT))
    except (Inexact, InvalidOperation):
        raise NotAnAmount(f"{amount} {currency} has more than {decimals} decimals, or too many digits.") from None


def to_decimal(minor: int, currency: str) -> Decimal:
    """``1250, "EUR"`` → ``Decimal("12.50")``, always with the decimals of the currency."""
    if not isinstance(minor, int) or isinstance(minor, bool):
        raise NotAnAmount(f"{minor!r} is not a whole number of minor units.")
    try:
        return Decimal(minor).scaleb(-exponent(currency), context=_EXACT)
    except (Inexact, InvalidOperation):
        raise NotAnAmount(f"{minor} has too many digits.") from None
