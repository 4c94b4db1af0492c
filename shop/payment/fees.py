"""What Stripe kept, and what it exchanged: booked from its balance transactions, never from a formula.

A fee is borne by the house or by the cooperatives pro rata to their shares, as was frozen when the order was placed. What
is paid in one currency and kept in another is exchanged in the books, with both amounts and the rate; whatever takes money
of that payment out again is exchanged back at its own rate.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from cooperatives.ledger import disputes, postings
from cooperatives.ledger.figures import ExchangeFigures, FeeFigures
from cooperatives.ledger.models import Entry
from cooperatives.ledger.shares import split
from shop.order.models import LineShare, Order
from shop.payment.gateway import Movement
from shop.shares.bearers import Bearer


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What changed our balance at Stripe: `amount_minor` of `currency` for the buyer, and what that was at Stripe.

    `reference` tells its entries from those of other movements, `order_reference` is what the books know the order by.
    """

    reference: str
    order_reference: str
    currency: str
    amount_minor: int
    movement: Movement


def book_exchange(moved: Moved) -> Entry | None:
    """Let the books hold what Stripe holds; nothing to do in one currency. Money that goes out is bought back first."""
    movement = moved.movement
    if movement.currency == moved.currency or not movement.amount_minor or not moved.amount_minor:
        return None
    comes_in = movement.amount_minor > 0
    paid, kept = (moved.currency, moved.amount_minor), (movement.currency, abs(movement.amount_minor))
    rate = movement.rate or Decimal(kept[1]) / paid[1]
    (given, given_minor), (got, got_minor) = (paid, kept) if comes_in else (kept, paid)
    return postings.record_exchange(
        reference=f"exchange:{moved.reference}",
        order_reference=moved.order_reference,
        exchange=ExchangeFigures(given, given_minor, got, got_minor, rate if comes_in else 1 / rate),
        posted_at=movement.at,
    )


def book_difference(moved: Moved) -> Entry | None:
    """A bank that counts in other money gives back another amount than it took: the rate changed meanwhile."""
    movement = moved.movement
    if movement.currency != moved.currency or movement.amount_minor == moved.amount_minor:
        return None
    return postings.record_difference(
        reference=f"difference:{moved.reference}",
        order_reference=moved.order_reference,
        currency=moved.currency,
        gained_minor=movement.amount_minor - moved.amount_minor,
        posted_at=movement.at,
    )


def book_fee(moved: Moved, order: Order | None) -> Entry | None:
    """Stripe's fee for a payment or a refund; without an order the house bears it."""
    if moved.movement.fee_minor <= 0:
        return None
    return postings.record_fee(
        reference=f"fee:{moved.reference}",
        order_reference=moved.order_reference,
        fee=_borne(moved, order, "fee_bearer"),
        posted_at=moved.movement.at,
    )


def book_dispute_fee(moved: Moved, order: Order | None, *, is_lost: bool) -> Entry | None:
    """What Stripe charges for a dispute. The house bears it until it is lost; then the rule says who does."""
    if moved.movement.fee_minor <= 0:
        return None
    at_first = disputes.record_dispute_fee(
        reference=f"dispute-fee:{moved.reference}",
        order_reference=moved.order_reference,
        fee=FeeFigures(moved.movement.currency, moved.movement.fee_minor),
        posted_at=moved.movement.at,
    )
    by_rule = _borne(moved, order, "dispute_fee_bearer")
    if not is_lost or not by_rule.borne_by:
        return at_first
    postings.reverse(reference=f"dispute-fee-of-house:{moved.reference}", entry=at_first, posted_at=moved.movement.at)
    return disputes.record_dispute_fee(
        reference=f"dispute-fee-of-lost:{moved.reference}",
        order_reference=moved.order_reference,
        fee=by_rule,
        posted_at=moved.movement.at,
    )


def _borne(moved: Moved, order: Order | None, rule: str) -> FeeFigures:
    """The fee in parts pro rata to the shares, each borne by whoever the rule frozen on that share names."""
    movement = moved.movement
    shares = list(LineShare.objects.filter(line__order=order).order_by("pk")) if order else []
    weights = [share.amount_minor + share.delivery_minor for share in shares]
    if not any(weights):
        return FeeFigures(movement.currency, movement.fee_minor)
    theirs: Counter = Counter()
    for share, part in zip(shares, split(movement.fee_minor, weights), strict=True):
        if getattr(share, rule) == Bearer.COOPERATIVE:
            theirs[share.cooperative_id] += part
    if movement.currency != moved.currency:
        # In the money of the order, in which they are owed; rounded down, in the makers' favour.
        kept = abs(movement.amount_minor)
        theirs = Counter({pk: part * moved.amount_minor // kept for pk, part in theirs.items()}) if kept else Counter()
    borne_by = {pk: part for pk, part in theirs.items() if part}
    if movement.currency == moved.currency or not borne_by:
        return FeeFigures(movement.currency, movement.fee_minor, borne_by=borne_by)
    worth = sum(borne_by.values()) * abs(movement.amount_minor) // moved.amount_minor
    return FeeFigures(
        movement.currency,
        movement.fee_minor,
        borne_by=borne_by,
        borne_currency=moved.currency,
        borne_house_minor=max(movement.fee_minor - worth, 0),
    )
