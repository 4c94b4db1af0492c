"""The table in which milestones come and go: reading whatever a spreadsheet program saved, and writing what all of them can read.

The columns, in any order: cooperative, kind, date, state, count, unit, trainees, trained_in_turn, source, note. A date is
2024-03-12, 2024-03 or 2024. Here it is all text; what it means is decided in `importing.py`.

A cell that begins like a formula is written with an apostrophe before it, as spreadsheets themselves do, and read without it. So
a table that was written reads back the same, and no program runs what somebody typed.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

COLUMNS = (
    "cooperative", "kind", "date", "state", "count", "unit", "trainees", "trained_in_turn", "source", "note",
)  # fmt: skip
REQUIRED = ("cooperative", "kind", "source")
MAX_BYTES = 1024 * 1024
MAX_ROWS = 2000
SEPARATORS = (";", ",", "\t", "|")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
APOSTROPHE = "'"
SAID = re.compile(r"sep=([;,\t|])$", re.IGNORECASE)


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why, and what to do."""


@dataclass(frozen=True)
class Line:
    """A row of the table, with the number of the line on which it begins in the file.

    `problem`: what is wrong with it as a row; `formulas`: the columns in which a formula stands, and not what it comes to;
    `missing`: the columns that the table does not have, which therefore says nothing of them.
    """

    number: int
    cells: dict[str, str]
    problem: str = ""
    formulas: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


def read(data: bytes) -> list[Line]:
    """The rows of a file that a spreadsheet program saved as CSV, in whatever encoding and with whatever separator."""
    if len(data) > MAX_BYTES:
        raise Unreadable(_("This file is larger than one megabyte. Please split it."))
    text = _decoded(data)
    rows = _rows(text, _separator(text))
    if not rows:
        raise Unreadable(_("This file is empty."))
    (_number, header), *rest = rows
    names = _names(header)
    if len(rest) > MAX_ROWS:
        raise Unreadable(_("This file has more than %(most)d rows. Please split it.") % {"most": MAX_ROWS})
    if not rest:
        raise Unreadable(_("This file has a first row and no other."))
    return [_line(number, names, row) for number, row in rest]


def write(rows: Iterable[dict[str, str]]) -> str:
    """A table that any spreadsheet program opens: UTF-8 with its mark, commas, every cell in quotes."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_guarded(row.get(name, "")) for name in COLUMNS] for row in rows)
    return "\N{BYTE ORDER MARK}" + out.getvalue()


def _guarded(cell: str) -> str:
    return APOSTROPHE + cell if cell.startswith((*FORMULA, APOSTROPHE)) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith(APOSTROPHE) and cell[1:].startswith((*FORMULA, APOSTROPHE)) else cell


def _decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 as their marks say; without one UTF-8, and else what Windows programs of Western Europe write."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Unreadable(_("This is not a text file. In your spreadsheet program, choose “Save as” and “CSV UTF-8”."))


def _separator(text: str) -> str:
    """What stands between the names of the first row; Excel may say so itself in a line before it."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    said = SAID.match(first)
    return said[1] if said else max(SEPARATORS, key=first.count)


def _rows(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """The rows that say something, with the line each begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found, begins = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not SAID.match(separator.join(row)):
                found.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        words = _("From line %(number)d on this file cannot be read: a quotation mark is missing or too many.")
        raise Unreadable(words % {"number": begins}) from error
    return found


def _names(header: list[str]) -> list[str]:
    names = [cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in header]
    if missing := [name for name in REQUIRED if name not in names]:
        words = _("The first row must name the columns. These are missing: %(names)s.")
        raise Unreadable(words % {"names": ", ".join(missing)})
    if unknown := [name for name in names if name and name not in COLUMNS]:
        words = _("These columns are not known: %(names)s. Known are: %(known)s.")
        raise Unreadable(words % {"names": ", ".join(unknown), "known": ", ".join(COLUMNS)})
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise Unreadable(_("These columns are there twice: %(names)s.") % {"names": ", ".join(twice)})
    return names


def _line(number: int, names: list[str], row: list[str]) -> Line:
    typed = {name: cell.strip(" ") for name, cell in zip(names, row, strict=False) if name}
    cells = {name: _unguarded(cell) for name, cell in typed.items()}
    problem = ""
    if any(cell.strip() for cell in row[len(names) :]):
        problem = _("There are more cells than in the first row. A text with a separator in it needs quotation marks.")
    formulas = frozenset(name for name, cell in typed.items() if cell.startswith("="))
    missing = frozenset(COLUMNS) - frozenset(names)
    return Line(number, dict.fromkeys(COLUMNS, "") | cells, problem, formulas, missing)
