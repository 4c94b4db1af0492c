"""Reading whatever a spreadsheet program saved, CSV or XLSX, and writing what all of them can read.

The first row names the columns, in any order. Here all is text; what it means is decided by who brings the table in.

A cell that begins like a formula is written with an apostrophe before it, as spreadsheets themselves do, and read without it. So
a table that was written reads back the same, and no program runs what somebody typed.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
from django.utils.translation import gettext as _

MAX_BYTES = 1024 * 1024
MAX_ROWS = 2000
MAX_COLUMNS = 100
# What a workbook may become when it is unpacked: ten times what a full table of ours needs.
MAX_UNPACKED = 40 * 1024 * 1024
WORKBOOK = b"PK\x03\x04"
SEPARATORS = (";", ",", "\t", "|")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
APOSTROPHE = "'"
SAID = re.compile(r"sep=([;,\t|])$", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """The columns that a table of some kind may have, and those it must."""

    columns: tuple[str, ...]
    required: tuple[str, ...]


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


def read(data: bytes, table: Table) -> list[Line]:
    """The rows of a file that a spreadsheet program saved: a workbook, or CSV in whatever encoding and with whatever separator."""
    if len(data) > MAX_BYTES:
        raise Unreadable(_("This file is larger than one megabyte. Please split it."))
    rows = _rows_of_workbook(data) if data.startswith(WORKBOOK) else _rows_of_text(_decoded(data))
    if not rows:
        raise Unreadable(_("This file is empty."))
    (_number, header), *rest = rows
    names = _names(header, table)
    if len(rest) > MAX_ROWS:
        raise Unreadable(_("This file has more than %(most)d rows. Please split it.") % {"most": MAX_ROWS})
    if not rest:
        raise Unreadable(_("This file has a first row and no other."))
    return [_line(number, names, row, table) for number, row in rest]


def write(rows: Iterable[dict[str, str]], table: Table) -> str:
    """A table that any spreadsheet program opens: UTF-8 with its mark, commas, every cell in quotes."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_guarded(row.get(name, "")) for name in table.columns] for row in rows)
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


def _rows_of_text(text: str) -> list[tuple[int, list[str]]]:
    """The rows that say something, with the line each begins on."""
    separator = _separator(text)
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


def _rows_of_workbook(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet that say something, with their numbers."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise Unreadable(_("This workbook is too large inside. Please save the table alone, as CSV UTF-8."))
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        rows = workbook.worksheets[0].iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True)
        texts = [(number, [_text(value) for value in row]) for number, row in enumerate(rows, start=1)]
    except Unreadable:
        raise
    except Exception as error:  # whatever a library says of a damaged workbook, it is damaged
        raise Unreadable(_("This workbook cannot be read. Please save the table as CSV UTF-8.")) from error
    return [(number, _without_end(cells)) for number, cells in texts if any(cell.strip() for cell in cells)]


def _text(value: object) -> str:
    """A cell of a workbook as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)


def _without_end(cells: list[str]) -> list[str]:
    """A sheet is as wide as its widest row: what is empty behind the last word is none."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _names(header: list[str], table: Table) -> list[str]:
    names = [cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in header]
    if missing := [name for name in table.required if name not in names]:
        words = _("The first row must name the columns. These are missing: %(names)s.")
        raise Unreadable(words % {"names": ", ".join(missing)})
    if unknown := [name for name in names if name and name not in table.columns]:
        words = _("These columns are not known: %(names)s. Known are: %(known)s.")
        raise Unreadable(words % {"names": ", ".join(unknown), "known": ", ".join(table.columns)})
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise Unreadable(_("These columns are there twice: %(names)s.") % {"names": ", ".join(twice)})
    return names


def _line(number: int, names: list[str], row: list[str], table: Table) -> Line:
    typed = {name: cell.strip(" ") for name, cell in zip(names, row, strict=False) if name}
    cells = {name: _unguarded(cell) for name, cell in typed.items()}
    problem = ""
    if any(cell.strip() for cell in row[len(names) :]):
        problem = _("There are more cells than in the first row. A text with a separator in it needs quotation marks.")
    formulas = frozenset(name for name, cell in typed.items() if cell.startswith("="))
    missing = frozenset(table.columns) - frozenset(names)
    return Line(number, dict.fromkeys(table.columns, "") | cells, problem, formulas, missing)
