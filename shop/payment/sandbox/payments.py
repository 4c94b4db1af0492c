"""What money does once a card is tried: PaymentIntent, Charge, and what they change on the account's balance."""

from typing import Any

from shop.payment.sandbox import shapes
from shop.payment.sandbox.account import Account

Body = dict[str, Any]


def attempt(account: Account, session: Body, *, declined: str | None) -> Body:
    """Try a card on a session, in the caller's transaction. Answers with its PaymentIntent."""
    store = account.store
    intent = store.find("payment_intent", session["payment_intent"]) or store.add(shapes.payment_intent(session))
    charge = store.add(shapes.charge(intent, session, declined=declined))
    intent |= {"latest_charge": charge["id"]}
    if declined:
        error = {"type": "card_error", "code": "card_declined", "message": declined, "charge": charge["id"]}
        store.save(intent | {"last_payment_error": error})
        account.publish("charge.failed", charge)
        account.publish("payment_intent.payment_failed", intent | {"last_payment_error": error})
        return intent
    settled = account.settlement.settled(charge["amount"], charge["currency"])
    taken = store.add(shapes.balance_transaction(charge, kind="charge", settled=settled, fee=settled.fee()))
    charge = store.save(charge | {"balance_transaction": taken["id"]})
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "last_payment_error": None}
    store.save(intent | {"payment_method": charge["payment_method"]})
    account.publish("charge.succeeded", charge)
    account.publish("payment_intent.succeeded", intent)
    return intent
