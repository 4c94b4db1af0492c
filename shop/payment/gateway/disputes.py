"""Disputes at Stripe: what a buyer disputes at the bank, and what that did to our balance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shop.payment.gateway.client import api, check_id, every, expanded, translated_errors
from shop.payment.gateway.movements import Movement, moment, movement


@dataclass(frozen=True, kw_only=True)
class DisputeResult:
    """A dispute as Stripe has it now. ``taken`` is None while the bank only asks; ``reinstated`` came back with a win."""

    id: str
    status: str
    reason: str
    amount_minor: int
    currency: str
    payment_intent: str
    at: datetime
    respond_by: datetime | None = None
    taken: Movement | None = None
    reinstated: Movement | None = None

    @property
    def is_won(self) -> bool:
        """A prevented one, too: whatever was taken comes back."""
        return self.status in ("won", "prevented")

    @property
    def is_lost(self) -> bool:
        return self.status == "lost"

    @property
    def is_closed(self) -> bool:
        return self.is_won or self.is_lost or self.status == "warning_closed"


def fetch_dispute(dispute_id: str) -> DisputeResult:
    check_id(dispute_id, "(du|dp)")
    with translated_errors():
        return _result(api().disputes.retrieve(dispute_id).to_dict())


def list_disputes(*, since: datetime | None = None, payment_intent: str = "") -> Iterator[DisputeResult]:
    """All disputes since a moment, or of one payment, newest first."""
    params: dict[str, Any] = {"limit": 100}
    if since:
        params["created"] = {"gte": int(since.timestamp())}
    if payment_intent:
        params["payment_intent"] = payment_intent
    with translated_errors():
        for opened in every(api().disputes.list(params)):
            yield _result(opened)


def _result(opened: dict[str, Any]) -> DisputeResult:
    moved = [movement(transaction) for transaction in opened["balance_transactions"]]
    due = (opened.get("evidence_details") or {}).get("due_by")
    return DisputeResult(
        id=opened["id"],
        status=opened["status"],
        reason=opened["reason"],
        amount_minor=opened["amount"],
        currency=opened["currency"].upper(),
        payment_intent=expanded(opened.get("payment_intent")).get("id", ""),
        at=moment(opened["created"]),
        respond_by=moment(due) if due else None,
        taken=next((out for out in moved if out.amount_minor < 0), None),
        reinstated=next((back for back in moved if back.amount_minor > 0), None),
    )
