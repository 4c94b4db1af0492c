"""The cloth of milestones: a row for each kind, a column for each year, a stitch for each milestone.

Filled stitches were reached; hollow ones are expected, and stand in years of their own to the right of today. A drawing of what
the table beside it says in words.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cooperatives.milestones.models import Milestone

# A year is at most as wide as this many stitches, and as high as that many; what does not fit is in the words beside it.
ACROSS, UP = 3, 4
STITCH, GAP = 10, 4
FEWEST_YEARS = 6


@dataclass(frozen=True)
class Row:
    """`reached`, `expected` and the empty `ground` are paths; `by_year` says the same in figures: year, reached, expected."""

    kind: Milestone.Kind
    reached: str
    expected: str
    ground: str
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
    loom = _loom(max((reached + expected).values(), default=1))
    rows = [
        _row(Milestone.Kind(kind), [(year, reached[kind, year], expected[kind, year]) for year in years], loom)
        for kind in Milestone.Kind.values
        if kind in kinds
    ]
    return Cloth(
        rows=rows,
        years=years,
        width=loom.column * len(years) - GAP,
        height=loom.up * STITCH,
        now_x=loom.column * (years.index(today.year) + 1) - GAP // 2,
    )


@dataclass(frozen=True)
class _Loom:
    """How many stitches a year has room for: as few as will do, so that they are large."""

    across: int
    up: int

    @property
    def column(self) -> int:
        return self.across * STITCH + GAP


def _loom(most: int) -> _Loom:
    up = min(most, UP)
    return _Loom(across=min(-(-most // up), ACROSS), up=up)


def _years(known: set[int], today: date) -> list[int]:
    first, last = min(known | {today.year}), max(known | {today.year})
    return list(range(min(first, last - FEWEST_YEARS + 1), last + 1))


def _row(kind: Milestone.Kind, counts: list[tuple[int, int, int]], loom: _Loom) -> Row:
    filled, hollow, ground = [], [], []
    room = loom.across * loom.up
    for number, (_year, done, hoped) in enumerate(counts):
        x = number * loom.column
        places = [(x + place // loom.up * STITCH, (loom.up - 1 - place % loom.up) * STITCH) for place in range(room)]
        filled += [_diamond(*place, half=4.2) for place in places[:done]]
        hollow += [_diamond(*place, half=3.7) for place in places[min(done, room) :][:hoped]]
        if not done + hoped:
            ground.append(_diamond(*places[0], half=1.2))
    by_year = tuple(count for count in counts if count[1] or count[2])
    return Row(kind, "".join(filled), "".join(hollow), "".join(ground), by_year)


def _diamond(x: int, y: int, *, half: float) -> str:
    """In the middle of its square."""
    middle = STITCH / 2
    return f"M{x + middle:g} {y + middle - half:g}l{half:g} {half:g}-{half:g} {half:g}-{half:g}-{half:g}z"
