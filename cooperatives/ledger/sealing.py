"""Sealing entries: one chain over all of them, and a line on the statement of every account they touch.

Sellers do not wait for each other: an entry is written by whoever has other rows locked, so a chain inside that
transaction would be one more lock, and a deadlock. It only leaves an `Unsealed` row. `seal` comes after the commit, in
a short transaction of its own that waits for nobody: it takes what waits, in the order of the entries' numbers.

Nothing is left behind: whoever finds another at work goes away, because the other looks again after letting go, and
then sees what was committed before. After a crash the entry waits for the next `seal`; the reconciler calls it. Nothing
depends on how soon: a balance is what the last line says and what no line says yet.

The chain, version 1, in hexadecimal digits of SHA-256 over ASCII:

    chain 0 = sha256("ubukorikori books, version 1")
    chain n = sha256("<chain n-1>:<n>:<digest of the entry with seal n>")

and the digest of an entry is as `digest` says. A line is booked when the entry happened, or was written down if that was
sooner; but never before the line sealed before it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from cooperatives.ledger.models import Account, Entry, Line, Posting, Seal, Unsealed

GENESIS = hashlib.sha256(b"ubukorikori books, version 1").hexdigest()
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
BATCH = 500
# What a line takes over from the one before it.
_CARRIED = ("number", "balance_minor", "booked_at")


def chained(previous: str, number: int, digest: str) -> str:
    return hashlib.sha256(f"{previous}:{number}:{digest}".encode()).hexdigest()


@dataclass
class Running:
    """Where statements stand: the last line of each account, which may have none yet."""

    last: dict[int, Line] = field(default_factory=dict)

    def lines(self, number: int, entry: Entry, postings: Iterable[Posting]) -> list[Line]:
        """The lines that the entry with this seal adds, the account opened first being the first."""
        deltas: dict[int, int] = {}
        for posting in postings:
            for account, sign in ((posting.debit, 1), (posting.credit, -1)):
                deltas[account.pk] = deltas.get(account.pk, 0) + sign * account.sign * posting.amount_minor
        return [self._line(account_id, delta, number, entry) for account_id, delta in sorted(deltas.items())]

    def _line(self, account_id: int, delta_minor: int, seal_number: int, entry: Entry) -> Line:
        last = self.last.get(account_id) or Line(number=0, balance_minor=0, booked_at=LONG_AGO)
        line = self.last[account_id] = Line(
            account_id=account_id,
            number=last.number + 1,
            seal_id=seal_number,
            kind=entry.kind,
            booked_at=max(last.booked_at, min(entry.posted_at, entry.recorded_at)),
            delta_minor=delta_minor,
            balance_minor=last.balance_minor + delta_minor,
        )
        return line


def seal() -> int:
    """Seal every entry that waits, unless somebody does already; how many."""
    sealed = 0
    while Unsealed.objects.exists() and (batch := _seal_some()):
        sealed += batch
    return sealed


@transaction.atomic
def _seal_some() -> int:
    if not take_the_chain():
        return 0
    waiting = list(Unsealed.objects.order_by("pk").values_list("pk", flat=True)[:BATCH])
    entries = list(Entry.objects.filter(pk__in=waiting).with_postings().order_by("pk"))
    last = Seal.objects.order_by("-number").first()
    running = _running(entries)
    number, chain, seals, lines = last.number, last.chain, [], []
    for entry in entries:
        number += 1
        chain = chained(chain, number, entry.digest)
        seals.append(Seal(number=number, entry=entry, chain=chain))
        lines += running.lines(number, entry, entry.postings.all())
    Seal.objects.bulk_create(seals)
    Line.objects.bulk_create(lines)
    Unsealed.objects.filter(pk__in=waiting)._raw_delete("default")
    return len(seals)


def take_the_chain(*, wait: bool = False) -> bool:
    """Whether the chain is ours until this transaction ends. Who seals does not wait for it."""
    first = Seal.objects.filter(number=0)
    if not first.exists():
        Seal.objects.bulk_create([Seal(number=0, chain=GENESIS)], ignore_conflicts=True)
    return first.select_for_update(skip_locked=not wait).first() is not None


def _running(entries: Iterable[Entry]) -> Running:
    """Where the statements of the accounts that these entries touch stand."""
    postings = [posting for entry in entries for posting in entry.postings.all()]
    touched = {posting.debit_id for posting in postings} | {posting.credit_id for posting in postings}
    newest = Line.objects.filter(account=OuterRef("pk")).order_by("-number")
    stand = Account.objects.filter(pk__in=touched).order_by()
    stand = stand.annotate(**{f"last_{name}": Subquery(newest.values(name)[:1]) for name in _CARRIED})
    return Running(
        {
            account.pk: Line(**{name: getattr(account, f"last_{name}") for name in _CARRIED})
            for account in stand
            if account.last_number
        }
    )
