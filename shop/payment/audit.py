"""Whether orders and books agree: what the ledger alone cannot know."""

from collections import Counter

from django.db.models import F, Q, Sum

from cooperatives.ledger.digest import figures_of
from cooperatives.ledger.models import Entry
from cooperatives.ledger.postings import parts_of
from shop.order.figures import sale_figures
from shop.order.models import Line, Order
from shop.payment.audit_returns import returns
from shop.payment.models import Dispute, PaymentAlert, Refund, UnearnedPayment


def audit() -> tuple[dict[str, object], list[str]]:
    """Figures for the reader, and every disagreement found."""
    sold = Q(total_minor__gt=0) | Q(lines__promotion_minor__gt=0)
    paid = {order.number: order for order in Order.objects.settled().filter(sold).distinct()}
    faults = [*_sales(paid), *_fees(paid), *_shares(), *returns()]
    figures = {
        "orders paid": len(paid),
        "orders awaiting payment": Order.objects.awaiting_payment().count(),
        "refunds done": Refund.objects.filter(state=Refund.State.DONE).count(),
        "refunds unfinished": Refund.objects.unfinished().count(),
        "disputes open": Dispute.objects.filter(state=Dispute.State.OPEN).count(),
        "payments for nothing": UnearnedPayment.objects.exclude(state=UnearnedPayment.State.RETURNED).count(),
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
    """Stripe keeps a fee of what it received: for an order, or for nothing."""
    fees = Entry.objects.filter(kind=Entry.Kind.FEE).values_list("reference", "order_reference")
    received = {kept.books_reference for kept in UnearnedPayment.objects.select_related("order")} | paid.keys()
    return [f"the fee {reference} is of no paid order" for reference, number in fees if number not in received]


def _shares() -> list[str]:
    """The frozen parts of a line add up to what was paid for it and what the house added."""
    lines = Line.objects.annotate(shared=Sum("shares__gross_minor", default=0))
    uneven = lines.exclude(shared=F("price_minor") + F("promotion_minor"))
    return [f"the shares of line {pk} do not add up to its price" for pk in uneven.values_list("pk", flat=True)]
