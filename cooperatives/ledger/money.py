"""Money as people write it: minor units with the currency, in the words and digits of the reader's language."""

import re
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language, to_locale

NO_BREAK_SPACE = "\u00a0"
LETTER_BY_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


def as_written(amount_minor: int, currency: str) -> str:
    """4800 EUR is “€48.00” in English and “48,00 €” in French; 24000 RWF has no decimals."""
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    # Babel leaves out the space that Unicode's rules ask for between letters and digits, as in “RWF 24,000”.
    return LETTER_BY_DIGIT.sub(NO_BREAK_SPACE, format_currency(amount, currency, locale=_locale()))


def _locale() -> Locale:
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
