"""The only writer of the books.

Every entry carries a reference that its cause determines (`sale:<order>`, `fee:<charge>`, `refund:<refund>`), so
whoever learns first that something happened writes it, and everyone after gets the same entry back. The same reference
with other figures is a contradiction and is refused.

    A piece of 100.00 made by two cooperatives, 20 % commission, 15.00 delivery:

        record_sale      PROVIDER  115.00   ←   48.00 COOPERATIVE 1, 32.00 COOPERATIVE 2,
                                                20.00 COMMISSION, 15.00 DELIVERY
        record_fee       FEES        3.60   ←    3.60 PROVIDER
        record_refund    the same accounts, the other way round, for as much as is given back
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from cooperatives.ledger.digest import AccountKey, PostingFigures, digest_of, figures_of
from cooperatives.ledger.models import Account, Entry, Posting
from cooperatives.models import Cooperative

Kind = Account.Kind


class NotWritten(Exception):
    """An entry was refused; nothing was written."""


class ReferenceTaken(NotWritten):
    """The reference stands in the books already, with other figures."""


class AmountRefused(NotWritten):
    """An amount that is negative or no whole number of minor units, or no amount at all."""


class CurrencyRefused(NotWritten):
    """Not the code of a currency: three capital letters."""


class UnknownCooperative(NotWritten):
    """A share for a cooperative that does not exist."""


class AlreadyReversed(NotWritten):
    """The entry was reversed before, under another reference."""


@dataclass(frozen=True)
class SaleFigures:
    """The parts of what a buyer paid, or of what is given back: whole minor units of one currency."""

    currency: str
    shares: Mapping[int, int] = field(default_factory=dict)
    commission_minor: int = 0
    delivery_minor: int = 0

    @property
    def total_minor(self) -> int:
        return sum(self.shares.values()) + self.commission_minor + self.delivery_minor

    def by_account(self) -> list[tuple[AccountKey, int]]:
        return [
            *(((Kind.COOPERATIVE.value, pk, self.currency), amount) for pk, amount in sorted(self.shares.items())),
            (_house(Kind.COMMISSION, self.currency), self.commission_minor),
            (_house(Kind.DELIVERY, self.currency), self.delivery_minor),
        ]


def record_sale(*, reference: str, order_reference: str, figures: SaleFigures, posted_at: datetime) -> Entry:
    """The provider holds what the buyer paid; we owe each cooperative its share of it."""
    provider = _house(Kind.PROVIDER, figures.currency)
    return _write(
        Entry(reference=reference, kind=Entry.Kind.SALE, order_reference=order_reference, posted_at=posted_at),
        [(provider, account, amount, figures.currency) for account, amount in figures.by_account()],
    )


def record_fee(*, reference: str, order_reference: str, currency: str, fee_minor: int, posted_at: datetime) -> Entry:
    """The provider kept its fee; the organisation bears it, no cooperative does."""
    figures = (_house(Kind.FEES, currency), _house(Kind.PROVIDER, currency), fee_minor, currency)
    return _write(
        Entry(reference=reference, kind=Entry.Kind.FEE, order_reference=order_reference, posted_at=posted_at),
        [figures],
    )


def record_refund(*, reference: str, order_reference: str, figures: SaleFigures, posted_at: datetime) -> Entry:
    """The provider paid the buyer back; each part of the sale gives back its part."""
    provider = _house(Kind.PROVIDER, figures.currency)
    return _write(
        Entry(reference=reference, kind=Entry.Kind.REFUND, order_reference=order_reference, posted_at=posted_at),
        [(account, provider, amount, figures.currency) for account, amount in figures.by_account()],
    )


def reverse(*, reference: str, entry: Entry, posted_at: datetime, memo: str = "") -> Entry:
    """Undo an entry that should not have been written: each of its postings, the other way round."""
    postings = [(credit, debit, amount, currency) for debit, credit, amount, currency in figures_of(entry)]
    reversal = Entry(
        reference=reference,
        kind=Entry.Kind.REVERSAL,
        order_reference=entry.order_reference,
        posted_at=posted_at,
        memo=memo,
        reverses=entry,
    )
    return _write(reversal, postings)


def _house(kind: Account.Kind, currency: str) -> AccountKey:
    return (kind.value, None, currency)


def _write(entry: Entry, postings: Sequence[PostingFigures]) -> Entry:
    _check_amounts(entry, postings)
    postings = [posting for posting in postings if posting[2] > 0]
    if not postings:
        raise AmountRefused(f"{entry.reference}: nothing moves")
    if written := _written_before(entry, postings):
        return written
    entry.recorded_at = timezone.now()
    entry.digest = digest_of(entry, postings)
    try:
        with transaction.atomic():
            # The entry goes first: of several writers, its unique reference lets one through and makes the others
            # wait.
            entry.save()
            accounts = _accounts({key for debit, credit, _amount, _currency in postings for key in (debit, credit)})
            Posting.objects.bulk_create(
                Posting(
                    entry=entry, debit=accounts[debit], credit=accounts[credit], amount_minor=amount, currency=code
                )
                for debit, credit, amount, code in postings
            )
    except IntegrityError:
        if written := _written_before(entry, postings):
            return written
        raise
    return entry


def _check_amounts(entry: Entry, postings: Sequence[PostingFigures]) -> None:
    for _debit, _credit, amount, currency in postings:
        if type(amount) is not int or amount < 0:
            raise AmountRefused(f"{entry.reference}: {amount!r} is not an amount in minor units")
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
            raise CurrencyRefused(f"{entry.reference}: {currency!r} is not a currency")


def _written_before(entry: Entry, postings: Sequence[PostingFigures]) -> Entry | None:
    """The entry of this reference, if it says the same. When it was heard of (`posted_at`) is no contradiction."""
    written = Entry.objects.with_postings().filter(reference=entry.reference).first()
    if written is None:
        if entry.reverses_id and (other := Entry.objects.filter(reverses=entry.reverses_id).first()):
            raise AlreadyReversed(f"{entry.reference}: {other.reference} reversed that entry before")
        return None
    same = (
        written.kind == entry.kind
        and written.order_reference == entry.order_reference
        and written.reverses_id == entry.reverses_id
        and Counter(figures_of(written)) == Counter(postings)
    )
    if not same:
        raise ReferenceTaken(f"{entry.reference} stands in the books with other figures")
    return written


def _accounts(keys: set[AccountKey]) -> dict[AccountKey, Account]:
    """The accounts of these keys, opened where they are new; the same few queries for any number of them."""
    accounts = _find_accounts(keys)
    new = sorted(keys - accounts.keys(), key=lambda key: (key[0], key[1] or 0, key[2]))
    if new:
        _check_cooperatives({cooperative_id for _kind, cooperative_id, _currency in new if cooperative_id is not None})
        # Another writer may be opening the same accounts now: theirs and ours must not collide, nor wait crosswise,
        # which is why they are sorted and conflicts ignored.
        Account.objects.bulk_create(
            [Account(kind=kind, cooperative_id=pk, currency=currency) for kind, pk, currency in new],
            ignore_conflicts=True,
        )
        accounts = _find_accounts(keys)
    return accounts


def _find_accounts(keys: set[AccountKey]) -> dict[AccountKey, Account]:
    found = Account.objects.filter(kind__in={kind for kind, _, _ in keys}, currency__in={code for _, _, code in keys})
    of_house = found.filter(cooperative__isnull=True)
    of_cooperatives = found.filter(cooperative_id__in={pk for _, pk, _ in keys if pk is not None})
    return {account.key: account for account in of_house | of_cooperatives}


def _check_cooperatives(cooperative_ids: set[int]) -> None:
    # Foreign keys are checked at the end of the transaction, too late to say what was wrong.
    known = set(Cooperative.objects.filter(pk__in=cooperative_ids).values_list("pk", flat=True))
    if unknown := cooperative_ids - known:
        raise UnknownCooperative(f"no cooperative has the number {sorted(unknown)}")
