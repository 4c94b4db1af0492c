"""What is written when a buyer disputes a payment: the shares are held while it is open, then released or taken back.

    A buyer disputes a sale of 115.00, of which 48.00 + 32.00 are shares, 20.00 commission and 15.00 delivery:

        record_dispute_opened   DISPUTED 115.00 ← PROVIDER,  COOPERATIVE 1  48.00 → HELD 1,  COOPERATIVE 2  32.00 → HELD 2
        record_dispute_won      each of these, the other way round
        record_dispute_lost     HELD 1  48.00, HELD 2  32.00, COMMISSION 20.00, DELIVERY 15.00   ←   115.00 DISPUTED
        record_dispute_fee      FEES (or the cooperatives, as the rule says)                     ←    20.00 PROVIDER

A dispute ends once: its end names the entry that opened it, and the database takes one end for each.
"""

from datetime import datetime

from cooperatives.ledger.digest import PostingFigures, figures_of
from cooperatives.ledger.figures import DisputeFigures, FeeFigures
from cooperatives.ledger.models import Account, Entry
from cooperatives.ledger.postings import fee_postings, parts_of
from cooperatives.ledger.writing import (
    AmountRefused,
    NotWritten,
    conclude,
    house,
    of_cooperative,
    paired,
    write,
)

Kind = Account.Kind


def record_dispute_opened(
    *, reference: str, order_reference: str, figures: DisputeFigures, posted_at: datetime
) -> Entry:
    """The provider took the money; the cooperatives' parts of it are held, not yet taken back."""
    return write(
        Entry(
            reference=reference, kind=Entry.Kind.DISPUTE_OPENED, order_reference=order_reference, posted_at=posted_at
        ),
        _opening(figures),
    )


def record_dispute_won(*, reference: str, opened: Entry, posted_at: datetime) -> Entry:
    """The provider gave all of it back, and nothing is held any more."""
    back = [(credit, debit, amount, currency) for debit, credit, amount, currency in figures_of(opened)]
    return conclude(_end(reference, Entry.Kind.DISPUTE_WON, opened, posted_at), back)


def record_dispute_lost(*, reference: str, opened: Entry, figures: DisputeFigures, posted_at: datetime) -> Entry:
    """The money is gone: each part gives its part, the cooperatives' out of what was held. The figures are those with
    which the dispute was opened; what the house bears in a cooperative's place was its loss then already."""
    if sorted(_opening(figures)) != sorted(figures_of(opened)):
        raise AmountRefused(f"{reference}: these are not the figures with which {opened.reference} was opened")
    currency = figures.currency
    taken = [
        *((of_cooperative(Kind.HELD, pk, currency), amount) for pk, amount in sorted(figures.shares.items())),
        *(part for part in parts_of(figures) if part[0][0] != Kind.COOPERATIVE),
        (house(Kind.LOSSES, currency), figures.loss_minor),
    ]
    paid = [
        (house(Kind.DISPUTED, currency), figures.total_minor),
        (house(Kind.PROMOTIONS, currency), figures.promotion_minor),
    ]
    return conclude(_end(reference, Entry.Kind.DISPUTE_LOST, opened, posted_at), paired(taken, paid, currency))


def record_dispute_fee(*, reference: str, order_reference: str, fee: FeeFigures, posted_at: datetime) -> Entry:
    """What the provider charges for a dispute, whoever wins it. If it gives that back, reverse the entry."""
    return write(
        Entry(reference=reference, kind=Entry.Kind.DISPUTE_FEE, order_reference=order_reference, posted_at=posted_at),
        fee_postings(fee),
    )


def _opening(figures: DisputeFigures) -> list[PostingFigures]:
    currency = figures.currency
    taken = (house(Kind.DISPUTED, currency), house(Kind.PROVIDER, currency), figures.total_minor, currency)
    held = [
        (of_cooperative(Kind.COOPERATIVE, pk, currency), of_cooperative(Kind.HELD, pk, currency), amount, currency)
        for pk, amount in sorted(figures.shares.items())
        if amount
    ]
    return [taken, *held]


def _end(reference: str, kind: Entry.Kind, opened: Entry, posted_at: datetime) -> Entry:
    if opened.kind != Entry.Kind.DISPUTE_OPENED:
        raise NotWritten(f"{reference}: {opened.reference} opened no dispute")
    return Entry(
        reference=reference,
        kind=kind,
        order_reference=opened.order_reference,
        posted_at=posted_at,
        concludes=opened,
    )
