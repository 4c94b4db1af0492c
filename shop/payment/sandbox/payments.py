"""What money does once a card is tried: PaymentIntent, Charge, BalanceTransaction, Refund."""

from typing import Any

from shop.payment.sandbox import shapes
from shop.payment.sandbox.account import Account
from shop.payment.sandbox.faults import Fault, invalid

Body = dict[str, Any]

# The fixed part of Stripe's fee, in minor units of the currency, where it is not 30.
_FIXED_FEES = {"rwf": 300, "tnd": 300, "kwd": 300, "bhd": 300, "jod": 300, "omr": 300}


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
    taken = store.add(shapes.balance_transaction(charge, kind="charge", amount=charge["amount"], fee=fee_of(charge)))
    charge = store.save(charge | {"balance_transaction": taken["id"]})
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "last_payment_error": None}
    store.save(intent | {"payment_method": charge["payment_method"]})
    account.publish("charge.succeeded", charge)
    account.publish("payment_intent.succeeded", intent)
    return intent


def fee_of(charge: Body) -> int:
    """2.9 % and a fixed part, rounded half up, in the currency of the charge."""
    return (charge["amount"] * 29 + 500) // 1000 + _FIXED_FEES.get(charge["currency"], 30)


def refund(account: Account, params: Body, idempotency_key: str | None = None) -> Body:
    """``POST /v1/refunds``: never more than is left of the charge."""
    store = account.store
    charge = _charge_to_refund(account, params)
    left = charge["amount"] - charge["amount_refunded"]
    if not left:
        raise Fault(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = params.get("amount", left)
    if amount < 1:
        raise invalid("amount", "Invalid positive integer", "parameter_invalid_integer")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise invalid("amount", message, "amount_too_large")
    given_back = store.add(shapes.refund(charge, amount=amount, params=params))
    taken = store.add(shapes.balance_transaction(given_back, kind="refund", amount=-amount, fee=0))
    given_back = store.save(given_back | {"balance_transaction": taken["id"]})
    charge = store.save(
        charge | {"amount_refunded": charge["amount_refunded"] + amount, "refunded": amount == left},
    )
    account.publish("refund.created", given_back, idempotency_key)
    account.publish("charge.refunded", charge, idempotency_key)
    return given_back


def _charge_to_refund(account: Account, params: Body) -> Body:
    if "charge" in params:
        charge = account.store.get("charge", params["charge"], "charge")
    elif "payment_intent" in params:
        intent = account.store.get("payment_intent", params["payment_intent"], "payment_intent")
        charge = account.store.find("charge", intent["latest_charge"])
    else:
        raise invalid(
            "charge", "One of the following params should be provided: payment_intent or charge.", "parameter_missing"
        )
    if charge is None or not charge["paid"]:
        raise Fault(400, "There is no successful charge to refund.", code="payment_intent_unexpected_state")
    return charge
