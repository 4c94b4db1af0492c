"""What a dispute takes of an order, in the order's own money, also where the bank counts in another.

A bank disputes in the money of the card or of the account; the order and its shares are in the order's. What is known for
certain comes first: the amount itself, then what Stripe took in the order's money. Else it is pro rata: as large a part of
the order as what Stripe took is of what the payment brought in. Where not even that is known, all that is left is held.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext as _

from cooperatives.ledger.models import Account, Posting
from shop.order.models import Order
from shop.payment.currency import NotAnAmount, to_decimal
from shop.payment.gateway import DisputeResult


class By(Enum):
    """How it is known."""

    ITSELF = "itself"
    WHAT_WAS_TAKEN = "what was taken"
    PART = "part"
    ALL = "all"


@dataclass(frozen=True)
class Disputed:
    amount_minor: int
    by: By


@dataclass(frozen=True, kw_only=True)
class Paid:
    """What was paid, and is disputed now. `reference` is that by which the books know its exchange, if it was exchanged."""

    reference: str
    currency: str
    total_minor: int
    left_minor: int


def paid_for(order: Order) -> Paid:
    return Paid(
        reference=order.number,
        currency=order.currency,
        total_minor=order.total_minor,
        left_minor=order.total_minor - order.refunded_minor,
    )


def disputed_of(paid: Paid, result: DisputeResult) -> Disputed:
    """May be more than what is left of it."""
    taken = result.taken
    if taken and taken.currency == paid.currency:
        is_same = result.currency == paid.currency
        return Disputed(-taken.amount_minor, By.ITSELF if is_same else By.WHAT_WAS_TAKEN)
    if result.currency == paid.currency:
        return Disputed(result.amount_minor, By.ITSELF)
    if taken and (brought_in := _brought_in(paid, taken.currency)):
        # Rounded half up, in whole numbers.
        part = (2 * paid.total_minor * -taken.amount_minor + brought_in) // (2 * brought_in)
        return Disputed(max(part, 1), By.PART)
    return Disputed(max(paid.left_minor, 1), By.ALL)


def _brought_in(paid: Paid, currency: str) -> int:
    """What the payment itself was in the money in which Stripe keeps it: nought where that is not booked."""
    of_payment = Posting.objects.filter(entry__reference=f"exchange:{paid.reference}", currency=currency)
    return sum(of_payment.filter(debit__kind=Account.Kind.PROVIDER).values_list("amount_minor", flat=True))


def advice(order: Order, result: DisputeResult, disputed: Disputed) -> str:
    """What staff are told of the other money, and what to do; empty where it is the order's own."""
    if disputed.by == By.ITSELF:
        return ""
    amounts = {
        "bank": written(result.amount_minor, result.currency),
        "held": written(disputed.amount_minor, order.currency),
    }
    if not result.taken:
        return _("The bank counts in other money: %(bank)s. Nothing is held while it only asks.") % amounts
    said = {
        By.WHAT_WAS_TAKEN: _(
            "The bank counts in other money: %(bank)s. Of the order %(held)s are held, as Stripe took."
        ),
        By.PART: _(
            "The bank counts in other money: %(bank)s. Of the order %(held)s are held, by the rate of the payment. Compare it "
            "in Stripe with what the buyer disputes; give the buyer nothing beside it until the bank has decided."
        ),
        By.ALL: _(
            "The bank counts in other money: %(bank)s, and what that is of the order is not known. All that was left of it, "
            "%(held)s, is held. Look in Stripe which part the buyer disputes; if it is lost and less was meant, pay the makers "
            "the difference."
        ),
    }
    return said[disputed.by] % amounts


def written(minor: int, currency: str) -> str:
    try:
        return f"{to_decimal(minor, currency)} {currency}"
    except NotAnAmount:
        return f"{minor} {currency}"
