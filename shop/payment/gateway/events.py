"""Believing a webhook, or not."""

import time

import stripe
from django.conf import settings

from shop.payment.event import (
    MAX_AGE_SECONDS,
    MAX_BYTES,
    MAX_CLOCK_SKEW_SECONDS,
    Event,
    ForgedEvent,
    parsed,
    signed_at,
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
