"""Whether the money that went back agrees: refunds, disputes and payments for nothing, against orders and books."""

from collections import Counter

from django.db.models import F, Q, Sum

from cooperatives.ledger.balances import of_the_house
from cooperatives.ledger.digest import AccountKey, figures_of
from cooperatives.ledger.figures import RefundFigures
from cooperatives.ledger.models import Account, Entry
from shop.order.models import Line, Order
from shop.payment.models import Dispute, Refund, UnearnedPayment
from shop.payment.parts import Plan, figures

Kind = Account.Kind
State = Refund.State


def returns() -> list[str]:
    """Every disagreement found, in a number of queries that does not grow with what there is."""
    refunds = list(Refund.objects.select_related("order", "dispute").prefetch_related("lines", "shares__share"))
    return [*_refunds(refunds), *_parts(refunds), *_refunded_orders(), *_refunded_lines(), *_disputes(), *_unearned()]


def _plan(made: Refund) -> Plan:
    return Plan(made.amount_minor, made.delivery_minor, list(made.lines.all()), list(made.shares.all()))


def _is_of_dispute(made: Refund) -> bool:
    return made.cause == Refund.Cause.DISPUTE


def _refunds(refunds: list[Refund]) -> list[str]:
    """Each refund that was given stands in the books as it was frozen; one that failed was reversed; no other is there."""
    booked = {
        entry.reference.removeprefix("refund:"): entry
        for entry in Entry.objects.with_postings().select_related("reversed_by").filter(kind=Entry.Kind.REFUND)
    }
    faults = []
    for made in refunds:
        entry = None if _is_of_dispute(made) else booked.pop(made.reference, None)
        is_given = made.state == State.DONE and not _is_of_dispute(made)
        if is_given and entry is None:
            faults.append(f"refund {made.reference} is not in the books")
        elif entry and made.state == State.FAILED and not hasattr(entry, "reversed_by"):
            faults.append(f"refund {made.reference} failed and still stands in the books")
        elif entry and made.state not in (State.DONE, State.FAILED):
            faults.append(f"refund {made.reference} is {made.state}, and stands in the books")
        elif entry and _moved(entry) != _expected(figures(made.order.currency, _plan(made))):
            faults.append(f"refund {made.reference} is not what the books say of it")
    return faults + [f"the books have a refund {reference} nobody made" for reference in booked]


def _moved(entry: Entry) -> dict[AccountKey, int]:
    """What an entry changes of each account."""
    moved: Counter = Counter()
    for debit, credit, amount, _currency in figures_of(entry):
        moved[debit] += amount
        moved[credit] -= amount
    return {account: amount for account, amount in moved.items() if amount}


def _expected(parts: RefundFigures) -> dict[AccountKey, int]:
    house = {
        Kind.COMMISSION: parts.commission_minor,
        Kind.DELIVERY: parts.delivery_minor,
        Kind.LOSSES: parts.loss_minor,
        Kind.PROMOTIONS: -parts.promotion_minor,
        Kind.PROVIDER: -parts.total_minor,
    }
    moved = {(Kind.COOPERATIVE.value, pk, parts.currency): amount for pk, amount in parts.shares.items()}
    moved |= {(kind.value, None, parts.currency): amount for kind, amount in house.items()}
    return {account: amount for account, amount in moved.items() if amount}


def _parts(refunds: list[Refund]) -> list[str]:
    """What a refund takes of lines, delivery and shares is what the buyer gets."""
    return [
        f"the parts of refund {made.reference} do not add up to it"
        for made in refunds
        if sum(part.amount_minor for part in made.lines.all()) + made.delivery_minor != made.amount_minor
        or figures(made.order.currency, _plan(made)).total_minor != made.amount_minor
    ]


def _refunded_orders() -> list[str]:
    """What an order says was given back, or asked to be, is what its refunds say."""
    asked = Sum("refunds__amount_minor", filter=Q(refunds__state__in=Refund.TAKING), default=0)
    wrong = Order.objects.annotate(asked=asked).exclude(asked=F("refunded_minor"))
    return [
        f"order {number} says {refunded} was refunded, its refunds say {asked}"
        for number, refunded, asked in wrong.values_list("number", "refunded_minor", "asked")
    ]


def _refunded_lines() -> list[str]:
    taking = Q(refund_lines__refund__state__in=Refund.TAKING)
    asked = Sum("refund_lines__amount_minor", filter=taking, default=0)
    wrong = Line.objects.annotate(asked=asked).exclude(asked=F("refunded_minor"))
    return [
        f"line {pk} says something else was refunded than its refunds" for pk in wrong.values_list("pk", flat=True)
    ]


def _disputes() -> list[str]:
    """Each dispute whose money was taken was opened in the books, and ended there as it ended at the bank."""
    ends = {Dispute.State.WON: Entry.Kind.DISPUTE_WON, Dispute.State.LOST: Entry.Kind.DISPUTE_LOST}
    opened = {
        entry.reference.removeprefix("dispute:"): entry
        for entry in Entry.objects.select_related("concluded_by").filter(kind=Entry.Kind.DISPUTE_OPENED)
    }
    faults, waiting = [], Counter()
    for known in Dispute.objects.select_related("order").exclude(state__in=["inquiry", "dropped"]):
        entry = opened.pop(known.stripe_id, None)
        end = getattr(entry, "concluded_by", None)
        if entry is None:
            faults.append(f"dispute {known.stripe_id} is not in the books")
        elif (end.kind if end else None) != ends.get(known.state):
            faults.append(f"dispute {known.stripe_id} is {known.state}, and ended otherwise in the books")
        if known.state == Dispute.State.OPEN:
            waiting[known.order.currency] += known.amount_minor
    faults += [f"the books have a dispute {stripe_id} nobody opened" for stripe_id in opened]
    return faults + _compared("the provider took in disputes", Kind.DISPUTED, waiting)


def _unearned() -> list[str]:
    kept: Counter = Counter()
    for payment in UnearnedPayment.objects.all():
        kept[payment.currency] += payment.amount_minor - payment.returned_minor
    return _compared("was paid for nothing", Kind.UNEARNED, kept)


def _compared(what: str, kind: Account.Kind, ours: Counter) -> list[str]:
    books = of_the_house().get(kind, {})
    return [
        f"of what {what}, the books say {books.get(code, 0)} {code} and we say {ours[code]}"
        for code in sorted(books.keys() | ours.keys())
        if books.get(code, 0) != ours[code]
    ]
