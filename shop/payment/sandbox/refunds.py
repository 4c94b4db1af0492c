"""Refunds: never more than is left of the charge, made by the shop or in Stripe's dashboard, done at once or later.

What was sent can still fail days afterwards (the buyer's account was closed): the money comes back, and the charge can
be refunded again.
"""

from typing import Any

from shop.payment.sandbox import shapes
from shop.payment.sandbox.account import Account
from shop.payment.sandbox.faults import Fault, invalid

Body = dict[str, Any]


def refund(account: Account, params: Body, idempotency_key: str | None = None) -> Body:
    """``POST /v1/refunds``. It stays ``pending`` when a test asked the account for that."""
    store = account.store
    charge = _charge_to_refund(account, params)
    if charge["disputed"] and not _is_refundable(account, charge):
        raise Fault(
            400, f"Charge {charge['id']} has been charged back; it cannot be refunded.", code="charge_disputed"
        )
    left = charge["amount"] - charge["amount_refunded"]
    if not left:
        raise Fault(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = params.get("amount", left)
    if amount < 1:
        raise invalid("amount", "Invalid positive integer", "parameter_invalid_integer")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise invalid("amount", message, "amount_too_large")
    given_back = store.add(shapes.refund(charge, amount=amount, params=params, is_pending=account.refunds_are_pending))
    settled = account.settlement.settled(-amount, charge["currency"])
    taken = store.add(shapes.balance_transaction(given_back, kind="refund", settled=settled))
    given_back = store.save(given_back | {"balance_transaction": taken["id"]})
    charge = store.save(
        charge | {"amount_refunded": charge["amount_refunded"] + amount, "refunded": amount == left},
    )
    account.publish("refund.created", given_back, idempotency_key)
    account.publish("charge.refunded", charge, idempotency_key)
    return given_back


def finish(account: Account, refund_id: str, *, outcome: str = "succeeded") -> Body:
    """Let a refund be ``succeeded``, ``failed`` or ``canceled``. One that did succeed may only fail."""
    store = account.store
    with store.transaction():
        given_back = store.get("refund", refund_id)
        may_become = {"pending": ("succeeded", "failed", "canceled"), "succeeded": ("failed",)}
        if outcome not in may_become.get(given_back["status"], ()):
            raise Fault(400, f"A refund that is {given_back['status']} cannot be {outcome}.")
        given_back |= {"status": outcome, "pending_reason": None}
        if outcome != "succeeded":
            given_back |= {"failure_reason": "lost_or_stolen_card" if outcome == "failed" else None}
            given_back |= {"failure_balance_transaction": _money_comes_back(account, given_back)["id"]}
        store.save(given_back)
        if outcome == "failed":
            account.publish("refund.failed", given_back)
        account.publish("refund.updated", given_back)
        account.publish("charge.refund.updated", given_back)
        return given_back


def _money_comes_back(account: Account, given_back: Body) -> Body:
    store = account.store
    charge = store.get("charge", given_back["charge"])
    store.save(charge | {"amount_refunded": charge["amount_refunded"] - given_back["amount"], "refunded": False})
    settled = account.settlement.settled(given_back["amount"], given_back["currency"])
    return store.add(shapes.balance_transaction(given_back, kind="refund_failure", settled=settled))


def _is_refundable(account: Account, charge: Body) -> bool:
    disputes = account.store.rows(
        "SELECT json_extract(body, '$.is_charge_refundable') FROM objects WHERE object = 'dispute'"
        " AND json_extract(body, '$.charge') = ?",
        charge["id"],
    )
    return all(refundable for (refundable,) in disputes)


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
