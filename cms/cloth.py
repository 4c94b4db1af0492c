"""The cloth of milestones: a row for each kind, a column for each year, a stitch for each milestone.

Filled stitches were reached; hollow ones are expected, and stand in years of their own to the right of today. A drawing of what
the table beside it says in words.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cooperatives.milestones.models import Milestone

# A year is as wide as this many stitches, a row as high as that many; what does not fit is in the words beside it.
ACROSS, UP = 3, 4
STITCH, GAP = 10, 6
FEWEST_YEARS = 6


@dataclass(frozen=True)
class Row:
    """`reached` and `expected` are paths; `by_year` says the same in figures."""

    kind: Milestone.Kind
    reached: str
    expected: str
    by_year: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Cloth:
    rows: list[Row]
    years: list[int]
    width: int
    height: int
    now_x: int

    @property
    def is_empty(self) -> bool:
        return not self.rows


def weave(milestones: Iterable[Milestone], *, today: date) -> Cloth:
    """What is expected without a date, or for a time that is over, is left to the table."""
    reached: Counter[tuple[str, int]] = Counter()
    expected: Counter[tuple[str, int]] = Counter()
    for milestone in milestones:
        if milestone.happened_on is None or milestone.is_overdue(today):
            continue
        counts = reached if milestone.is_reached else expected
        counts[milestone.kind, milestone.happened_on.year] += 1
    years = _years({year for _kind, year in [*reached, *expected]}, today)
    kinds = {kind for kind, _year in [*reached, *expected]}
    rows = [_row(Milestone.Kind(kind), years, reached, expected) for kind in Milestone.Kind.values if kind in kinds]
    column = ACROSS * STITCH + GAP
    return Cloth(
        rows=rows,
        years=years,
        width=column * len(years),
        height=UP * STITCH,
        now_x=column * (years.index(today.year) + 1) - GAP // 2,
    )


def _years(known: set[int], today: date) -> list[int]:
    first, last = min(known | {today.year}), max(known | {today.year})
    return list(range(min(first, last - FEWEST_YEARS + 1), last + 1))


def _row(kind: Milestone.Kind, years: list[int], reached: Counter, expected: Counter) -> Row:
    filled, hollow, by_year = [], [], []
    for number, year in enumerate(years):
        x = number * (ACROSS * STITCH + GAP)
        done, hoped = reached[kind, year], expected[kind, year]
        filled += _stitches(x, 0, done)
        hollow += _stitches(x, min(done, ACROSS * UP), hoped)
        if done or hoped:
            by_year.append((year, done, hoped))
    return Row(kind, "".join(filled), "".join(hollow), tuple(by_year))


def _stitches(x: int, before: int, count: int) -> list[str]:
    """Diamonds from the lower left upwards, after those that are there already."""
    half = STITCH / 2
    return [
        f"M{x + place // UP * STITCH + half:g} {UP * STITCH - place % UP * STITCH - STITCH:g}l4.2 {half:g}-4.2 {half:g}-4.2-{half:g}z"
        for place in range(before, min(before + count, ACROSS * UP))
    ]
