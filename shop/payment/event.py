"""A webhook as it arrives: its signature header and its body, both read as if a stranger wrote them.

Whether the signature is true is the gateway's question; here is only what can be read out of it.
"""

import json
import re
from dataclasses import dataclass

MAX_BYTES = 64 * 1024
MAX_AGE_SECONDS = 300
MAX_CLOCK_SKEW_SECONDS = 60


class ForgedEvent(Exception):
    """A webhook that must not be believed; the message is for our log, never for the sender."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A pointer to what may have changed; never a source of amounts. Fetch what it points at before acting on it."""

    id: str
    type: str
    livemode: bool
    session_id: str | None = None
    payment_intent: str | None = None
    refund_id: str | None = None
    dispute_id: str | None = None


def signed_at(signature: str | None) -> int:
    """The one time in a ``Stripe-Signature: t=…,v1=…`` header."""
    # compare_digest raises on non-ASCII text, and two times would let one be signed and the other be read.
    times = [part[2:] for part in (signature or "").split(",") if part.startswith("t=")]
    if len(times) != 1 or not signature.isascii() or not re.fullmatch(r"[0-9]{1,12}", times[0]):
        raise ForgedEvent("No readable signature.")
    return int(times[0])


def parsed(payload: bytes) -> Event:
    """The pointer in an event's body, which may be any bytes at all."""
    try:
        body = json.loads(payload)
        event_id, event_type, livemode, subject = body["id"], body["type"], body["livemode"], body["data"]["object"]
        kind, subject_id, intent = subject.get("object"), subject.get("id"), subject.get("payment_intent")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise ForgedEvent("Not an event.") from error
    if isinstance(intent, dict):
        intent = intent.get("id")
    if kind == "payment_intent":
        intent = subject_id
    optional = [text for text in (kind, subject_id, intent) if text is not None]
    if body.get("object") != "event" or not isinstance(livemode, bool):
        raise ForgedEvent("Not an event.")
    if not all(isinstance(text, str) for text in [event_id, event_type, *optional]):
        raise ForgedEvent("Not an event.")
    return Event(
        id=event_id,
        type=event_type,
        livemode=livemode,
        session_id=subject_id if kind == "checkout.session" else None,
        payment_intent=intent,
        refund_id=subject_id if kind == "refund" else None,
        dispute_id=subject_id if kind == "dispute" else None,
    )
