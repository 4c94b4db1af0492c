"""Which question an event makes us ask Stripe. What the event itself says is not believed."""

from shop.payment.event import Event
from shop.payment.history import bring_up_to_date
from shop.payment.settle import settle

# A charge, a refund or a dispute changed: what became of the payment is asked. What happens while a buyer pays is told by the
# session's own events.
_AFTERWARDS = ("charge.refund", "charge.dispute.", "charge.updated", "refund.")


def hear(event: Event) -> str:
    """What came of it, in a word. Raises what the gateway raises."""
    if event.session_id:
        return settle(event.session_id).value
    if event.payment_intent and event.type.startswith(_AFTERWARDS):
        return bring_up_to_date(event.payment_intent)
    return "nothing to do"
