"""Checkout Sessions: the page at Stripe's in which a buyer pays one order, or lets it be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shop.payment.currency import exponent
from shop.payment.gateway.client import PaymentRefused, api, check_id, every, expanded, translated_errors
from shop.payment.gateway.movements import Movement, movement

# Stripe counts these in another unit than ISO 4217 does (https://docs.stripe.com/currencies): refused until the shop
# needs one.
_COUNTED_DIFFERENTLY = frozenset({"ISK", "MGA", "UGX"})
# Of the languages of the shop, those that Stripe's page speaks; it refuses a session in any other, Kinyarwanda too.
_PAGE_LANGUAGES = frozenset({"en", "fr", "nl"})
_MAX_LINE_ITEMS = 100
_WHOLE_PAYMENT = ["payment_intent.latest_charge.balance_transaction"]


@dataclass(frozen=True, kw_only=True)
class Item:
    name: str
    quantity: int
    unit_minor: int


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """What is to be paid, frozen with the order. ``expires_at``: epoch seconds, 30 minutes to 24 hours ahead."""

    reference: str
    currency: str
    items: tuple[Item, ...]
    delivery_minor: int
    delivery_name: str
    discount_minor: int
    email: str
    success_url: str
    cancel_url: str
    expires_at: int
    locale: str = "auto"

    @property
    def total_minor(self) -> int:
        return sum(item.quantity * item.unit_minor for item in self.items) + self.delivery_minor - self.discount_minor


@dataclass(frozen=True, kw_only=True)
class Session:
    """A Checkout Session as it is now, and what Stripe received in it (nought before it is paid).

    ``movement`` is None until the charge's balance transaction is known.
    """

    id: str
    url: str | None
    status: str
    is_paid: bool
    amount_minor: int
    currency: str
    reference: str
    livemode: bool
    payment_intent: str | None = None
    charge: str | None = None
    movement: Movement | None = None
    # As Stripe names it: the brand of a card, or else the kind of payment; and of a card how its number ends.
    paid_with: str = ""
    last4: str = ""
    received_minor: int = 0
    received_currency: str = ""
    refunded_minor: int = 0

    @property
    def fee_minor(self) -> int | None:
        return self.movement.fee_minor if self.movement else None

    @property
    def fee_currency(self) -> str | None:
        return self.movement.currency if self.movement else None


def open_session(checkout: Checkout) -> Session:
    """Create the hosted payment page of an order, once, however often this is asked."""
    _check_payable(checkout)
    params = {
        "mode": "payment",
        "submit_type": "pay",
        "client_reference_id": checkout.reference,
        "metadata": {"order": checkout.reference},
        "payment_intent_data": {"metadata": {"order": checkout.reference}},
        "line_items": _line_items(checkout),
        # Left out when empty: a buyer with a telephone number only is asked for it by Stripe.
        "customer_email": checkout.email or None,
        "success_url": checkout.success_url,
        "cancel_url": checkout.cancel_url,
        "expires_at": checkout.expires_at,
        "locale": checkout.locale if checkout.locale in _PAGE_LANGUAGES else "auto",
        "expand": _WHOLE_PAYMENT,
    }
    options = {"idempotency_key": f"checkout-{checkout.reference}"}
    with translated_errors():
        return _session(api().checkout.sessions.create(params, options).to_dict())


def fetch_session(session_id: str) -> Session:
    """The session as Stripe has it now, with its charge, fee and refunds."""
    check_id(session_id, "cs")
    with translated_errors():
        return _session(api().checkout.sessions.retrieve(session_id, {"expand": _WHOLE_PAYMENT}).to_dict())


def expire_session(session_id: str) -> Session:
    """Close an open session so that it can no longer be paid; PaymentRefused when it was paid first."""
    check_id(session_id, "cs")
    try:
        with translated_errors():
            return _session(api().checkout.sessions.expire(session_id, {"expand": _WHOLE_PAYMENT}).to_dict())
    except PaymentRefused:
        # Stripe refuses to expire twice; for us an expired session is what was asked for.
        session = fetch_session(session_id)
        if session.status == "expired":
            return session
        raise


def session_of_payment(payment_intent: str) -> Session:
    """The session in which a payment was made; PaymentRefused for one that was made in none."""
    check_id(payment_intent, "pi")
    params = {"payment_intent": payment_intent, "limit": 1, "expand": [f"data.{path}" for path in _WHOLE_PAYMENT]}
    with translated_errors():
        for found in every(api().checkout.sessions.list(params)):
            return _session(found)
    raise PaymentRefused("This payment was made in no session.", "resource_missing")


def list_paid(*, since: datetime) -> Iterator[Session]:
    """The sessions opened since a moment in which somebody paid, newest first; without what became of the payment."""
    params = {"status": "complete", "created": {"gte": int(since.timestamp())}, "limit": 100}
    with translated_errors():
        for found in every(api().checkout.sessions.list(params)):
            if (session := _session(found)).is_paid:
                yield session


def _check_payable(checkout: Checkout) -> None:
    if checkout.currency in _COUNTED_DIFFERENTLY:
        raise PaymentRefused(f"The shop cannot charge {checkout.currency} through Stripe.", "currency_not_supported")
    amounts = [item.unit_minor for item in checkout.items] + [checkout.delivery_minor, checkout.discount_minor]
    if min(amounts) < 0 or checkout.total_minor < 0 or any(item.quantity < 1 for item in checkout.items):
        raise PaymentRefused("An amount below zero cannot be paid.", "amount_below_zero")
    # Card networks drop the third decimal, so Stripe takes amounts of such currencies only in tens.
    if exponent(checkout.currency) == 3 and any(amount % 10 for amount in amounts):
        raise PaymentRefused(f"{checkout.currency} is charged in steps of 0.010.", "amount_not_representable")


def _line_items(checkout: Checkout) -> list[dict[str, Any]]:
    """The order as the buyer reads it on the hosted page, adding up to the total to the last minor unit.

    Delivery is a line like any other: Stripe adds it exactly, and needs no shipping rate of its own for it. A discount
    cannot be a line (no negative prices), and a coupon would be a second object to create, lose and clean up around
    every crash, which besides never reduces delivery. So a discounted order is one line with the exact total, which
    names its parts below. No words of ours go in: translated, they would change with the language of whoever retries,
    and spoil the idempotency key.
    """
    lines = [(item.name, item.quantity, item.unit_minor) for item in checkout.items]
    if checkout.delivery_minor:
        lines.append((checkout.delivery_name, 1, checkout.delivery_minor))
    if not checkout.discount_minor and len(lines) <= _MAX_LINE_ITEMS:
        return [_line(checkout, *line) for line in lines]
    parts = " · ".join(name if quantity == 1 else f"{quantity} × {name}" for name, quantity, _ in lines)
    return [_line(checkout, checkout.reference, 1, checkout.total_minor, parts[:1000])]


def _line(checkout: Checkout, name: str, quantity: int, unit_minor: int, description: str = "") -> dict[str, Any]:
    product = {"name": name} | ({"description": description} if description else {})
    price = {"currency": checkout.currency.lower(), "unit_amount": unit_minor, "product_data": product}
    return {"quantity": quantity, "price_data": price}


def _session(session: dict[str, Any]) -> Session:
    intent = expanded(session.get("payment_intent"))
    charge = expanded(intent.get("latest_charge"))
    method = (charge.get("payment_method_details") or {}) if charge.get("paid") else {}
    card = method.get("card") or {}
    return Session(
        id=session["id"],
        url=session.get("url"),
        status=session["status"],
        # Complete alone is not paid: a bank debit completes the page days before the money comes, or does not.
        is_paid=session["status"] == "complete" and session["payment_status"] in ("paid", "no_payment_required"),
        amount_minor=session["amount_total"],
        currency=session["currency"].upper(),
        reference=session.get("client_reference_id") or "",
        livemode=session["livemode"],
        payment_intent=intent.get("id"),
        charge=charge.get("id"),
        movement=movement(expanded(charge.get("balance_transaction"))),
        paid_with=card.get("brand") or method.get("type") or "",
        last4=card.get("last4") or "",
        received_minor=charge["amount"] if charge.get("paid") else 0,
        received_currency=charge.get("currency", "").upper(),
        refunded_minor=charge.get("amount_refunded", 0),
    )
