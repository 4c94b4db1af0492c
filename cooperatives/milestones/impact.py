"""What the milestones add up to: what was reached, and apart from it what is expected.

Nothing is counted twice: who was trained and whom they trained in turn are two sums, and a sum has one kind and one unit. What was
expected for a time that is over, and never said to have been reached, counts as neither.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.milestones.models import Milestone
from cooperatives.milestones.units import Unit
from cooperatives.milestones.wording import TIMES, TRAINED_IN_TURN, TRAINEES, summed

Kind = Milestone.Kind
# Kinds that are counted themselves; of the others only what was counted in them.
_HAPPENINGS = {Kind.TRAINING, Kind.EXCHANGE_VISIT, Kind.FAIR}
_MEASURES = [TIMES, TRAINEES, TRAINED_IN_TURN, *Unit.values]


@dataclass(frozen=True)
class ImpactRow:
    """One sum. `first_on`, `last_on`, `sources` and `cooperatives` are of what was reached."""

    kind: Kind
    measure: str
    reached: Decimal
    expected: Decimal
    first_on: date | None
    last_on: date | None
    sources: tuple[str, ...]
    cooperatives: int
    milestones: int

    @property
    def reached_text(self) -> str:
        """As "12 trainings"."""
        return summed(self.kind, self.measure, self.reached)

    @property
    def expected_text(self) -> str:
        """As "3 trainings"; empty where nothing is expected. Its place on the page says that it is not reached."""
        return summed(self.kind, self.measure, self.expected) if self.expected else ""

    @property
    def period(self) -> str:
        """As "2014–2025"; empty where nothing was reached yet."""
        if self.first_on is None or self.last_on is None:
            return ""
        first, last = self.first_on.year, self.last_on.year
        return str(first) if first == last else f"{first}–{last}"

    @property
    def caution(self) -> str:
        """What a reader must know so as not to read more into the sum."""
        if self.measure == TRAINEES and self.milestones > 1:
            return _("Whoever took part in two trainings is counted in both.")
        return ""


@dataclass
class _Sum:
    reached: Decimal = Decimal(0)
    expected: Decimal = Decimal(0)
    days: list[date] = field(default_factory=list)
    sources: dict[str, None] = field(default_factory=dict)
    cooperatives: set[int] = field(default_factory=set)
    milestones: int = 0


def impact(milestones: QuerySet[Milestone] | None = None, *, on: date | None = None) -> list[ImpactRow]:
    """Of all milestones or of these: a row for each kind and what is counted of it, in one query."""
    on = on or timezone.localdate()
    chosen = Milestone.objects.all() if milestones is None else milestones
    sums: dict[tuple[str, str], _Sum] = defaultdict(_Sum)
    for milestone in chosen.order_by("happened_on", "pk"):
        for measure, amount in _amounts(milestone):
            _add(sums[milestone.kind, measure], milestone, amount, on)
    rows = [_row(kind, measure, sum_) for (kind, measure), sum_ in sums.items() if sum_.reached or sum_.expected]
    return sorted(rows, key=lambda row: (list(Kind).index(row.kind), _MEASURES.index(row.measure)))


def _amounts(milestone: Milestone) -> Iterator[tuple[str, Decimal]]:
    """What one milestone gives to which sums."""
    if milestone.kind in _HAPPENINGS and not _says_only_whom_they_trained(milestone):
        yield TIMES, Decimal(1)
    if milestone.trainees is not None:
        yield TRAINEES, Decimal(milestone.trainees)
    if milestone.trained_in_turn is not None:
        yield TRAINED_IN_TURN, Decimal(milestone.trained_in_turn)
    if milestone.count is not None:
        yield milestone.unit, milestone.count
    if milestone.kind == Kind.SAVINGS_GROUP_FORMED and milestone.unit != Unit.GROUPS:
        yield Unit.GROUPS, Decimal(1)


def _says_only_whom_they_trained(milestone: Milestone) -> bool:
    """What the trainees of an earlier training did, or are expected to do, is no further training of ours."""
    return milestone.trainees is None and milestone.trained_in_turn is not None


def _add(sum_: _Sum, milestone: Milestone, amount: Decimal, on: date) -> None:
    if milestone.is_reached:
        sum_.reached += amount
        sum_.days += [milestone.happened_on, min(milestone.ends_on, on)]
        sum_.sources[milestone.source] = None
        sum_.cooperatives.add(milestone.cooperative_id)
        sum_.milestones += 1
    elif not milestone.is_overdue(on):
        sum_.expected += amount


def _row(kind: str, measure: str, sum_: _Sum) -> ImpactRow:
    return ImpactRow(
        kind=Kind(kind),
        measure=measure,
        reached=sum_.reached,
        expected=sum_.expected,
        first_on=min(sum_.days, default=None),
        last_on=max(sum_.days, default=None),
        sources=tuple(sum_.sources),
        cooperatives=len(sum_.cooperatives),
        milestones=sum_.milestones,
    )
