"""A statement as CSV, for a spreadsheet: days in ISO, amounts in major units, and no cell that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal

from babel.numbers import get_currency_precision
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cooperatives.ledger.statements import StatementLine

# A text that begins so is a formula to a spreadsheet; OWASP's list.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def text_cell(text: str) -> str:
    """An apostrophe before it makes it text for good; blanks before a formula do not hide it from a spreadsheet."""
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def amount_cell(amount_minor: int, currency: str) -> str:
    """4800 EUR is 48.00, 24000 RWF is 24000: a number, whatever its sign."""
    return f"{Decimal(amount_minor).scaleb(-get_currency_precision(currency)):f}"


class _Line:
    """What csv.writer writes to: it hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def as_csv(lines: Iterable[StatementLine]) -> Iterator[str]:
    write = csv.writer(_Line()).writerow
    # The mark by which a spreadsheet knows the file for Unicode.
    yield "\ufeff" + write(
        [
            _("Number"), _("Booked on"), _("Happened on"), _("Kind"), _("Order"), _("Reference"), _("Memo"),
            _("Amount"), _("Balance"), _("Currency"),
        ]
    )  # fmt: skip
    for line in lines:
        yield write(
            [
                line.number,
                localtime(line.booked_at).date().isoformat(),
                localtime(line.posted_at).date().isoformat(),
                text_cell(str(line.kind_label)),
                text_cell(line.order_reference),
                text_cell(line.reference),
                text_cell(line.memo),
                amount_cell(line.delta_minor, line.currency),
                amount_cell(line.balance_minor, line.currency),
                text_cell(line.currency),
            ]
        )
