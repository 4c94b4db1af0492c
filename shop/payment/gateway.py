"""Stripe, as the shop sees it: five verbs and a few plain values. The only module that imports ``stripe``.

The rest of the shop never meets a Stripe object or a Stripe exception. A verb answers with a frozen value, or raises

- ``PaymentUnavailable``: nobody knows whether it happened; ask again later with the same arguments,
- ``PaymentRefused``: Stripe said no, and asking again the same way will not help,
- ``ForgedEvent``: a webhook that must not be believed.

Every writing verb carries an idempotency key made from our own reference, so asking twice has one effect. The key is
only good for the *same* arguments, which is why everything sent (``expires_at`` too) comes from the caller's frozen
order.

An amount here is the integer minor unit of the currency, and Stripe's is the same integer, except for the currencies
that ``open_session`` refuses.
"""

import os
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings

from shop.payment.currency import exponent
from shop.payment.event import (
    MAX_AGE_SECONDS,
    MAX_BYTES,
    MAX_CLOCK_SKEW_SECONDS,
    Event,
    ForgedEvent,
    parsed,
    signed_at,
)

# Stripe counts these in another unit than ISO 4217 does (https://docs.stripe.com/currencies): refused until the shop
# needs one.
_COUNTED_DIFFERENTLY = frozenset({"ISK", "MGA", "UGX"})
# Of the languages of the shop, those that Stripe's page speaks; it refuses a session in any other, Kinyarwanda too.
_PAGE_LANGUAGES = frozenset({"en", "fr", "nl"})
_MAX_LINE_ITEMS = 100
# A wrong or withdrawn key is not among them: it says nothing about the payment, and ends when the key is set right.
_REFUSALS = (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError)
_WHOLE_PAYMENT = ["payment_intent.latest_charge.balance_transaction"]


class PaymentUnavailable(Exception):
    """Network, time-out, 429, 5xx, our own key, or the same request still in flight: effect unknown, try again later."""


class PaymentRefused(Exception):
    """Stripe refused the request; ``code`` is Stripe's (or ours, for what is never sent)."""

    def __init__(self, message: str, code: str | None = None):
        super().__init__(message)
        self.code = code


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
    """A Checkout Session as it is now. ``fee_minor`` is None until the charge's balance transaction is known."""

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
    fee_minor: int | None = None
    fee_currency: str | None = None
    refunded_minor: int = 0


@dataclass(frozen=True, kw_only=True)
class RefundResult:
    id: str
    status: str
    amount_minor: int
    currency: str


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
    with _translated_errors():
        return _session(_client().v1.checkout.sessions.create(params, options))


def fetch_session(session_id: str) -> Session:
    """The session as Stripe has it now, with its charge, fee and refunds."""
    _check_session_id(session_id)
    with _translated_errors():
        return _session(_client().v1.checkout.sessions.retrieve(session_id, {"expand": _WHOLE_PAYMENT}))


def expire_session(session_id: str) -> Session:
    """Close an open session so that it can no longer be paid; PaymentRefused when it was paid first."""
    _check_session_id(session_id)
    try:
        with _translated_errors():
            return _session(_client().v1.checkout.sessions.expire(session_id, {"expand": _WHOLE_PAYMENT}))
    except PaymentRefused:
        # Stripe refuses to expire twice; for us an expired session is what was asked for.
        session = fetch_session(session_id)
        if session.status == "expired":
            return session
        raise


def refund(*, payment_intent: str, amount_minor: int, reference: str) -> RefundResult:
    """Give money back, once per ``reference``; PaymentRefused when it is more than what is left of the payment."""
    params = {"payment_intent": payment_intent, "amount": amount_minor, "metadata": {"refund": reference}}
    with _translated_errors():
        made = _client().v1.refunds.create(params, {"idempotency_key": f"refund-{reference}"}).to_dict()
    return RefundResult(
        id=made["id"], status=made["status"], amount_minor=made["amount"], currency=made["currency"].upper()
    )


def read_event(*, payload: bytes, signature: str, now: int | None = None) -> Event:
    """Believe a webhook only when Stripe signed exactly these bytes, just now, for this mode."""
    if len(payload) > MAX_BYTES:
        raise ForgedEvent(f"{len(payload)} bytes is larger than any event we ask for.")
    stamp = signed_at(signature)
    try:
        # Age is ours to check: the SDK lets any time in the future pass, and raises what it happens to meet on invalid
        # UTF-8.
        stripe.WebhookSignature.verify_header(payload, signature, settings.STRIPE_WEBHOOK_SECRET, tolerance=None)
    except (stripe.SignatureVerificationError, UnicodeDecodeError) as error:
        raise ForgedEvent("The signature does not match the payload.") from error
    age = (int(time.time()) if now is None else now) - stamp
    if not -MAX_CLOCK_SKEW_SECONDS <= age <= MAX_AGE_SECONDS:
        raise ForgedEvent(f"Signed {age} seconds ago.")
    event = parsed(payload)
    if event.livemode is not settings.STRIPE_LIVEMODE:
        raise ForgedEvent("A test event on the live shop, or a live one on a test shop.")
    return event


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


def _session(answer: stripe.checkout.Session) -> Session:
    session = answer.to_dict()
    intent = _expanded(session.get("payment_intent"))
    charge = _expanded(intent.get("latest_charge"))
    transaction = _expanded(charge.get("balance_transaction"))
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
        fee_minor=transaction.get("fee"),
        fee_currency=transaction["currency"].upper() if "currency" in transaction else None,
        refunded_minor=charge.get("amount_refunded", 0),
    )


def _expanded(value: dict[str, Any] | str | None) -> dict[str, Any]:
    """An expandable field, whichever way Stripe answered: the object, only its id, or nothing."""
    if isinstance(value, dict):
        return value
    return {"id": value} if value else {}


def _check_session_id(session_id: str) -> None:
    # It may come from the address of the return page; an empty one would turn "retrieve" into "list".
    if not re.fullmatch(r"cs_[A-Za-z0-9_]{1,250}", session_id):
        raise PaymentRefused("No such session.", "resource_missing")


@contextmanager
def _translated_errors():
    try:
        yield
    except _REFUSALS as error:
        if error.http_status == 409:  # the same request is being answered at this moment
            raise PaymentUnavailable(str(error)) from error
        raise PaymentRefused(error.user_message or str(error), error.code) from error
    except stripe.StripeError as error:
        # Also what is no answer of Stripe's at all: the page of a proxy, whatever its status.
        raise PaymentUnavailable(str(error)) from error


def _client() -> stripe.StripeClient:
    return _client_for(
        settings.STRIPE_SECRET_KEY,
        settings.STRIPE_API_BASE,
        getattr(settings, "STRIPE_TIMEOUT_SECONDS", 10),
        os.getpid(),  # a connection inherited over a fork would be shared by two processes
    )


@lru_cache(maxsize=8)
def _client_for(key: str, api_base: str | None, timeout: float, _process: int) -> stripe.StripeClient:
    """One client per configuration: it keeps connections open between requests, one per thread."""
    return stripe.StripeClient(
        key,
        base_addresses={"api": api_base} if api_base else None,
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=(min(5, timeout), timeout)),
    )
