"""The one client of Stripe's SDK, and its errors in the shop's words. Only here and in `events` is ``stripe`` imported."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings

# A wrong or withdrawn key is not among them: it says nothing about the payment, and ends when the key is set right.
_REFUSALS = (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError)


class PaymentUnavailable(Exception):
    """Network, time-out, 429, 5xx, our own key, or the same request still in flight: effect unknown, try again later."""


class PaymentRefused(Exception):
    """Stripe refused the request; ``code`` is Stripe's (or ours, for what is never sent)."""

    def __init__(self, message: str, code: str | None = None):
        super().__init__(message)
        self.code = code


@contextmanager
def translated_errors() -> Iterator[None]:
    try:
        yield
    except _REFUSALS as error:
        if error.http_status == 409:  # the same request is being answered at this moment
            raise PaymentUnavailable(str(error)) from error
        raise PaymentRefused(error.user_message or str(error), error.code) from error
    except stripe.StripeError as error:
        # Also what is no answer of Stripe's at all: the page of a proxy, whatever its status.
        raise PaymentUnavailable(str(error)) from error


def api() -> Any:
    return _client_for(
        settings.STRIPE_SECRET_KEY,
        settings.STRIPE_API_BASE,
        getattr(settings, "STRIPE_TIMEOUT_SECONDS", 10),
        os.getpid(),  # a connection inherited over a fork would be shared by two processes
    ).v1


def every(page: Any) -> Iterator[dict[str, Any]]:
    """All objects of a list, asked for page by page."""
    for found in page.auto_paging_iter():
        yield found.to_dict()


def expanded(value: dict[str, Any] | str | None) -> dict[str, Any]:
    """An expandable field, whichever way Stripe answered: the object, only its id, or nothing."""
    if isinstance(value, dict):
        return value
    return {"id": value} if value else {}


def check_id(object_id: str, prefix: str) -> None:
    """What comes from an address or an event must not lead to another endpoint; an empty one would turn "retrieve" into "list"."""
    if not re.fullmatch(prefix + r"_[A-Za-z0-9_]{1,250}", object_id):
        raise PaymentRefused("Stripe has no such thing.", "resource_missing")


@lru_cache(maxsize=8)
def _client_for(key: str, api_base: str | None, timeout: float, _process: int) -> stripe.StripeClient:
    """One client per configuration: it keeps connections open between requests, one per thread."""
    return stripe.StripeClient(
        key,
        base_addresses={"api": api_base} if api_base else None,
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=(min(5, timeout), timeout)),
    )
