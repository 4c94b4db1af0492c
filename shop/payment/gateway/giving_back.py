"""Refunds at Stripe: asked for by us under our own reference, or made by somebody in Stripe's dashboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shop.payment.gateway.client import api, check_id, every, expanded, translated_errors
from shop.payment.gateway.movements import Movement, moment, movement

_WHOLE = ["balance_transaction", "failure_balance_transaction"]


@dataclass(frozen=True, kw_only=True)
class RefundResult:
    """A refund as Stripe has it now. ``reference`` is ours; empty for one that we did not ask for."""

    id: str
    status: str
    amount_minor: int
    currency: str
    at: datetime
    reference: str = ""
    payment_intent: str = ""
    failure: str = ""
    movement: Movement | None = None
    returned: Movement | None = None

    @property
    def is_done(self) -> bool:
        return self.status == "succeeded"

    @property
    def has_failed(self) -> bool:
        return self.status in ("failed", "canceled")


def refund(*, payment_intent: str, amount_minor: int, reference: str) -> RefundResult:
    """Give money back, once per ``reference``; PaymentRefused when it is more than what is left of the payment."""
    params = {
        "payment_intent": payment_intent,
        "amount": amount_minor,
        "metadata": {"refund": reference},
        "expand": _WHOLE,
    }
    with translated_errors():
        return _result(api().refunds.create(params, {"idempotency_key": f"refund-{reference}"}).to_dict())


def fetch_refund(refund_id: str) -> RefundResult:
    check_id(refund_id, "(re|pyr)")
    with translated_errors():
        return _result(api().refunds.retrieve(refund_id, {"expand": _WHOLE}).to_dict())


def list_refunds(*, since: datetime | None = None, payment_intent: str = "") -> Iterator[RefundResult]:
    """All refunds since a moment, or of one payment, newest first."""
    params: dict[str, Any] = {"limit": 100, "expand": [f"data.{name}" for name in _WHOLE]}
    if since:
        params["created"] = {"gte": int(since.timestamp())}
    if payment_intent:
        params["payment_intent"] = payment_intent
    with translated_errors():
        for made in every(api().refunds.list(params)):
            yield _result(made)


def find_refund(*, payment_intent: str, reference: str) -> RefundResult | None:
    """What became of a refund that may have been asked for before. Stripe forgets an idempotency key after a day, and then
    the same question would be a second refund; what it made under our reference it keeps."""
    made = list_refunds(payment_intent=payment_intent)
    return next((result for result in made if result.reference == reference), None)


def _result(made: dict[str, Any]) -> RefundResult:
    return RefundResult(
        id=made["id"],
        status=made["status"],
        amount_minor=made["amount"],
        currency=made["currency"].upper(),
        at=moment(made["created"]),
        reference=(made.get("metadata") or {}).get("refund", ""),
        payment_intent=expanded(made.get("payment_intent")).get("id", ""),
        failure=made.get("failure_reason") or "",
        movement=movement(expanded(made.get("balance_transaction"))),
        returned=movement(expanded(made.get("failure_balance_transaction"))),
    )
