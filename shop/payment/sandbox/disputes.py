"""Disputes: a buyer goes to the bank, Stripe takes the money back at once, and the bank decides later.

An inquiry only asks: no money moves until it becomes a dispute. The dispute's fee is taken with the money; a won
dispute brings the money back, and the fee only where a test says so.
"""

from dataclasses import dataclass
from typing import Any

from shop.payment.sandbox import shapes
from shop.payment.sandbox.account import Account
from shop.payment.sandbox.faults import Fault
from shop.payment.sandbox.settlement import Settled

Body = dict[str, Any]

_OPEN = ("warning_needs_response", "needs_response")
_FEE = 1500


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What the bank says. ``amount`` is what is left of the charge when not given; a bank that counts in another ``currency``
    than the charge says both. The fee is in minor units."""

    amount: int | None = None
    currency: str = ""
    reason: str = "product_not_received"
    fee: int = _FEE
    inquiry: bool = False


def open_dispute(account: Account, payment_intent: str, claim: Claim) -> Body:
    store = account.store
    with store.transaction():
        intent = store.get("payment_intent", payment_intent, "payment_intent")
        charge = store.get("charge", intent["latest_charge"], "charge")
        amount = charge["amount"] - charge["amount_refunded"] if claim.amount is None else claim.amount
        is_foreign = claim.currency not in ("", charge["currency"])
        if amount <= 0 or (amount > charge["amount"] and not is_foreign):
            raise Fault(400, f"{amount} of {charge['amount']} cannot be disputed.")
        disputed = shapes.dispute(charge, amount=amount, reason=claim.reason, is_inquiry=claim.inquiry)
        disputed |= {"currency": claim.currency or charge["currency"], "_fee": claim.fee}
        store.add(disputed)
        store.save(charge | {"disputed": True})
        account.publish("charge.dispute.created", disputed)
        return disputed if claim.inquiry else withdraw(account, disputed["id"])


def withdraw(account: Account, dispute_id: str) -> Body:
    """Stripe takes the money: when a dispute opens, or when an inquiry becomes one."""
    with account.store.transaction():
        disputed = _still_open(account, dispute_id)
        if disputed["balance_transactions"]:
            raise Fault(400, "The money was taken before.")
        disputed |= {"status": "needs_response", "is_charge_refundable": False}
        disputed = _move(account, disputed, -disputed["amount"], disputed["_fee"], "dispute")
        account.publish("charge.dispute.funds_withdrawn", disputed)
        return disputed


def close(account: Account, dispute_id: str, *, won: bool, fee_returned: bool = False) -> Body:
    """The bank decides. An inquiry that ends is ``warning_closed`` and nobody's win."""
    store = account.store
    with store.transaction():
        disputed = _still_open(account, dispute_id)
        was_taken = bool(disputed["balance_transactions"])
        status = ("won" if won else "lost") if was_taken else "warning_closed"
        disputed = store.save(disputed | {"status": status, "is_charge_refundable": not was_taken or won})
        if was_taken and won:
            disputed = _move(
                account, disputed, disputed["amount"], -disputed["_fee"] if fee_returned else 0, "dispute_reversal"
            )
        account.publish("charge.dispute.closed", disputed)
        if was_taken and won:
            account.publish("charge.dispute.funds_reinstated", disputed)
        return disputed


def _still_open(account: Account, dispute_id: str) -> Body:
    disputed = account.store.get("dispute", dispute_id)
    if disputed["status"] not in _OPEN:
        raise Fault(400, f"This dispute is {disputed['status']}.")
    return disputed


def _move(account: Account, disputed: Body, amount: int, fee: int, category: str) -> Body:
    """A movement of the balance with its fee, kept whole inside the dispute, as Stripe shows it."""
    settled: Settled = account.settlement.settled(amount, disputed["currency"])
    moved = account.store.add(
        shapes.balance_transaction(disputed, kind="adjustment", settled=settled, fee=fee, category=category)
    )
    return account.store.save(
        disputed | {"balance_transactions": [*disputed["balance_transactions"], moved]},
    )
