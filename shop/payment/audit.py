"""Whether orders and books agree: what the ledger alone cannot know."""

from collections import Counter

from django.db.models import F, Q, Sum

from cooperatives.ledger.digest import figures_of
from cooperatives.ledger.models import Entry
from cooperatives.ledger.postings import parts_of
from shop.order.figures import sale_figures
from shop.order.models import Line, Order
from shop.payment.models import PaymentAlert, Refund


def audit() -> tuple[dict[str, object], list[str]]:
    """Figures for the reader, and every disagreement found."""
    paid = {order.number: order for order in Order.objects.settled().filter(total_minor__gt=0)}
    done = dict(Refund.objects.filter(state=Refund.State.DONE).values_list("reference", "amount_minor"))
    faults = [*_sales(paid), *_fees(paid), *_refunds(done), *_refunded_orders(), *_shares()]
    figures = {
        "orders paid": len(paid),
        "orders awaiting payment": Order.objects.awaiting_payment().count(),
        "refunds done": len(done),
        "refunds unfinished": Refund.objects.filter(state=Refund.State.REQUESTED).count(),
        "alerts open": PaymentAlert.objects.filter(closed_at=None).count(),
    }
    return figures, faults


def _sales(paid: dict[str, Order]) -> list[str]:
    """Each paid order has one sale, of just what was paid and to just whom its frozen shares name; nothing else has one."""
    faults = []
    booked = {}
    for entry in Entry.objects.with_postings().filter(kind=Entry.Kind.SALE).iterator(chunk_size=1000):
        booked[entry.order_reference] = entry
        order = paid.get(entry.order_reference)
        if order is None:
            faults.append(f"the sale {entry.reference} is of no paid order")
            continue
        credited = Counter()
        for _debit, credit, amount, _currency in figures_of(entry):
            credited[credit] += amount
        figures = sale_figures(order)
        expected = {account: amount for account, amount in parts_of(figures) if amount}
        if dict(credited) != expected or figures.total_minor != order.total_minor:
            faults.append(f"the sale {entry.reference} is not what order {order.number} was paid and shares out")
    count = Counter(Entry.objects.filter(kind=Entry.Kind.SALE).values_list("order_reference", flat=True))
    faults += [f"order {number} stands in the books {times} times" for number, times in count.items() if times > 1]
    return faults + [f"order {number} is paid and not in the books" for number in paid if number not in booked]


def _fees(paid: dict[str, Order]) -> list[str]:
    fees = Entry.objects.filter(kind=Entry.Kind.FEE).values_list("reference", "order_reference")
    return [f"the fee {reference} is of no paid order" for reference, number in fees if number not in paid]


def _refunds(done: dict[str, int]) -> list[str]:
    booked = {}
    for entry in Entry.objects.with_postings().filter(kind=Entry.Kind.REFUND).iterator(chunk_size=1000):
        booked[entry.reference.removeprefix("refund:")] = sum(amount for *_rest, amount, _code in figures_of(entry))
    missing = [f"refund {reference} is not in the books" for reference in done.keys() - booked.keys()]
    strange = [f"the books have a refund {reference} nobody made" for reference in booked.keys() - done.keys()]
    wrong = [
        f"refund {reference} is {done[reference]}, the books say {booked[reference]}"
        for reference in done.keys() & booked.keys()
        if done[reference] != booked[reference]
    ]
    return missing + strange + wrong


def _refunded_orders() -> list[str]:
    """What an order says was given back, or asked to be, is what its refunds say."""
    asked = Sum("refunds__amount_minor", filter=~Q(refunds__state=Refund.State.REFUSED), default=0)
    wrong = Order.objects.annotate(asked=asked).exclude(asked=F("refunded_minor"))
    return [
        f"order {number} says {refunded} was refunded, its refunds say {asked}"
        for number, refunded, asked in wrong.values_list("number", "refunded_minor", "asked")
    ]


def _shares() -> list[str]:
    """The frozen parts of a line add up to what was paid for it and what the house added."""
    lines = Line.objects.annotate(shared=Sum("shares__gross_minor", default=0))
    uneven = lines.exclude(shared=F("price_minor") + F("promotion_minor"))
    return [f"the shares of line {pk} do not add up to its price" for pk in uneven.values_list("pk", flat=True)]
