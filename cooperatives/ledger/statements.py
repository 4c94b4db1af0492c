"""The statement of an account: its lines with the balance after each, the newest first, a page at a time.

A page costs the same however long the statement is. Lines are numbered along an account and booked in that order, so a
range of days is a range of numbers, and the next page begins below a number (not at a distance from the first).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import BigIntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.timezone import make_aware

from cooperatives.ledger.models import Account, Entry, Line, Seal

PAGE = 50
BEYOND = 2**62


@dataclass(frozen=True)
class Sought:
    """Which lines: of these days (both included), of this kind, about this order. What is empty does not matter."""

    starts_on: date | None = None
    ends_on: date | None = None
    kind: str = ""
    order_reference: str = ""


@dataclass(frozen=True)
class StatementLine:
    number: int
    booked_at: datetime
    posted_at: datetime
    kind: str
    reference: str
    order_reference: str
    memo: str
    delta_minor: int
    balance_minor: int
    currency: str
    entry_id: int

    @property
    def kind_label(self) -> str:
        return Entry.Kind(self.kind).label


@dataclass(frozen=True)
class StatementPage:
    """Some lines, the newest first; the numbers below and above which there are more of those that were sought."""

    lines: list[StatementLine]
    older_than: int | None
    newer_than: int | None


def lines_of(account: Account, sought: Sought = Sought()) -> QuerySet[Line]:
    """The lines that were sought, the newest first, with their entries."""
    lines = Line.objects.of_account(account).select_related("seal__entry").order_by("-number")
    by_day = Line.objects.of_account(account).order_by("booked_at", "number").values("number")
    if sought.starts_on:
        first = by_day.filter(booked_at__gte=_midnight(sought.starts_on))[:1]
        lines = lines.filter(number__gte=Coalesce(Subquery(first), Value(BEYOND), output_field=BigIntegerField()))
    if sought.ends_on:
        after = by_day.filter(booked_at__gte=_midnight(sought.ends_on + timedelta(days=1)))[:1]
        lines = lines.filter(number__lt=Coalesce(Subquery(after), Value(BEYOND), output_field=BigIntegerField()))
    if sought.kind:
        lines = lines.filter(kind=sought.kind)
    if sought.order_reference:
        # Asked first, so that the few lines of an order are found by their seals and not by reading all the account's.
        seals = Seal.objects.filter(entry__order_reference=sought.order_reference).values_list("number", flat=True)
        lines = lines.filter(seal__in=list(seals))
    return lines


def page_of(
    account: Account,
    sought: Sought = Sought(),
    *,
    older_than: int | None = None,
    newer_than: int | None = None,
    size: int = PAGE,
) -> StatementPage:
    """The newest page, or the one next to a number; one more line than shown tells whether there is another page."""
    lines = lines_of(account, sought)
    if newer_than is not None:
        found = list(lines.filter(number__gt=newer_than).order_by("number")[: size + 1])
        shown = found[:size][::-1]
        return StatementPage(
            lines=[_told(line, account) for line in shown],
            older_than=shown[-1].number if shown else None,
            newer_than=shown[0].number if len(found) > size else None,
        )
    found = list((lines.filter(number__lt=older_than) if older_than is not None else lines)[: size + 1])
    shown = found[:size]
    return StatementPage(
        lines=[_told(line, account) for line in shown],
        older_than=shown[-1].number if len(found) > size else None,
        newer_than=shown[0].number if shown and older_than is not None else None,
    )


def every_line(account: Account, sought: Sought = Sought()):
    """All lines that were sought, the newest first, as a stream."""
    for line in lines_of(account, sought).iterator(chunk_size=2000):
        yield _told(line, account)


def _told(line: Line, account: Account) -> StatementLine:
    entry = line.seal.entry
    return StatementLine(
        number=line.number,
        booked_at=line.booked_at,
        posted_at=entry.posted_at,
        kind=line.kind,
        reference=entry.reference,
        order_reference=entry.order_reference,
        memo=entry.memo,
        delta_minor=line.delta_minor,
        balance_minor=line.balance_minor,
        currency=account.currency,
        entry_id=entry.pk,
    )


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
