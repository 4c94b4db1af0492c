"""What our own books and orders say in public: what the cooperatives earned and were sent so far, and how many pieces were sold.

Read from what is sealed, and remembered for an hour: the same few queries for ten sales and for a million. Amounts of different
currencies are never added to each other.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Max, Min, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperatives.ledger.models import Account, Entry, Line
from shop.catalogue.shares_shown import BandPart, band
from shop.order import status
from shop.order.models import Line as OrderLine
from shop.payment.currency import to_decimal
from shop.payment.models import Refund, RefundLine

REMEMBERED = 3600
_KIND, _OF = Entry.Kind, Account.Kind
# What is sent to a cooperative and what comes back; all else that touches its account is earned or taken back.
_SENDING = {_KIND.PAYOUT, _KIND.PAYOUT_PAID, _KIND.PAYOUT_RETURNED, _KIND.ADVANCE}


@dataclass(frozen=True)
class Shares:
    """In one currency, in minor units: after refunds, and without what an open dispute holds back."""

    currency: str
    earned_minor: int
    sent_minor: int
    commission_minor: int
    delivery_minor: int

    @property
    def earned(self) -> Decimal:
        return to_decimal(self.earned_minor, self.currency)

    @property
    def sent(self) -> Decimal:
        return to_decimal(self.sent_minor, self.currency)

    @property
    def owed(self) -> Decimal:
        return to_decimal(self.earned_minor - self.sent_minor, self.currency)

    def band(self) -> list[BandPart]:
        """Where the buyers' money went, in the language that is spoken now."""
        parts = [
            (_("The cooperatives’ shares"), max(self.earned_minor, 0), "cooperative", 0),
            (_("The organisation’s work"), max(self.commission_minor, 0), "commission", 0),
            (_("Delivery"), max(self.delivery_minor, 0), "delivery", 0),
        ]
        return band(parts, self.currency)


@dataclass(frozen=True)
class Told:
    """`entry` is the number of the newest entry that was read: with it, whoever keeps our anchors can check what is told."""

    shares: tuple[Shares, ...]
    first_on: date | None
    last_on: date | None
    entry: int
    pieces: int
    cooperatives: int


def told() -> Told:
    """As of at most an hour ago."""
    return cache.get_or_set("told-from-the-books", _read, REMEMBERED)


def _read() -> Told:
    sums: dict[str, dict[tuple[str, bool], int]] = defaultdict(lambda: defaultdict(int))
    moments, entry = [], 0
    for row in _lines():
        sums[row["account__currency"]][row["account__kind"], row["what"] in _SENDING] += row["minor"]
        moments += [row["first_at"], row["last_at"]]
        entry = max(entry, row["newest"])
    pieces, cooperatives = _sold()
    return Told(
        shares=tuple(_shares(code, sums[code]) for code in settings.SHOP_CURRENCIES if code in sums),
        first_on=timezone.localdate(min(moments)) if moments else None,
        last_on=timezone.localdate(max(moments)) if moments else None,
        entry=entry,
        pieces=pieces,
        cooperatives=cooperatives,
    )


def _lines() -> QuerySet[Line]:
    """A row for each kind of account, currency and kind of entry; a reversal counts as what it reversed."""
    lines = Line.objects.filter(account__kind__in=(_OF.COOPERATIVE, _OF.COMMISSION, _OF.DELIVERY)).order_by()
    lines = lines.annotate(what=Coalesce(F("seal__entry__reverses__kind"), F("kind")))
    return lines.values("account__kind", "account__currency", "what").annotate(
        minor=Sum("delta_minor"), first_at=Min("booked_at"), last_at=Max("booked_at"), newest=Max("seal_id")
    )


def _shares(currency: str, sums: dict[tuple[str, bool], int]) -> Shares:
    return Shares(
        currency=currency,
        earned_minor=int(sums[_OF.COOPERATIVE, False]),
        sent_minor=-int(sums[_OF.COOPERATIVE, True]),
        commission_minor=int(sums[_OF.COMMISSION, False]),
        delivery_minor=int(sums[_OF.DELIVERY, False]),
    )


def _sold() -> tuple[int, int]:
    """Pieces that were paid and not given back, and how many cooperatives made them."""
    sold = OrderLine.objects.filter(order__status__in=status.SETTLED)
    kept = sold.exclude(price_minor__gt=0, refunded_minor__gte=F("price_minor"))
    made = kept.aggregate(pieces=Sum("quantity"))["pieces"] or 0
    back = RefundLine.objects.filter(refund__state=Refund.State.DONE, line__in=kept)
    given_back = back.aggregate(pieces=Sum("quantity"))["pieces"] or 0
    return made - given_back, kept.aggregate(groups=Count("shares__cooperative", distinct=True))["groups"]
