"""What is written when money goes to a cooperative. Who is paid when, others decide; here it is booked once and bounded.

    record_transfer          BANK           300.00   ←   300.00 PROVIDER      the provider pays out to our bank
    record_payout            COOPERATIVE 1   48.00   ←    48.00 IN_TRANSIT 1  we told the bank to send it
    record_payout_paid       IN_TRANSIT 1    48.00   ←    48.00 BANK          it left, and arrived
    record_payout_returned   IN_TRANSIT 1    48.00   ←    48.00 COOPERATIVE 1 the bank did not send it …
                             BANK            48.00   ←    48.00 COOPERATIVE 1 … or it came back after it was paid
    record_advance           COOPERATIVE 1  100.00   ←   100.00 BANK          before it is owed: later sales pay it off

What is on its way has an account for each cooperative, so that no payout can discharge another group's debt.
"""

from datetime import datetime

from django.db import transaction

from cooperatives.ledger.digest import PostingFigures, figures_of
from cooperatives.ledger.models import Account, Entry
from cooperatives.ledger.writing import (
    MoreThanIsLeft,
    NotWritten,
    conclude,
    house,
    lock,
    of_cooperative,
    write,
)

Kind = Account.Kind


def record_transfer(*, reference: str, currency: str, amount_minor: int, posted_at: datetime) -> Entry:
    return write(
        Entry(reference=reference, kind=Entry.Kind.TRANSFER, posted_at=posted_at),
        [(house(Kind.BANK, currency), house(Kind.PROVIDER, currency), amount_minor, currency)],
    )


@transaction.atomic
def record_payout(
    *, reference: str, cooperative_id: int, currency: str, amount_minor: int, posted_at: datetime
) -> Entry:
    """Never more than is owed: raises MoreThanIsLeft."""
    owed = of_cooperative(Kind.COOPERATIVE, cooperative_id, currency)
    account = Account.objects.filter(kind=Kind.COOPERATIVE, cooperative_id=cooperative_id, currency=currency)
    # Of two payouts at once, the second sees what the first left.
    account.select_for_update(no_key=True).first()
    if not Entry.objects.filter(reference=reference).exists():
        left = sum(found.balance_minor for found in account.with_balance())
        if amount_minor > left:
            raise MoreThanIsLeft(f"{reference}: {amount_minor} {currency} of which {left} is owed")
    return write(
        Entry(reference=reference, kind=Entry.Kind.PAYOUT, posted_at=posted_at),
        [(owed, of_cooperative(Kind.IN_TRANSIT, cooperative_id, currency), amount_minor, currency)],
    )


def record_payout_paid(*, reference: str, payout: Entry, posted_at: datetime) -> Entry:
    [(_owed, in_transit, amount, currency)] = _only_posting(reference, payout)
    return conclude(
        Entry(reference=reference, kind=Entry.Kind.PAYOUT_PAID, posted_at=posted_at, concludes=payout),
        [(in_transit, house(Kind.BANK, currency), amount, currency)],
    )


@transaction.atomic
def record_payout_returned(*, reference: str, payout: Entry, posted_at: datetime) -> Entry:
    """It is owed again: because it was never sent, or because it came back although it had been paid."""
    [(owed, in_transit, amount, currency)] = _only_posting(reference, payout)
    lock(payout)
    paid = Entry.objects.filter(concludes=payout, kind=Entry.Kind.PAYOUT_PAID).first()
    source = house(Kind.BANK, currency) if paid else in_transit
    return conclude(
        Entry(reference=reference, kind=Entry.Kind.PAYOUT_RETURNED, posted_at=posted_at, concludes=paid or payout),
        [(source, owed, amount, currency)],
    )


def record_advance(
    *, reference: str, cooperative_id: int, currency: str, amount_minor: int, posted_at: datetime
) -> Entry:
    account = of_cooperative(Kind.COOPERATIVE, cooperative_id, currency)
    return write(
        Entry(reference=reference, kind=Entry.Kind.ADVANCE, posted_at=posted_at),
        [(account, house(Kind.BANK, currency), amount_minor, currency)],
    )


def _only_posting(reference: str, payout: Entry) -> list[PostingFigures]:
    if payout.kind != Entry.Kind.PAYOUT:
        raise NotWritten(f"{reference}: {payout.reference} is no payout")
    return figures_of(payout)
