"""The JSON of each Stripe object: all the fields the shop reads, and the others that are cheap to tell truly.

A field whose name starts with ``_`` is the sandbox's own and never leaves it.
"""

from typing import Any

from shop.payment.sandbox.faults import invalid
from shop.payment.sandbox.settlement import Settled
from shop.payment.sandbox.store import Store, new_id, now

Body = dict[str, Any]

# By kind of object, the fields that hold an id and may be asked for as the whole object it is of; also where the field is
# empty, or the object was kept before the sandbox knew the field.
_EXPANDABLE = {
    "checkout.session": {"payment_intent": "payment_intent"},
    "payment_intent": {"latest_charge": "charge"},
    "charge": {"payment_intent": "payment_intent", "balance_transaction": "balance_transaction"},
    "refund": {
        "payment_intent": "payment_intent",
        "charge": "charge",
        "balance_transaction": "balance_transaction",
        "failure_balance_transaction": "balance_transaction",
    },
    "dispute": {"payment_intent": "payment_intent", "charge": "charge"},
}


def _thing(kind: str, **fields: Any) -> Body:
    return {"id": new_id(kind), "object": kind, "created": now(), "livemode": False, **fields}


def line_item(line: Body) -> Body:
    """A line of a session from its ``price_data``."""
    price, quantity = line["price_data"], line.get("quantity", 1)
    product, total = price["product_data"], price["unit_amount"] * quantity
    return {
        "id": new_id("item"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": product["name"],
        "quantity": quantity,
        "price": _thing(
            "price",
            active=False,
            billing_scheme="per_unit",
            currency=price["currency"],
            metadata={},
            product=new_id("product"),
            recurring=None,
            type="one_time",
            unit_amount=price["unit_amount"],
            unit_amount_decimal=str(price["unit_amount"]),
        ),
        "_about": product.get("description", ""),
    }


def checkout_session(params: Body, *, base_url: str, lines: list[Body]) -> Body:
    total = sum(line["amount_total"] for line in lines)
    session = _thing(
        "checkout.session",
        amount_subtotal=total,
        amount_total=total,
        automatic_tax={"enabled": False, "liability": None, "status": None},
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        currency=lines[0]["currency"],
        custom_fields=[],
        customer=None,
        customer_details={"email": params["customer_email"]} if "customer_email" in params else None,
        customer_email=params.get("customer_email"),
        expires_at=params.get("expires_at", now() + 24 * 3600),
        invoice=None,
        locale=params.get("locale"),
        metadata=params.get("metadata") or {},
        mode="payment",
        payment_intent=None,
        payment_link=None,
        payment_method_types=params.get("payment_method_types", ["card"]),
        payment_status="unpaid" if total else "no_payment_required",
        setup_intent=None,
        shipping_cost=None,
        shipping_options=[],
        status="open",
        submit_type=params.get("submit_type"),
        subscription=None,
        success_url=params["success_url"],
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        ui_mode="hosted_page",
        _lines=lines,
        _intent=params.get("payment_intent_data", {}),
    )
    return session | {"url": f"{base_url}/pay/{session['id']}"}


def payment_intent(session: Body) -> Body:
    wanted = session["_intent"]
    return _thing(
        "payment_intent",
        amount=session["amount_total"],
        amount_capturable=0,
        amount_received=0,
        canceled_at=None,
        capture_method="automatic_async",
        confirmation_method="automatic",
        currency=session["currency"],
        customer=None,
        description=wanted.get("description"),
        last_payment_error=None,
        latest_charge=None,
        metadata=wanted.get("metadata") or {},
        next_action=None,
        payment_method=None,
        payment_method_types=session["payment_method_types"],
        receipt_email=wanted.get("receipt_email"),
        status="requires_payment_method",
    )


def charge(intent: Body, session: Body, *, declined: str | None) -> Body:
    """An attempt at a card; ``declined`` is the bank's message, None when it succeeded."""
    paid = declined is None
    return _thing(
        "charge",
        amount=intent["amount"],
        amount_captured=intent["amount"] if paid else 0,
        amount_refunded=0,
        balance_transaction=None,
        billing_details={"address": None, "email": session["customer_email"], "name": None, "phone": None},
        captured=paid,
        currency=intent["currency"],
        customer=None,
        description=intent["description"],
        disputed=False,
        failure_code=None if paid else "card_declined",
        failure_message=declined,
        metadata=intent["metadata"],
        paid=paid,
        payment_intent=intent["id"],
        payment_method=new_id("payment_method"),
        payment_method_details={"type": "card", "card": {"brand": "visa", "last4": "4242" if paid else "0002"}},
        refunded=False,
        status="succeeded" if paid else "failed",
    )


def balance_transaction(source: Body, *, kind: str, settled: Settled, fee: int = 0, category: str = "") -> Body:
    """A movement of the account's balance; all its amounts are in the currency that the account keeps."""
    details = [{"amount": fee, "application": None, "currency": settled.currency, "type": "stripe_fee"}]
    details[0]["description"] = "Stripe processing fees"
    return {
        "id": new_id("balance_transaction"),
        "object": "balance_transaction",
        "amount": settled.amount,
        "available_on": now() + 2 * 24 * 3600,
        "created": now(),
        "currency": settled.currency,
        "description": source.get("description"),
        "exchange_rate": None if settled.rate is None else float(settled.rate),
        "fee": fee,
        "fee_details": details if fee else [],
        "net": settled.amount - fee,
        "reporting_category": category or kind,
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }


def refund(of: Body, *, amount: int, params: Body, is_pending: bool = False) -> Body:
    """A refund of a charge; unlike other objects it carries no ``livemode``."""
    return {
        "id": new_id("refund"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": of["id"],
        "created": now(),
        "currency": of["currency"],
        "destination_details": {"type": "card"},
        "failure_balance_transaction": None,
        "failure_reason": None,
        "metadata": params.get("metadata") or {},
        "payment_intent": of["payment_intent"],
        "pending_reason": "processing" if is_pending else None,
        "reason": params.get("reason"),
        "receipt_number": None,
        "status": "pending" if is_pending else "succeeded",
    }


def dispute(of: Body, *, amount: int, reason: str, is_inquiry: bool) -> Body:
    """A dispute of a charge; its balance transactions are whole objects, as Stripe's are."""
    return _thing(
        "dispute",
        amount=amount,
        balance_transactions=[],
        charge=of["id"],
        currency=of["currency"],
        enhanced_eligibility_types=[],
        evidence={},
        evidence_details={
            "due_by": now() + 7 * 24 * 3600,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=is_inquiry,
        metadata={},
        network_reason_code=None,
        payment_intent=of["payment_intent"],
        payment_method_details=of["payment_method_details"],
        reason=reason,
        status="warning_needs_response" if is_inquiry else "needs_response",
    )


def event(kind: str, subject: Body, *, api_version: str | None, idempotency_key: str | None) -> Body:
    return _thing(
        "event",
        livemode=subject.get("livemode", False),
        api_version=api_version,
        data={"object": subject},
        pending_webhooks=1,
        request={"id": None, "idempotency_key": idempotency_key},
        type=kind,
    )


def presented(store: Store, body: Body, expand: list[str] = ()) -> Body:
    """An object as it leaves the sandbox: nothing of ours in it, and the asked-for ids replaced by their objects."""
    shown = _public(body)
    for path in expand:
        if path.count(".") > 3:
            raise invalid("expand", f"You cannot expand more than 4 levels of a property ({path}).")
        _expand(store, body, shown, path.split("."), path)
    return shown


def _expand(store: Store, body: Body, shown: Body, parts: list[str], path: str) -> None:
    name, rest = parts[0], parts[1:]
    if name == "data" and rest and body.get("object") == "list":
        for inner, inner_shown in zip(body["data"], shown["data"], strict=True):
            _expand(store, inner, inner_shown, rest, path)
    elif name == "line_items" and not rest and "_lines" in body:
        shown[name] = lines_of(body)
    elif name not in (known := _EXPANDABLE.get(body.get("object"), {})):
        raise invalid("expand", f"This property cannot be expanded ({path}).")
    elif body.get(name) is not None:
        inner = store.get(known[name], body[name])
        if not isinstance(shown[name], dict):
            shown[name] = _public(inner)
        if rest:
            _expand(store, inner, shown[name], rest, path)


def lines_of(session: Body) -> Body:
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return {"object": "list", "url": url, "has_more": False, "data": [_public(line) for line in session["_lines"]]}


def _public(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _public(inner) for name, inner in value.items() if not name.startswith("_")}
    return [_public(inner) for inner in value] if isinstance(value, list) else value
