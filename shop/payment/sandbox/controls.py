"""Levers for tests, under ``/_sandbox/``; nothing like them exists at Stripe. JSON in, JSON out."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shop.payment.sandbox import disputes, refunds, sessions, shapes
from shop.payment.sandbox.account import Account
from shop.payment.sandbox.answers import Answer, as_json
from shop.payment.sandbox.failures import Failure, Failures
from shop.payment.sandbox.faults import Fault
from shop.payment.sandbox.webhooks import MODES

Body = dict[str, Any]

_TAMPERABLE = frozenset(
    {
        "amount_total",
        "client_reference_id",
        "currency",
        "expires_at",
        "livemode",
        "metadata",
        "payment_status",
        "status",
    }
)


class Controls:
    def __init__(self, account: Account, failures: Failures):
        self._account = account
        self._failures = failures
        self._policy = replace(account.webhooks.policy)
        self._verbs: dict[str, Callable[[Body], Any]] = {
            "webhooks": self._webhooks,
            "flush": lambda given: account.webhooks.flush(**given),
            "take": lambda given: {"taken": list(account.webhooks.take())},
            "fail": self._fail,
            "mend": lambda given: failures.clear(),
            "tamper": self._tamper,
            "settle-in": self._settle_in,
            "refund": self._refund,
            "finish-refund": self._finish_refund,
            "pending-refunds": self._pending_refunds,
            "dispute": self._dispute,
            "withdraw-dispute": lambda given: self._shown(disputes.withdraw(account, **given)),
            "close-dispute": lambda given: self._shown(disputes.close(account, **given)),
            "reset": self._reset,
        }

    def answer(self, method: str, path: str, payload: bytes) -> Answer:
        verb, _, rest = path.removeprefix("/_sandbox/").partition("/")
        if (method, verb) == ("GET", "state"):
            return as_json(200, self._state())
        if method != "POST":
            raise Fault(405, "Controls are POST, but for state.")
        if verb in ("pay", "decline"):
            act = sessions.pay if verb == "pay" else sessions.decline
            return as_json(200, self._shown(act(self._account, rest)))
        if verb not in self._verbs:
            raise Fault(404, f"No control {verb}.")
        try:
            given = json.loads(payload or b"{}")
            return as_json(200, self._verbs[verb](given) or {})
        except (ValueError, TypeError) as error:
            raise Fault(400, f"{verb}: {error}") from error

    def _webhooks(self, given: Body) -> None:
        policy = replace(self._account.webhooks.policy, **given)
        if policy.mode not in MODES or policy.duplicate < 1:
            raise ValueError(f"mode is one of {MODES}, duplicate at least 1")
        self._account.webhooks.policy = policy

    def _fail(self, given: Body) -> None:
        self._failures.order(Failure(**given | {"kind": str(given.get("kind", "500"))}))

    def _tamper(self, given: Body) -> Body:
        """Let Stripe say something else than what the shop ordered; ``fee_known`` forgets the fee, or remembers it;
        ``paid_with`` is another way in which it was paid."""
        store = self._account.store
        with store.transaction():
            session = store.get("checkout.session", given.pop("session"))
            if "paid_with" in given:
                charge = store.get("charge", store.get("payment_intent", session["payment_intent"])["latest_charge"])
                store.save(charge | {"payment_method_details": given.pop("paid_with")})
            if "fee_known" in given:
                charge = store.get("charge", store.get("payment_intent", session["payment_intent"])["latest_charge"])
                taken = "SELECT id FROM objects WHERE object = ? AND json_extract(body, '$.source') = ?"
                [(known,)] = store.rows(taken, "balance_transaction", charge["id"])
                store.save(charge | {"balance_transaction": known if given.pop("fee_known") else None})
            if not given.keys() <= _TAMPERABLE:
                raise ValueError(f"only {sorted(_TAMPERABLE)} can be tampered with")
            return shapes.presented(store, store.save(session | given))

    def _shown(self, body: Body) -> Body:
        return shapes.presented(self._account.store, body)

    def _settle_in(self, given: Body) -> None:
        """``{"currency": "usd", "rates": {"eur": 1.08}}``: from now on; without a currency nothing is converted."""
        self._account.settlement.set(**given)

    def _refund(self, given: Body) -> Body:
        """A refund made by somebody in Stripe's dashboard: it carries nothing by which the shop would know it."""
        with self._account.store.transaction():
            return self._shown(refunds.refund(self._account, given))

    def _dispute(self, given: Body) -> Body:
        claim = disputes.Claim(**{name: value for name, value in given.items() if name != "payment_intent"})
        return self._shown(disputes.open_dispute(self._account, given["payment_intent"], claim))

    def _finish_refund(self, given: Body) -> Body:
        return self._shown(refunds.finish(self._account, given.pop("refund"), **given))

    def _pending_refunds(self, given: Body) -> None:
        self._account.refunds_are_pending = bool(given.get("pending", True))

    def _reset(self, given: Body) -> None:
        self._failures.clear()
        self._account.settlement.set()
        self._account.refunds_are_pending = False
        self._account.webhooks.policy = replace(self._policy)
        self._account.store.clear()

    def _state(self) -> Body:
        store = self._account.store
        with store.transaction():
            by_status = store.rows(
                "SELECT object, json_extract(body, '$.status'), count(*) FROM objects GROUP BY 1, 2 ORDER BY 1, 2"
            )
            charged = self._sums("object = 'charge' AND json_extract(body, '$.status') = 'succeeded'")
            refunded = self._sums("object = 'refund' AND json_extract(body, '$.status') IN ('succeeded', 'pending')")
            deliveries = dict(store.rows("SELECT state, count(*) FROM deliveries GROUP BY 1"))
        counts = {(kind, status): number for kind, status, number in by_status}
        return {
            "sessions": sum(number for (kind, _), number in counts.items() if kind == "checkout.session"),
            "open": counts.get(("checkout.session", "open"), 0),
            "complete": counts.get(("checkout.session", "complete"), 0),
            "expired": counts.get(("checkout.session", "expired"), 0),
            "charges": counts.get(("charge", "succeeded"), 0),
            "declined": counts.get(("charge", "failed"), 0),
            "refunds": counts.get(("refund", "succeeded"), 0) + counts.get(("refund", "pending"), 0),
            "disputes": sum(number for (kind, _), number in counts.items() if kind == "dispute"),
            "events": counts.get(("event", None), 0),
            "charged_minor": charged,
            "refunded_minor": refunded,
            "balance_minor": self._balance(),
            "waiting": deliveries.get("held", 0) + deliveries.get("due", 0),
            "delivered": deliveries.get("delivered", 0),
        }

    def _balance(self) -> dict[str, int]:
        """What the account holds: everything that came in, went out and was kept as a fee."""
        return dict(
            self._account.store.rows(
                "SELECT json_extract(body, '$.currency'), sum(json_extract(body, '$.net')) FROM objects"
                " WHERE object = 'balance_transaction' GROUP BY 1"
            )
        )

    def _sums(self, where: str) -> dict[str, int]:
        amounts = "json_extract(body, '$.currency'), sum(json_extract(body, '$.amount'))"
        return dict(self._account.store.rows(f"SELECT {amounts} FROM objects WHERE {where} GROUP BY 1"))
