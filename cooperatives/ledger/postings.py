"""What is written in the books about an order: what was sold, what the provider kept, what was given back.

A piece of 100.00 made by two cooperatives, 20 % commission, 15.00 delivery:

    record_sale      PROVIDER  115.00   ←   48.00 COOPERATIVE 1, 32.00 COOPERATIVE 2,
                                            20.00 COMMISSION, 15.00 DELIVERY
    record_fee       FEES        3.60   ←    3.60 PROVIDER
    record_refund    the same accounts, the other way round, for as much as is given back

The same with 10.00 off that the house bears: the buyer pays 105.00, the makers lose nothing.

    record_sale      PROVIDER  105.00   ←   the same 115.00 as above
                     PROMOTIONS 10.00

It comes broken and goes back; the house bears that in the makers' place:

    record_refund    LOSSES     80.00   ←  105.00 PROVIDER
                     COMMISSION 20.00       10.00 PROMOTIONS
                     DELIVERY   15.00

Paid in EUR, held by the provider in USD, at 1.10; half of its fee of 4.00 USD is borne by cooperative 1:

    record_exchange  EXCHANGE 115.00 EUR   ←  115.00 EUR PROVIDER
                     PROVIDER 126.50 USD   ←  126.50 USD EXCHANGE
    record_fee       FEES       2.00 USD, EXCHANGE 2.00 USD   ←   4.00 USD PROVIDER
                     COOPERATIVE 1  1.82 EUR   ←   1.82 EUR EXCHANGE

A bank took it in its own money and gave it back when that was worth 0.40 less:

    record_difference   FEES    0.40   ←   0.40 PROVIDER

Paid after the pieces were let go, and sent back:

    record_unearned            PROVIDER  115.00   ←   115.00 UNEARNED
    record_unearned_returned   UNEARNED  115.00   ←   115.00 PROVIDER
"""

from datetime import datetime
from decimal import Context, Decimal

from django.db import transaction
from django.db.models import Sum

from cooperatives.ledger.digest import AccountKey, PostingFigures, figures_of
from cooperatives.ledger.figures import ExchangeFigures, FeeFigures, RefundFigures, SaleFigures
from cooperatives.ledger.models import Account, Entry, Posting
from cooperatives.ledger.writing import (
    AlreadyConcluded,
    AmountRefused,
    CurrencyRefused,
    MoreThanIsLeft,
    check_amounts,
    house,
    lock,
    of_cooperative,
    paired,
    write,
)

Kind = Account.Kind


def parts_of(figures: SaleFigures) -> list[tuple[AccountKey, int]]:
    """Whose the parts of a sale are: what it credits, and its refund debits."""
    currency = figures.currency
    return [
        *((of_cooperative(Kind.COOPERATIVE, pk, currency), amount) for pk, amount in sorted(figures.shares.items())),
        (house(Kind.COMMISSION, currency), figures.commission_minor),
        (house(Kind.DELIVERY, currency), figures.delivery_minor),
    ]


def record_sale(*, reference: str, order_reference: str, figures: SaleFigures, posted_at: datetime) -> Entry:
    """The provider holds what the buyer paid, the house adds what it gave off; each cooperative is owed its share."""
    paid = [
        (house(Kind.PROVIDER, figures.currency), figures.total_minor),
        (house(Kind.PROMOTIONS, figures.currency), figures.promotion_minor),
    ]
    return write(
        Entry(reference=reference, kind=Entry.Kind.SALE, order_reference=order_reference, posted_at=posted_at),
        paired(paid, parts_of(figures), figures.currency),
    )


def record_refund(*, reference: str, order_reference: str, figures: RefundFigures, posted_at: datetime) -> Entry:
    """The provider paid the buyer back; each part of the sale gives back its part, and the house what it bears."""
    borne = [*parts_of(figures), (house(Kind.LOSSES, figures.currency), figures.loss_minor)]
    given = [
        (house(Kind.PROVIDER, figures.currency), figures.total_minor),
        (house(Kind.PROMOTIONS, figures.currency), figures.promotion_minor),
    ]
    return write(
        Entry(reference=reference, kind=Entry.Kind.REFUND, order_reference=order_reference, posted_at=posted_at),
        paired(borne, given, figures.currency),
    )


def record_fee(*, reference: str, order_reference: str, fee: FeeFigures, posted_at: datetime) -> Entry:
    """The provider kept its fee; the house bears it, or the cooperatives do in part."""
    return write(
        Entry(reference=reference, kind=Entry.Kind.FEE, order_reference=order_reference, posted_at=posted_at),
        fee_postings(fee),
    )


def fee_postings(fee: FeeFigures) -> list[PostingFigures]:
    provider = house(Kind.PROVIDER, fee.currency)
    fees = (house(Kind.FEES, fee.currency), fee.house_minor)
    code = fee.borne_currency or fee.currency
    borne = [(of_cooperative(Kind.COOPERATIVE, pk, code), amount) for pk, amount in sorted(fee.borne_by.items())]
    if not fee.is_exchanged:
        return paired([fees, *borne], [(provider, fee.fee_minor)], fee.currency)
    # What the house does not bear leaves in one currency and is charged in the other.
    if fee.borne_house_minor is None:
        raise AmountRefused("a fee borne in another currency needs the part of it that the house bears")
    exchanged = (house(Kind.EXCHANGE, fee.currency), fee.fee_minor - fee.house_minor)
    worth = (house(Kind.EXCHANGE, code), sum(amount for _, amount in borne))
    return [
        *paired([fees, exchanged], [(provider, fee.fee_minor)], fee.currency),
        *paired(borne, [worth], code),
    ]


