"""The one place where an entry is written. What is written, the recorders say: `postings`, `disputes`, `payouts`.

Every entry carries a reference that its cause determines (`sale:<order>`, `refund:<refund>`), so whoever learns first
that something happened writes it, and everyone after gets the same entry back. The same reference with other figures is
a contradiction and is refused.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from cooperatives.ledger.digest import AccountKey, PostingFigures, digest_of, figures_of
from cooperatives.ledger.models import Account, Entry, Posting, Unsealed
from cooperatives.ledger.sealing import seal
from cooperatives.models import Cooperative


class NotWritten(Exception):
    """An entry was refused; nothing was written."""


class ReferenceTaken(NotWritten):
    """The reference stands in the books already, with other figures."""


class AmountRefused(NotWritten):
    """An amount that is negative or no whole number of minor units, or no amount at all, or parts that do not add up."""


class CurrencyRefused(NotWritten):
    """Not the code of a currency: three capital letters."""


class UnknownCooperative(NotWritten):
    """A share for a cooperative that does not exist."""


class AlreadyReversed(NotWritten):
    """The entry was reversed before, under another reference."""


class AlreadyConcluded(NotWritten):
    """What the entry began (a dispute, a payout) has ended before, in another way."""


class MoreThanIsLeft(NotWritten):
    """More would leave an account than came into it for this purpose."""


def house(kind: Account.Kind, currency: str) -> AccountKey:
    return (kind.value, None, currency)


def of_cooperative(kind: Account.Kind, cooperative_id: int, currency: str) -> AccountKey:
    return (kind.value, cooperative_id, currency)


def paired(
    debits: Iterable[tuple[AccountKey, int]], credits: Iterable[tuple[AccountKey, int]], currency: str
) -> list[PostingFigures]:
    """Postings that move the amounts of the second list to the accounts of the first, in order.

    Both lists add up to the same; an amount is cut where the other list's amount ends.
    """
    debits, credits = list(debits), list(credits)
    check_amounts([*debits, *credits])
    if sum(amount for _, amount in debits) != sum(amount for _, amount in credits):
        raise AmountRefused(f"{debits} is not as much as {credits}")
    postings = []
    sources = iter(credits)
    source, left = None, 0
    for account, amount in debits:
        while amount:
            if not left:
                source, left = next(sources)
                continue
            part = min(amount, left)
            postings.append((account, source, part, currency))
            amount, left = amount - part, left - part  # noqa: PLW2901
    return postings


def check_amounts(amounts: Iterable[tuple[AccountKey, int]]) -> None:
    for account, amount in amounts:
        if type(amount) is not int or amount < 0:
            raise AmountRefused(f"{amount!r} is not an amount in minor units, for {account}")


def lock(entry: Entry) -> Entry:
    """The entry, kept from being reversed or concluded by anyone else until this transaction ends."""
    # The weaker lock lets others write entries that point at this one, as foreign keys do.
    return Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)


def write(entry: Entry, postings: Sequence[PostingFigures]) -> Entry:
    _check(entry, postings)
    postings = [posting for posting in postings if posting[2] > 0]
    if not postings:
        raise AmountRefused(f"{entry.reference}: nothing moves")
    if written := written_before(entry, postings):
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
            Unsealed.objects.create(entry=entry)
            # Robust: the entry stands, whatever happens to its seal, which the reconciler makes up for.
            transaction.on_commit(seal, robust=True)
    except IntegrityError:
        if written := written_before(entry, postings):
            return written
        raise
    return entry


@transaction.atomic
def conclude(end: Entry, postings: Sequence[PostingFigures]) -> Entry:
    """Write how something ended (a dispute, a payout) that the entry `end.concludes` began."""
    begun = lock(end.concludes)
    if undone := Entry.objects.filter(reverses=begun).first():
        raise AlreadyReversed(f"{end.reference}: {undone.reference} reversed {begun.reference}")
    return write(end, postings)


def _check(entry: Entry, postings: Sequence[PostingFigures]) -> None:
    for debit, _credit, amount, currency in postings:
        check_amounts([(debit, amount)])
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
            raise CurrencyRefused(f"{entry.reference}: {currency!r} is not a currency")


def written_before(entry: Entry, postings: Sequence[PostingFigures]) -> Entry | None:
    """The entry of this reference, if it says the same. When it was heard of (`posted_at`) is no contradiction."""
    written = Entry.objects.with_postings().filter(reference=entry.reference).first()
    if written is None:
        if entry.reverses_id and (other := Entry.objects.filter(reverses=entry.reverses_id).first()):
            raise AlreadyReversed(f"{entry.reference}: {other.reference} reversed that entry before")
        if entry.concludes_id and (other := Entry.objects.filter(concludes=entry.concludes_id).first()):
            raise AlreadyConcluded(f"{entry.reference}: {other.reference} concluded that entry before")
        return None
    same = (
        written.kind == entry.kind
        and written.order_reference == entry.order_reference
        and written.reverses_id == entry.reverses_id
        and written.concludes_id == entry.concludes_id
        and written.rate == entry.rate
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
