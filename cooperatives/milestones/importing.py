"""What becomes of each row of a table of milestones: first only said, then done.

A milestone is known by its cooperative, kind, date and unit: bringing the same table in again changes nothing, and a row that says
something else of a known one changes it. What is wrong with a row is said by column, and such a row is left out.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.milestones.dates import Precision, iso
from cooperatives.milestones.models import Milestone
from cooperatives.milestones.spreadsheet import Line, read
from cooperatives.milestones.units import Unit
from cooperatives.models import Cooperative

DATE = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
WHOLE = re.compile(r"[0-9]{1,7}")
DECIMAL = re.compile(r"[0-9]{1,8}(?:[.,][0-9]{1,2})?")
# What two rows of one key may say differently, by column.
COMPARED = ("state", "count", "trainees", "trained_in_turn", "source", "note")
COLUMN_OF = {"happened_on": "date", "precision": "date"}
Key = tuple[int, str, date | None, str, str]


class HasChanged(Exception):
    """Since the rows were shown, somebody changed milestones or cooperatives: what would be done now is something else."""


class Fate(Enum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Fate.ADDED: gettext_lazy("New"),
    Fate.CHANGED: gettext_lazy("Changed"),
    Fate.UNCHANGED: gettext_lazy("As it was"),
    Fate.REFUSED: gettext_lazy("Left out"),
}


@dataclass
class Outcome:
    """What becomes of one row. `problems` by column; `changes` as (column, before, after)."""

    line: Line
    fate: Fate
    milestone: Milestone
    problems: dict[str, str] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def what(self) -> str:
        """The row in a few words, as far as it could be read."""
        return " · ".join(self.line.cells[name] for name in ("cooperative", "kind", "date") if self.line.cells[name])


class Cells:
    """Reads the cells of one row, and notes by column what could not be read."""

    def __init__(self, line: Line, cooperatives: dict[str, Cooperative]):
        self.cells, self.cooperatives, self.problems = line.cells, cooperatives, {}
        if line.problem:
            self.problems["row"] = line.problem
        for name in sorted(line.formulas):
            self.problems[name] = _("This is a formula. Please write what it comes to.")

    def milestone(self) -> Milestone:
        day, precision = self.day()
        return Milestone(
            cooperative=self.cooperative(),
            kind=self.choice("kind", Milestone.Kind),
            state=self.choice("state", Milestone.State) if self.cells["state"] else Milestone.State.REACHED,
            happened_on=day,
            precision=precision,
            count=self.decimal("count"),
            unit=self.choice("unit", Unit) if self.cells["unit"] else "",
            trainees=self.whole("trainees"),
            trained_in_turn=self.whole("trained_in_turn"),
            source=self.cells["source"].strip(),
            note=self.cells["note"].strip(),
        )

    def wrong(self, name: str, words: str) -> None:
        self.problems.setdefault(name, words)

    def cooperative(self) -> Cooperative | None:
        found = self.cooperatives.get(self.cells["cooperative"].casefold())
        if found is None:
            self.wrong("cooperative", _("There is no cooperative of this name. Please write it as in the admin."))
        return found

    def choice(self, name: str, choices) -> str:
        said = _plain(self.cells[name])
        for value, label in choices.choices:
            if said in (_plain(value), _plain(str(label))):
                return value
        self.wrong(name, _("Please write one of these: %(values)s.") % {"values": ", ".join(choices.values)})
        return ""

    def day(self) -> tuple[date | None, str]:
        cell = self.cells["date"]
        if not cell:
            return None, Precision.DAY
        parts = DATE.fullmatch(cell)
        try:
            year, month, day = (int(part) if part else 0 for part in parts.groups())
            made = date(year, month or 1, day or 1)
        except (AttributeError, ValueError):
            self.wrong("date", _("Please write dates as 2024-03-12, or 2024-03, or 2024."))
            return None, Precision.DAY
        return made, Precision.DAY if day else Precision.MONTH if month else Precision.YEAR

    def whole(self, name: str) -> int | None:
        cell = self.cells[name]
        if not cell:
            return None
        if not WHOLE.fullmatch(cell):
            self.wrong(name, _("Please write a whole number without signs or spaces, as 1200."))
            return None
        return int(cell)

    def decimal(self, name: str) -> Decimal | None:
        cell = self.cells[name]
        if not cell:
            return None
        if not DECIMAL.fullmatch(cell):
            self.wrong(name, _("Please write a number as 1200 or 0.5, without anything between the thousands."))
            return None
        return Decimal(cell.replace(",", "."))


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text).strip().casefold()


def fates(data: bytes) -> list[Outcome]:
    """What would become of each row, in a constant number of queries. Nothing is changed."""
    lines = read(data)
    groups = list(Cooperative.objects.all())
    cooperatives = {name.casefold(): group for group in groups for name in (group.name, group.slug)}
    known = {_key(one): one for one in Milestone.objects.select_related("cooperative")}
    told: dict[Key, int] = {}
    outcomes = []
    for line in lines:
        outcome = _fate(line, cooperatives, known)
        key = _key(outcome.milestone)
        if not outcome.problems and key in told:
            _refuse(
                outcome, {"row": _("The same milestone stands in line %(number)d already.") % {"number": told[key]}}
            )
        elif not outcome.problems:
            told[key] = line.number
        outcomes.append(outcome)
    return outcomes


def _fate(line: Line, cooperatives: dict[str, Cooperative], known: dict[Key, Milestone]) -> Outcome:
    cells = Cells(line, cooperatives)
    made = cells.milestone()
    outcome = Outcome(line, Fate.ADDED, made)
    if cells.problems:
        return _refuse(outcome, cells.problems)
    made.settle_dates()
    before = known.get(_key(made))
    if before is not None:
        for name in line.missing.intersection(COMPARED):
            setattr(made, name, getattr(before, name))
        outcome.changes = _changes(before, made)
        outcome.fate = Fate.CHANGED if outcome.changes else Fate.UNCHANGED
        made.pk, made.created_at = before.pk, before.created_at
    if outcome.fate is not Fate.UNCHANGED and (problems := _problems(made)):
        return _refuse(outcome, problems)
    return outcome


def _refuse(outcome: Outcome, problems: dict[str, str]) -> Outcome:
    outcome.fate, outcome.problems, outcome.changes = Fate.REFUSED, problems, []
    return outcome


def _key(milestone: Milestone) -> Key:
    return (
        milestone.cooperative_id,
        milestone.kind,
        milestone.happened_on,
        milestone.precision,
        milestone.unit,
    )


def _problems(milestone: Milestone) -> dict[str, str]:
    """What the model finds wrong, by column."""
    found = {}
    try:
        milestone.clean_fields(exclude=["cooperative"])
    except ValidationError as error:
        found = {name: texts[0] for name, texts in error.message_dict.items()}
    found |= milestone.problems()
    return {COLUMN_OF.get(name, name): str(text) for name, text in found.items()}


def _changes(before: Milestone, after: Milestone) -> list[tuple[str, str, str]]:
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in COMPARED]
    return [(name, _said(was), _said(now)) for name, was, now in pairs if was != now]


def _said(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def fingerprint(outcomes: list[Outcome]) -> str:
    """Of what would be done: the same only while it would be just that."""
    told = [
        (
            one.number,
            one.fate.value,
            one.milestone.pk,
            sorted(one.problems),
            one.changes,
            sorted(one.line.cells.items()),
        )
        for one in outcomes
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


@transaction.atomic
def bring_in(*, data: bytes, shown: str) -> list[Outcome]:
    """Do what was shown under this fingerprint, and nothing else; rows that were refused are left out."""
    list(Cooperative.objects.select_for_update().order_by("pk").values_list("pk"))
    outcomes = fates(data)
    if fingerprint(outcomes) != shown:
        raise HasChanged
    changed = [one.milestone for one in outcomes if one.fate is Fate.CHANGED]
    try:
        with transaction.atomic():
            Milestone.objects.bulk_create([one.milestone for one in outcomes if one.fate is Fate.ADDED])
            Milestone.objects.bulk_update(changed, [*COMPARED, "stated_on"], batch_size=200)
    except IntegrityError as error:
        raise HasChanged from error  # somebody typed in the same milestone just now
    return outcomes


def bring_in_file(path: Path) -> list[Outcome]:
    """A table of ours, without anybody to show it to."""
    data = path.read_bytes()
    return bring_in(data=data, shown=fingerprint(fates(data)))


def as_row(milestone: Milestone) -> dict[str, str]:
    """A milestone as a row of the table, which reads back as the same one."""
    return {
        "cooperative": milestone.cooperative.slug,
        "kind": milestone.kind,
        "date": iso(milestone.happened_on, milestone.precision) if milestone.happened_on else "",
        "state": milestone.state,
        **{
            name: _said(getattr(milestone, name))
            for name in ("count", "unit", "trainees", "trained_in_turn", "source", "note")
        },
    }


def column_words(name: str) -> str:
    """What a column is called in the words of the forms."""
    if name == "row":
        return str(_("The row"))
    field_name = "happened_on" if name == "date" else name
    return capfirst(str(Milestone._meta.get_field(field_name).verbose_name))