def record_exchange(*, reference: str, order_reference: str, exchange: ExchangeFigures, posted_at: datetime) -> Entry:
    """What the provider held in one currency it holds in another now: a charge converted, or a refund of one."""
    given, got = exchange.from_currency, exchange.to_currency
    amounts = [(house(Kind.EXCHANGE, given), exchange.from_minor), (house(Kind.PROVIDER, got), exchange.to_minor)]
    check_amounts(amounts)
    if given == got:
        raise CurrencyRefused(f"{reference}: {given} is exchanged for itself")
    if not isinstance(exchange.rate, Decimal) or not exchange.rate.is_finite() or exchange.rate <= 0:
        raise AmountRefused(f"{reference}: {exchange.rate!r} is not a rate of exchange")
    if not all(amount for _account, amount in amounts):
        raise AmountRefused(f"{reference}: something is exchanged for nothing")
    entry = Entry(reference=reference, kind=Entry.Kind.EXCHANGE, order_reference=order_reference, posted_at=posted_at)
    entry.rate = _as_kept(exchange.rate)
    return write(
        entry,
        [
            (house(Kind.EXCHANGE, given), house(Kind.PROVIDER, given), exchange.from_minor, given),
            (house(Kind.PROVIDER, got), house(Kind.EXCHANGE, got), exchange.to_minor, got),
        ],
    )


def record_difference(
    *, reference: str, order_reference: str, currency: str, gained_minor: int, posted_at: datetime
) -> Entry:
    """What came back is more than what was taken, or (below zero) less, because a rate of exchange changed between the two:
    the house's gain, or a cost like a fee."""
    provider, fees = house(Kind.PROVIDER, currency), house(Kind.FEES, currency)
    debit, credit = (provider, fees) if gained_minor > 0 else (fees, provider)
    return write(
        Entry(reference=reference, kind=Entry.Kind.EXCHANGE, order_reference=order_reference, posted_at=posted_at),
        [(debit, credit, abs(gained_minor), currency)],
    )


def _as_kept(rate: Decimal) -> Decimal:
    """SQLite keeps a decimal as a float: twelve digits come back from it as they went in."""
    return round(Context(prec=12).create_decimal(rate), Entry.RATE_DECIMALS)


def record_unearned(
    *, reference: str, order_reference: str, currency: str, amount_minor: int, posted_at: datetime
) -> Entry:
    """A buyer paid for nothing (too late, or another amount): the provider holds it, and it is the buyer's."""
    return write(
        Entry(reference=reference, kind=Entry.Kind.UNEARNED, order_reference=order_reference, posted_at=posted_at),
        [(house(Kind.PROVIDER, currency), house(Kind.UNEARNED, currency), amount_minor, currency)],
    )


@transaction.atomic
def record_unearned_returned(
    *, reference: str, order_reference: str, currency: str, amount_minor: int, posted_at: datetime
) -> Entry:
    """It was sent back, whole or in part; never more than came for this order."""
    entry = Entry(
        reference=reference, kind=Entry.Kind.UNEARNED_RETURNED, order_reference=order_reference, posted_at=posted_at
    )
    postings = [(house(Kind.UNEARNED, currency), house(Kind.PROVIDER, currency), amount_minor, currency)]
    # Of two who return at once, the second counts what the first returned.
    list(_unearned_entries(order_reference).select_for_update(no_key=True))
    if not Entry.objects.filter(reference=reference).exists():
        check_amounts([(postings[0][0], amount_minor)])
        left = _unearned_left(order_reference, currency)
        if amount_minor > left:
            raise MoreThanIsLeft(f"{reference}: {amount_minor} {currency} of which {left} is there to return")
    return write(entry, postings)


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
        rate=entry.rate,
    )
    with transaction.atomic():
        locked = lock(entry)
        is_new = not Entry.objects.filter(reference=reference).exists()
        if is_new and (ended := Entry.objects.filter(concludes=locked).first()):
            raise AlreadyConcluded(f"{reference}: {ended.reference} builds on that entry; undo that one")
        if is_new and locked.kind == Entry.Kind.UNEARNED:
            list(_unearned_entries(locked.order_reference).select_for_update(no_key=True))
            for _debit, _credit, amount, currency in postings:
                if amount > _unearned_left(locked.order_reference, currency):
                    raise MoreThanIsLeft(f"{reference}: of that payment something was returned already")
        return write(reversal, postings)


def _unearned_entries(order_reference: str):
    return Entry.objects.filter(kind=Entry.Kind.UNEARNED, order_reference=order_reference).order_by("pk")


def _unearned_left(order_reference: str, currency: str) -> int:
    of_order = Posting.objects.filter(entry__order_reference=order_reference, currency=currency)
    totals = [
        of_order.filter(**{f"{side}__kind": Kind.UNEARNED}).aggregate(total=Sum("amount_minor"))["total"] or 0
        for side in ("credit", "debit")
    ]
    return totals[0] - totals[1]
