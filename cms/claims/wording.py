"""What a page says of a figure: nothing that was not checked, no expectation as a result, no result of others as ours.

| state    | ours                          | of others                       |
|----------|-------------------------------|---------------------------------|
| measured | the figure, "Counted by us"   | (does not exist)                |
| stated   | the figure, "As stated by …"  | the same                        |
| expected | the figure, "Expected, not reached yet" and by whom             |
| unclear  | both versions in words, and that the sources disagree; never one of them as the figure |

Checked more than `CLAIMS_STALE_MONTHS` ago it is told "as of" that day; after `CLAIMS_HIDDEN_MONTHS`, or never checked, not at all.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.claims.states import State

if TYPE_CHECKING:
    from cms.claims.models import Claim


@dataclass(frozen=True)
class ShownClaim:
    """`value` is empty where no single figure may be shown; `kind` is a state, for the style of the block."""

    kind: str
    value: str
    unit: str
    statement: str
    standing: str
    details: tuple[str, ...]
    source_name: str
    source_url: str
    quotation: str
    checked_on: date


def shown(claim: "Claim", on: date) -> ShownClaim | None:
    if claim.checked_on is None or claim.checked_on < _hidden_before(on):
        return None
    if not claim.is_ours and not claim.attributed_to:
        return None
    unclear = claim.state == State.UNCLEAR
    if unclear and not claim.doubt:
        return None
    return ShownClaim(
        kind=claim.state,
        value="" if unclear else claim.value,
        unit="" if unclear else claim.unit,
        statement=claim.statement,
        standing=_standing(claim, on),
        details=tuple(filter(None, (claim.doubt, claim.population, claim.period))),
        source_name=claim.source_name,
        source_url=claim.source_url,
        quotation=claim.quotation,
        checked_on=claim.checked_on,
    )


def is_stale(claim: "Claim", on: date) -> bool:
    return claim.checked_on is not None and claim.checked_on < stale_before(on)


def stale_before(on: date) -> date:
    return _months_before(on, settings.CLAIMS_STALE_MONTHS)


def _hidden_before(on: date) -> date:
    return _months_before(on, settings.CLAIMS_HIDDEN_MONTHS)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _standing(claim: "Claim", on: date) -> str:
    """Whose word it is, and how much it can be relied on."""
    whose = claim.attributed_to or claim.source_name
    match claim.state:
        case State.MEASURED:
            words = _("Counted by us")
        case State.EXPECTED:
            words = _("Expected by %(whose)s, not reached yet") % {"whose": whose}
        case State.UNCLEAR:
            words = _("Unclear: contradicting statements by %(whose)s") % {"whose": whose}
        case _:
            words = _("As stated by %(whose)s") % {"whose": whose}
    if is_stale(claim, on):
        day = date_format(claim.checked_on, "DATE_FORMAT")
        words = _("%(words)s, as of %(day)s") % {"words": words, "day": day}
    return words
