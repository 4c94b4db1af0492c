"""Checkout Sessions: opened by the shop, then paid, declined or let go by a buyer on the hosted page."""

from typing import Any
from urllib.parse import urlsplit

from shop.payment.sandbox import payments, shapes
from shop.payment.sandbox.account import Account
from shop.payment.sandbox.faults import Fault, invalid
from shop.payment.sandbox.store import now

Body = dict[str, Any]

_SHORTEST_SECONDS = 30 * 60
_LONGEST_SECONDS = 24 * 3600
_MOST_MINOR = 99_999_999
_IN_TENS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


class NotOpen(Fault):
    """The session was paid or has expired, so nothing more can be done with it."""


def open_session(account: Account, params: Body) -> Body:
    """``POST /v1/checkout/sessions``, for ``mode=payment`` and the hosted page."""
    if params.get("mode") != "payment":
        raise invalid("mode", "The sandbox only knows mode=payment.", "sandbox_unsupported")
    for name in ("line_items", "success_url"):
        if not params.get(name):
            raise invalid(name, f"Missing required param: {name}.", "parameter_missing")
    for name in ("success_url", "cancel_url"):
        _check_url(params, name)
    if len(params.get("client_reference_id", "")) > 200:
        raise invalid("client_reference_id", "Invalid string: it must be at most 200 characters")
    lines = _lines(params)
    _check_expiry(params)
    return account.store.add(shapes.checkout_session(params, base_url=account.base_url, lines=lines))


def current(account: Account, session_id: str) -> Body:
    """The session, expired first if its time has come."""
    session = account.store.get("checkout.session", session_id)
    if session["status"] == "open" and session["expires_at"] <= now():
        return _expired(account, session)
    return session


def expire(account: Account, session_id: str) -> Body:
    session = current(account, session_id)
    _check_open(session, "expire")
    return _expired(account, session)


def expire_overdue(account: Account) -> None:
    """Called now and then by the server, so that an abandoned session ends without anybody asking for it."""
    with account.store.transaction():
        overdue = account.store.rows(
            "SELECT id FROM objects WHERE object = 'checkout.session' AND json_extract(body, '$.status') = 'open'"
            " AND json_extract(body, '$.expires_at') <= ?",
            now(),
        )
        for (session_id,) in overdue:
            current(account, session_id)


def pay(account: Account, session_id: str) -> Body:
    """The card succeeds. Asked twice, the second finds it paid and changes nothing."""
    with account.store.transaction():
        session = current(account, session_id)
        if session["status"] == "complete":
            return session
        _check_open(session, "pay")
        if session["amount_total"]:
            intent = payments.attempt(account, session, declined=None)
            session |= {"payment_intent": intent["id"], "payment_status": "paid"}
        session |= {"status": "complete", "url": None}
        account.store.save(session)
        account.publish("checkout.session.completed", session)
        return session


def decline(account: Account, session_id: str, reason: str = "Your card was declined.") -> Body:
    """The card fails; the session stays open for another try, which uses the same PaymentIntent."""
    with account.store.transaction():
        session = current(account, session_id)
        _check_open(session, "pay")
        intent = payments.attempt(account, session, declined=reason)
        return account.store.save(session | {"payment_intent": intent["id"]})


def _expired(account: Account, session: Body) -> Body:
    with account.store.transaction():
        session = account.store.save(session | {"status": "expired", "url": None})
        account.publish("checkout.session.expired", session)
        return session


def _check_open(session: Body, act: str) -> None:
    if session["status"] != "open":
        message = (
            f'Only Checkout Sessions with a status in ["open"] can be {act}d. '
            f"This Checkout Session has a status of {session['status']}."
        )
        raise NotOpen(400, message, param="session")


def _check_url(params: Body, name: str) -> None:
    address = urlsplit(params.get(name, "https://x"))
    if address.scheme not in ("http", "https") or not address.hostname:
        raise invalid(name, "Not a valid URL", "url_invalid")


def _check_expiry(params: Body) -> None:
    left = params.get("expires_at", now() + _LONGEST_SECONDS) - now()
    if left < _SHORTEST_SECONDS:
        raise invalid(
            "expires_at", "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        )
    if left > _LONGEST_SECONDS:
        raise invalid(
            "expires_at", "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        )


def _lines(params: Body) -> list[Body]:
    if len(params["line_items"]) > 100:
        raise invalid("line_items", "You can pass at most 100 line items.")
    lines = []
    for index, item in enumerate(params["line_items"]):
        _check_line(item, f"line_items[{index}]")
        lines.append(shapes.line_item(item))
    if len({line["currency"] for line in lines} | {params.get("currency", lines[0]["currency"])}) > 1:
        raise invalid("line_items", "You cannot combine currencies on a single Checkout Session.")
    total = sum(line["amount_total"] for line in lines)
    if total > _MOST_MINOR:
        raise invalid(
            "line_items", "The total amount due must be no more than 99,999,999 minor units.", "amount_too_large"
        )
    if lines[0]["currency"] in _IN_TENS and total % 10:
        raise invalid(
            "line_items", "Amounts in three-decimal currencies must be multiples of ten.", "parameter_invalid_integer"
        )
    return lines


def _check_line(item: Body, path: str) -> None:
    price = item.get("price_data")
    if price is None:
        raise invalid(path, "You must specify `price_data`.", "parameter_missing")
    for name in ("product_data", "unit_amount"):
        if name not in price:
            raise invalid(
                f"{path}[price_data][{name}]",
                f"Missing required param: {path}[price_data][{name}].",
                "parameter_missing",
            )
    if price["unit_amount"] < 0:
        raise invalid(f"{path}[price_data][unit_amount]", "Invalid non-negative integer", "parameter_invalid_integer")
    if item.get("quantity", 1) < 1:
        raise invalid(f"{path}[quantity]", "Invalid positive integer", "parameter_invalid_integer")
    if len(price["currency"]) != 3 or not price["currency"].isalpha() or not price["currency"].islower():
        raise invalid(f"{path}[price_data][currency]", f"Invalid currency: {price['currency']}")
