"""Whether history is as it was written: everything that was sealed, made again from the start and compared.

Entry by entry, in the order of the seals: its digest from what it says, the chain from its digest, the lines of its
accounts from its postings. It stops at the first row that is not what it was, because all that comes after stands on it.
Entries are read as a stream, so that books of any size fit into memory.

What it cannot see is history that was written anew from some row to the end, with digests, chain and lines to match.
That is what an anchor is for, a `<number>:<chain>` that somebody else kept.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch

from cooperatives.ledger.digest import digest_of, figures_of
from cooperatives.ledger.models import Anchor, Entry, Line, Posting, Seal, Unsealed
from cooperatives.ledger.sealing import GENESIS, Running, chained

CHUNK = 1000
ANCHOR = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


class NoAnchor(ValueError):
    """Not what `anchor_books` prints: a number, a colon and 64 hexadecimal digits."""


@dataclass(frozen=True)
class Verdict:
    """How far history is intact, and the first row that is not what it was."""

    sealed: int
    chain: str
    fault: str = ""

    @property
    def is_intact(self) -> bool:
        return not self.fault


@dataclass
class _Reading:
    """Where the reader stands."""

    anchors: Mapping[int, Mapping[str, str]]
    number: int = 0
    chain: str = GENESIS
    running: Running = field(default_factory=Running)


class _Altered(Exception):
    pass


def read_anchor(text: str) -> tuple[int, str]:
    found = ANCHOR.fullmatch(text.strip())
    if not found:
        raise NoAnchor(f"{text!r} is no anchor; it is a number, a colon and 64 hexadecimal digits")
    return int(found[1]), found[2]


def verify(*, anchor: tuple[int, str] | None = None) -> Verdict:
    reading = _Reading(anchors=_anchors(anchor))
    end = Seal.objects.order_by("-number").values_list("number", flat=True).first()
    try:
        if end is not None:
            _read_the_first()
            for seal in _seals(end):
                _read(seal, reading)
        _compare_with_anchors_beyond(reading)
        _look_for_rows_outside(reading, end)
    except _Altered as altered:
        return Verdict(reading.number, reading.chain, str(altered))
    return Verdict(reading.number, reading.chain)


def _seals(end: int) -> Iterator[Seal]:
    # By the key of the last one and not by a cursor: SQLite's would be disturbed, PostgreSQL's would need a transaction.
    postings = Posting.objects.select_related("debit", "credit").order_by("pk")
    start = 0
    while start < end:
        chunk = (
            Seal.objects.filter(number__gt=start, number__lte=end)
            .order_by("number")
            .select_related("entry")
            .prefetch_related(
                Prefetch("entry__postings", postings),
                Prefetch("lines", Line.objects.order_by("account_id", "number")),
            )
        )[:CHUNK]
        yield from chunk
        if not chunk:
            return
        start = chunk[len(chunk) - 1].number


def _read_the_first() -> None:
    if not Seal.objects.filter(number=0, chain=GENESIS, entry=None).exists():
        raise _Altered("seal 0 is not where the chain begins")


def _read(seal: Seal, reading: _Reading) -> None:
    if seal.number != reading.number + 1:
        raise _Altered(f"seal {reading.number + 1} is missing")
    entry = seal.entry
    if entry is None:
        raise _Altered(f"seal {seal.number} is of no entry")
    if digest_of(entry, figures_of(entry)) != entry.digest:
        raise _Altered(f"entry {entry.reference} (seal {seal.number}) was altered after it was written")
    chain = chained(reading.chain, seal.number, entry.digest)
    if chain != seal.chain:
        raise _Altered(f"seal {seal.number} is not the seal of entry {entry.reference}: one of the two was altered")
    _compare_lines(seal, reading.running.lines(seal.number, entry, entry.postings.all()))
    for name, anchored in reading.anchors.get(seal.number, {}).items():
        if anchored != chain:
            raise _Altered(f"{name} is not what seal {seal.number} says: history before it was written anew")
    reading.number, reading.chain = seal.number, chain


def _compare_lines(seal: Seal, expected: list[Line]) -> None:
    written = {line.account_id: line for line in seal.lines.all()}
    for line in expected:
        if _says(written.pop(line.account_id, None)) != _says(line):
            raise _Altered(f"line {line.number} of account {line.account_id} (seal {seal.number}) is not what it was")
    for line in written.values():
        raise _Altered(f"line {line.number} of account {line.account_id} is not of seal {seal.number}")


def _says(line: Line | None) -> tuple | None:
    return line and (line.number, line.kind, line.booked_at, line.delta_minor, line.balance_minor)


def _anchors(given: tuple[int, str] | None) -> dict[int, dict[str, str]]:
    anchors: dict[int, dict[str, str]] = {}
    for anchor in Anchor.objects.order_by("made_on"):
        anchors.setdefault(anchor.number, {})[f"the anchor of {anchor.made_on}"] = anchor.chain
    if given:
        anchors.setdefault(given[0], {})[f"the anchor {given[0]}:{given[1]}"] = given[1]
    return anchors


def _compare_with_anchors_beyond(reading: _Reading) -> None:
    for name, chain in reading.anchors.get(0, {}).items():
        if chain != GENESIS:
            raise _Altered(f"{name} is not where the chain begins")
    for number in sorted(reading.anchors):
        if number > reading.number:
            name = next(iter(reading.anchors[number]))
            raise _Altered(f"the books end with seal {reading.number}, before {name}: their end was cut off")


def _look_for_rows_outside(reading: _Reading, end: int | None) -> None:
    """What no seal vouches for, and what does not wait for one either."""
    outside = Entry.objects.filter(seal=None, unsealed=None).order_by("pk").first()
    if outside:
        raise _Altered(f"entry {outside.reference} has no seal and waits for none")
    for entry in Entry.objects.filter(unsealed__isnull=False).with_postings().order_by("pk")[:CHUNK]:
        if digest_of(entry, figures_of(entry)) != entry.digest:
            raise _Altered(f"entry {entry.reference} was altered after it was written")
    stray = Posting.objects.exclude(entry__in=Entry.objects.all()).first()
    if stray:
        raise _Altered(f"posting {stray.pk} belongs to no entry")
    stray = Line.objects.exclude(seal__in=Seal.objects.all()).first()
    if stray:
        raise _Altered(f"line {stray.number} of account {stray.account_id} belongs to no seal")
    if Unsealed.objects.filter(entry__seal__number__lte=end or 0).exists():
        raise _Altered("an entry that has its seal waits for another")
    lines = Line.objects.filter(seal__number__lte=end or 0).count()
    counted = sum(line.number for line in reading.running.last.values())
    if lines != counted:
        raise _Altered(f"statements have {lines} lines, the entries make {counted}")
