"""The endpoints of Stripe's API v1 that the shop uses, and what each of them accepts.

A parameter that the SDK does not name is ``parameter_unknown``. One that it names but that the sandbox would ignore is
refused as ``sandbox_unsupported``: a stand-in that silently drops what Stripe would act on proves nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shop.payment.sandbox import refunds, sessions, shapes
from shop.payment.sandbox.account import Account
from shop.payment.sandbox.faults import Fault, invalid
from shop.payment.sandbox.parameters import SCHEMAS, Check

Body = dict[str, Any]

_PAGING = "limit starting_after ending_before created created.gt created.gte created.lt created.lte expand"

# Acted on, or kept and shown again …
_SESSION = """
    mode line_items line_items.quantity line_items.price_data line_items.price_data.currency
    line_items.price_data.unit_amount line_items.price_data.product_data line_items.price_data.product_data.name
    line_items.price_data.product_data.description client_reference_id currency customer_email success_url cancel_url
    expires_at expand metadata submit_type locale payment_intent_data payment_intent_data.description
    payment_intent_data.metadata payment_intent_data.receipt_email
"""
# … and what only changes how Stripe's page looks or which cards it takes.
_APPEARANCE = """
    billing_address_collection line_items.price_data.product_data.images line_items.price_data.product_data.metadata
    origin_context payment_method_types phone_number_collection phone_number_collection.enabled
"""


@dataclass(frozen=True)
class Call:
    """A request after its parameters were found good."""

    account: Account
    params: Body
    object_id: str
    idempotency_key: str | None


@dataclass(frozen=True)
class Endpoint:
    method: str
    path: str
    check: Check
    supported: frozenset[str]
    answer: Callable[[Call], Body]

    def parsed(self, form: Body) -> Body:
        params = self.check(form, "")
        for name in sorted(_names(params)):
            if name not in self.supported:
                raise invalid(
                    name, f"Stripe knows '{name}', but the sandbox does not act on it.", "sandbox_unsupported"
                )
        return params


def find(method: str, path: str) -> tuple[Endpoint, str]:
    """The endpoint for a request and the object id in its path; Stripe's 404 for anything else."""
    for endpoint in ENDPOINTS:
        matched = endpoint.method == method and re.fullmatch(endpoint.path.replace("{id}", "([A-Za-z0-9_%.-]+)"), path)
        if matched:
            return endpoint, "".join(matched.groups())
    raise Fault(404, f"Unrecognized request URL ({method}: {path}).")


def _names(value: Any, path: str = "") -> set[str]:
    """Dotted names of everything given, list indices left out; keys of metadata are free."""
    if isinstance(value, list):
        return set().union(*(_names(inner, path) for inner in value))
    if not isinstance(value, dict) or path.endswith("metadata"):
        return {path}
    below = [_names(inner, f"{path}.{name}" if path else name) for name, inner in value.items()]
    return set().union(*below) | ({path} if path else set())


def _retrieve(kind: str) -> Callable[[Call], Body]:
    return lambda call: call.account.store.get(kind, call.object_id)


def _list(kind: str, url: str, *filters: str) -> Callable[[Call], Body]:
    def answer(call: Call) -> Body:
        wanted = {name: call.params[name] for name in filters if name in call.params}
        return call.account.store.page(kind, url, call.params, wanted)

    return answer


def _list_lines(call: Call) -> Body:
    lines = shapes.lines_of(call.account.store.get("checkout.session", call.object_id))
    limit = call.params.get("limit", 10)
    return lines | {"data": lines["data"][:limit], "has_more": len(lines["data"]) > limit}


def _endpoint(method: str, path: str, schema: str, supported: str, answer: Callable[[Call], Body]) -> Endpoint:
    return Endpoint(method, path, SCHEMAS[schema], frozenset(supported.split()), answer)


def _resource(path: str, kind: str, schema: str, *filters: str) -> list[Endpoint]:
    """Retrieve and list, the same for every kind of object."""
    supported = f"{_PAGING} {' '.join(filters)}"
    return [
        _endpoint("GET", path, f"{schema}List", supported, _list(kind, path, *filters)),
        _endpoint("GET", f"{path}/{{id}}", f"{schema}Retrieve", "expand", _retrieve(kind)),
    ]


_SESSIONS = "/v1/checkout/sessions"

ENDPOINTS = [
    _endpoint(
        "POST",
        _SESSIONS,
        "SessionCreate",
        _SESSION + _APPEARANCE,
        lambda call: sessions.open_session(call.account, call.params),
    ),
    _endpoint(
        "POST",
        f"{_SESSIONS}/{{id}}/expire",
        "SessionExpire",
        "expand",
        lambda call: sessions.expire(call.account, call.object_id),
    ),
    _endpoint("GET", f"{_SESSIONS}/{{id}}/line_items", "SessionLineItemList", "limit", _list_lines),
    # Before the general one: looking at a session whose time has come is what expires it.
    _endpoint(
        "GET",
        f"{_SESSIONS}/{{id}}",
        "SessionRetrieve",
        "expand",
        lambda call: sessions.current(call.account, call.object_id),
    ),
    *_resource(_SESSIONS, "checkout.session", "Session", "payment_intent", "status"),
    *_resource("/v1/payment_intents", "payment_intent", "PaymentIntent"),
    *_resource("/v1/charges", "charge", "Charge", "payment_intent"),
    *_resource("/v1/balance_transactions", "balance_transaction", "BalanceTransaction", "currency", "source", "type"),
    _endpoint(
        "POST",
        "/v1/refunds",
        "RefundCreate",
        "amount charge payment_intent reason metadata expand",
        lambda call: refunds.refund(call.account, call.params, call.idempotency_key),
    ),
    *_resource("/v1/refunds", "refund", "Refund", "charge", "payment_intent"),
    *_resource("/v1/disputes", "dispute", "Dispute", "charge", "payment_intent"),
    *_resource("/v1/events", "event", "Event", "type"),
]
