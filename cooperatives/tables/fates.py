"""What becomes of each row of a table: said first, and done only as it was said."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.tables.reading import Line

WHOLE = re.compile(r"[0-9]{1,7}")
DECIMAL = re.compile(r"[0-9]{1,8}(?:[.,][0-9]{1,2})?")


class HasChanged(Exception):
    """Since the rows were shown, somebody changed what they are about: what would be done now is something else."""


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
    """What becomes of one row. `problems` by column; `changes` as (column, before, after); `named_by`: the columns that say
    in a few words which row it is."""

    line: Line
    fate: Fate
    row: Model
    named_by: tuple[str, ...]
    problems: dict[str, str] = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def what(self) -> str:
        """The row in a few words, as far as it could be read."""
        return " · ".join(self.line.cells[name] for name in self.named_by if self.line.cells[name])

    @property
    def is_to_be_done(self) -> bool:
        return self.fate in (Fate.ADDED, Fate.CHANGED)

    def refuse(self, problems: dict[str, str]) -> "Outcome":
        self.fate, self.problems, self.changes = Fate.REFUSED, problems, []
        return self


class Cells:
    """Reads the cells of one row, and notes by column what could not be read."""

    def __init__(self, line: Line):
        self.cells, self.problems = line.cells, {}
        if line.problem:
            self.problems["row"] = line.problem
        for name in sorted(line.formulas):
            self.problems[name] = _("This is a formula. Please write what it comes to.")

    def wrong(self, name: str, words: str) -> None:
        self.problems.setdefault(name, words)

    def choice(self, name: str, choices: Iterable[tuple[str, str]]) -> str:
        said, choices = plain(self.cells[name]), list(choices)
        for value, label in choices:
            if said in (plain(value), plain(str(label))):
                return value
        values = ", ".join(value for value, _label in choices)
        self.wrong(name, _("Please write one of these: %(values)s.") % {"values": values})
        return ""

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


def plain(text: str) -> str:
    """Letters' case, lines and spaces between words do not count."""
    return re.sub(r"[\s_-]+", " ", text).strip().casefold()


def said(value: object) -> str:
    """A value as a cell of a table says it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def fingerprint(outcomes: list[Outcome]) -> str:
    """Of what would be done: the same only while it would be just that."""
    told = [
        (one.number, one.fate.value, one.row.pk, sorted(one.problems), one.changes, sorted(one.line.cells.items()))
        for one in outcomes
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()
