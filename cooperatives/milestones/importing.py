"""What becomes of each row of a table of milestones: first only said, then done.

A milestone is known by its cooperative, kind, date and unit: bringing the same table in again changes nothing, and a row that says
something else of a known one changes it. What is wrong with a row is said by column, and such a row is left out.
"""

import re
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperatives.milestones.dates import Precision, iso
from cooperatives.milestones.models import Milestone
from cooperatives.milestones.units import Unit
from cooperatives.models import Cooperative
from cooperatives.tables.fates import Cells, Fate, HasChanged, Outcome, fingerprint, said
from cooperatives.tables.reading import Line, Table, read

DATE = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
TABLE = Table(
    columns=(
        "cooperative", "kind", "date", "state", "count", "unit", "trainees", "trained_in_turn", "source", "note",
    ),
    required=("cooperative", "kind", "source"),
)  # fmt: skip
# What two rows of one key may say differently, by column.
COMPARED = ("state", "count", "trainees", "trained_in_turn", "source", "note")
COLUMN_OF = {"happened_on": "date", "precision": "date"}
Key = tuple[int, str, date | None, str, str]


class MilestoneCells(Cells):
    def __init__(self, line: Line, cooperatives: dict[str, Cooperative]):
        super().__init__(line)
        self.cooperatives = cooperatives

    def milestone(self) -> Milestone:
        day, precision = self.day()
        return Milestone(
            cooperative=self.cooperative(),
            kind=self.choice("kind", Milestone.Kind.choices),
            state=self.choice("state", Milestone.State.choices) if self.cells["state"] else Milestone.State.REACHED,
            happened_on=day,
            precision=precision,
            count=self.decimal("count"),
            unit=self.choice("unit", Unit.choices) if self.cells["unit"] else "",
            trainees=self.whole("trainees"),
            trained_in_turn=self.whole("trained_in_turn"),
            source=self.cells["source"].strip(),
            note=self.cells["note"].strip(),
        )

    def cooperative(self) -> Cooperative | None:
        found = self.cooperatives.get(self.cells["cooperative"].casefold())
        if found is None:
            self.wrong("cooperative", _("There is no cooperative of this name. Please write it as in the admin."))
        return found

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


def fates(data: bytes) -> list[Outcome]:
    """What would become of each row, in a constant number of queries. Nothing is changed."""
    lines = read(data, TABLE)
    groups = list(Cooperative.objects.all())
    cooperatives = {name.casefold(): group for group in groups for name in (group.name, group.slug)}
    known = {_key(one): one for one in Milestone.objects.select_related("cooperative")}
    told: dict[Key, int] = {}
    outcomes = []
    for line in lines:
        outcome = _fate(line, cooperatives, known)
        key = _key(outcome.row)
        if not outcome.problems and key in told:
            outcome.refuse({"row": _("The same milestone stands in line %(number)d already.") % {"number": told[key]}})
        elif not outcome.problems:
            told[key] = line.number
        outcomes.append(outcome)
    return outcomes


def _fate(line: Line, cooperatives: dict[str, Cooperative], known: dict[Key, Milestone]) -> Outcome:
    cells = MilestoneCells(line, cooperatives)
    made = cells.milestone()
    outcome = Outcome(line, Fate.ADDED, made, named_by=("cooperative", "kind", "date"))
    if cells.problems:
        return outcome.refuse(cells.problems)
    made.settle_dates()
    before = known.get(_key(made))
    if before is not None:
        for name in line.missing.intersection(COMPARED):
            setattr(made, name, getattr(before, name))
        outcome.changes = _changes(before, made)
        outcome.fate = Fate.CHANGED if outcome.changes else Fate.UNCHANGED
        made.pk, made.created_at = before.pk, before.created_at
    if outcome.fate is not Fate.UNCHANGED and (problems := _problems(made)):
        return outcome.refuse(problems)
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
    return [(name, said(was), said(now)) for name, was, now in pairs if was != now]


@transaction.atomic
def bring_in(*, data: bytes, shown: str) -> list[Outcome]:
    """Do what was shown under this fingerprint, and nothing else; rows that were refused are left out."""
    list(Cooperative.objects.select_for_update().order_by("pk").values_list("pk"))
    outcomes = fates(data)
    if fingerprint(outcomes) != shown:
        raise HasChanged
    changed = [one.row for one in outcomes if one.fate is Fate.CHANGED]
    try:
        with transaction.atomic():
            Milestone.objects.bulk_create([one.row for one in outcomes if one.fate is Fate.ADDED])
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
            name: said(getattr(milestone, name))
            for name in ("count", "unit", "trainees", "trained_in_turn", "source", "note")
        },
    }


def column_words(name: str) -> str:
    """What a column is called in the words of the forms."""
    field_name = "happened_on" if name == "date" else name
    return capfirst(str(Milestone._meta.get_field(field_name).verbose_name))
