"""What a group is owed so far, what sold this month, and each line of its statement in plain words. All of it from the books."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, F, Sum
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.ledger import balances
from cooperatives.ledger.models import Account, Entry
from cooperatives.ledger.money import as_written
from cooperatives.ledger.statements import StatementLine, StatementPage, page_of
from cooperatives.models import Cooperative
from shop.catalogue.shares_shown import BandPart, band
from shop.order import status
from shop.order.models import LineShare

LINES = 12
WORDS = {
    Entry.Kind.SALE: gettext_lazy("Sold"),
    Entry.Kind.FEE: gettext_lazy("What the payment cost"),
    Entry.Kind.REFUND: gettext_lazy("Given back to the buyer"),
    Entry.Kind.REVERSAL: gettext_lazy("Put right"),
    Entry.Kind.EXCHANGE: gettext_lazy("Changed into other money"),
    Entry.Kind.DISPUTE_OPENED: gettext_lazy("Kept aside: a bank asks about it"),
    Entry.Kind.DISPUTE_WON: gettext_lazy("Yours again: the bank agreed"),
    Entry.Kind.DISPUTE_LOST: gettext_lazy("Lost: the bank gave it to the buyer"),
    Entry.Kind.DISPUTE_FEE: gettext_lazy("What the bank asked for"),
    Entry.Kind.PAYOUT: gettext_lazy("Sent to you"),
    Entry.Kind.PAYOUT_RETURNED: gettext_lazy("It came back to us. We send it again."),
    Entry.Kind.ADVANCE: gettext_lazy("Paid to you before"),
}


@dataclass(frozen=True)
class Owed:
    """One kind of money: owed so far, kept aside while a bank asks, on its way to the group. In words."""

    currency: str
    owed: str
    held: str
    on_its_way: str
    is_negative: bool


@dataclass(frozen=True)
class SoldThisMonth:
    """The group's part of what was paid for its pieces in a month, in one kind of money."""

    currency: str
    pieces: int
    share: str
    band: list[BandPart]


@dataclass(frozen=True)
class ToldLine:
    """A line of the statement as one says it."""

    on: datetime
    words: str
    pieces: str
    amount: str
    is_less: bool
    order_number: str


def owed_so_far(cooperative: Cooperative) -> list[Owed]:
    """Three queries; nothing of a currency in which nothing stands."""
    owed, held, way = (read(cooperative.pk) for read in (balances.owed, balances.held, balances.in_transit))
    currencies = sorted(set(owed) | set(held) | set(way), key=_francs_first)
    return [
        Owed(
            currency=code,
            owed=as_written(owed.get(code, 0), code),
            held=as_written(held[code], code) if held.get(code) else "",
            on_its_way=as_written(way[code], code) if way.get(code) else "",
            is_negative=owed.get(code, 0) < 0,
        )
        for code in currencies
        if owed.get(code) or held.get(code) or way.get(code)
    ]


def sold_in_month(cooperative: Cooperative, day: date) -> list[SoldThisMonth]:
    """One query. The most first; of the first the band is drawn."""
    first = day.replace(day=1)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    rows = (
        LineShare.objects.filter(
            cooperative=cooperative,
            line__order__status__in=status.SETTLED,
            line__order__paid_at__gte=_midnight(first),
            line__order__paid_at__lt=_midnight(after),
        )
        .values("line__order__currency")
        .annotate(
            pieces=Sum("line__quantity"),
            lines=Count("pk"),
            share=Sum(F("amount_minor") + F("delivery_minor")),
            commission=Sum("commission_minor"),
        )
        .order_by("-lines", "line__order__currency")
    )
    return [
        SoldThisMonth(
            currency=row["line__order__currency"],
            pieces=row["pieces"],
            share=as_written(row["share"], row["line__order__currency"]),
            band=_band(cooperative, row),
        )
        for row in rows
    ]


def accounts_of(cooperative: Cooperative) -> list[Account]:
    """In which the group is, or was, owed something; the money of the country first."""
    accounts = Account.objects.filter(kind=Account.Kind.COOPERATIVE, cooperative=cooperative)
    return sorted(accounts, key=lambda account: _francs_first(account.currency))


def statement(account: Account, *, older_than: int | None = None) -> tuple[list[ToldLine], StatementPage]:
    """Some lines, the newest first; three queries."""
    page = page_of(account, older_than=older_than, size=LINES)
    pieces = _pieces_of(account, [line.order_reference for line in page.lines if line.order_reference])
    return [_told(line, pieces) for line in page.lines], page


def _told(line: StatementLine, pieces: dict[str, str]) -> ToldLine:
    return ToldLine(
        on=line.posted_at,
        words=str(WORDS.get(line.kind, line.kind_label)),
        pieces=pieces.get(line.order_reference, ""),
        amount=("+ " if line.delta_minor > 0 else "− ") + as_written(abs(line.delta_minor), line.currency),
        is_less=line.delta_minor < 0,
        order_number=line.order_reference,
    )


def _pieces_of(account: Account, numbers: Iterable[str]) -> dict[str, str]:
    """What the group had in these orders, by their numbers: its own pieces and nobody else's."""
    shares = LineShare.objects.filter(cooperative=account.cooperative_id, line__order__number__in=set(numbers))
    found: dict[str, list[str]] = {}
    for number, quantity, title in shares.order_by("line").values_list(
        "line__order__number", "line__quantity", "line__title"
    ):
        found.setdefault(number, []).append(f"{quantity} × {title}" if quantity > 1 else title)
    return {number: ", ".join(titles) for number, titles in found.items()}


def _francs_first(currency: str) -> tuple[bool, str]:
    return currency != "RWF", currency


def _band(cooperative: Cooperative, row: dict) -> list[BandPart]:
    parts = [
        (_("For us"), row["share"], "cooperative", cooperative.hue),
        (_("For the work of the shop"), row["commission"], "commission", 0),
    ]
    return band(parts, row["line__order__currency"])


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
