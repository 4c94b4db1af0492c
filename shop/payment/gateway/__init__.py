"""Stripe, as the shop sees it: a few verbs and plain values. Nothing outside this package imports ``stripe``.

The rest of the shop never meets a Stripe object or a Stripe exception. A verb answers with a frozen value, or raises

- ``PaymentUnavailable``: nobody knows whether it happened; ask again later with the same arguments,
- ``PaymentRefused``: Stripe said no, and asking again the same way will not help,
- ``ForgedEvent``: a webhook that must not be believed.

Every writing verb carries an idempotency key made from our own reference, so asking twice has one effect. The key is
only good for the *same* arguments, which is why everything sent (``expires_at`` too) comes from the caller's frozen
order.

An amount here is the integer minor unit of the currency, and Stripe's is the same integer, except for the currencies
that ``open_session`` refuses.

    checkout      Checkout Sessions: what a buyer pays in
    movements     what a charge, a refund or a dispute did to our balance at Stripe
    giving_back   refunds, ours and those made in Stripe itself
    disputes      what buyers dispute at their banks
    events        believing webhooks
    client        the SDK's client, and its errors translated
"""

from shop.payment.event import MAX_BYTES, Event, ForgedEvent
from shop.payment.gateway.checkout import (
    Checkout,
    Item,
    Session,
    expire_session,
    fetch_session,
    list_paid,
    open_session,
    session_of_payment,
)
from shop.payment.gateway.client import PaymentRefused, PaymentUnavailable
from shop.payment.gateway.disputes import DisputeResult, fetch_dispute, list_disputes
from shop.payment.gateway.events import read_event
from shop.payment.gateway.giving_back import RefundResult, fetch_refund, find_refund, list_refunds, refund
from shop.payment.gateway.movements import Movement

__all__ = [
    "MAX_BYTES",
    "Checkout",
    "DisputeResult",
    "Event",
    "ForgedEvent",
    "Item",
    "Movement",
    "PaymentRefused",
    "PaymentUnavailable",
    "RefundResult",
    "Session",
    "expire_session",
    "fetch_dispute",
    "fetch_refund",
    "fetch_session",
    "find_refund",
    "list_disputes",
    "list_paid",
    "list_refunds",
    "open_session",
    "read_event",
    "refund",
    "session_of_payment",
]
