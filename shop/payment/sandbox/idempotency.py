"""One effect per Idempotency-Key: the same request gets the same reply, another one under the same key is refused.

The key is claimed in a transaction of its own before the work starts, so a second request that arrives meanwhile is
told so (409) instead of waiting; the reply is stored in the transaction of the effect. A request that was refused had
no effect and leaves its key free, as Stripe does for one refused for its parameters.
"""

import json
from collections.abc import Callable
from typing import Any

from shop.payment.sandbox.faults import Fault
from shop.payment.sandbox.store import Store, now

_KEPT_SECONDS = 24 * 3600

Reply = tuple[int, dict[str, Any]]


def once(
    store: Store, key: str, request: str, work: Callable[[], Reply], pause: Callable[[], None]
) -> tuple[Reply, bool]:
    """The reply to a request and whether it is an old one, replayed; ``pause`` lets a test keep the key in flight."""
    kept = _claim(store, key, request)
    if kept is not None:
        return kept, True
    try:
        pause()
        with store.transaction():
            reply = work()
            store.change("UPDATE replies SET status = ?, body = ? WHERE key = ?", reply[0], json.dumps(reply[1]), key)
    except BaseException:
        store.change("DELETE FROM replies WHERE key = ?", key)
        raise
    return reply, False


def _claim(store: Store, key: str, request: str) -> Reply | None:
    if len(key) > 255:
        raise Fault(400, "An idempotency key has at most 255 characters.", kind="idempotency_error")
    with store.transaction():
        store.change("DELETE FROM replies WHERE created < ?", now() - _KEPT_SECONDS)
        found = store.rows("SELECT request, status, body FROM replies WHERE key = ?", key)
        if not found:
            store.change("INSERT INTO replies (key, request, created) VALUES (?, ?, ?)", key, request, now())
            return None
    known_request, status, body = found[0]
    if known_request != request:
        message = f"An idempotency key can only be used with the same parameters it was first used with ('{key}')."
        raise Fault(400, message, kind="idempotency_error")
    if status is None:
        message = f"There is currently another in-progress request using this key '{key}'."
        raise Fault(409, message, kind="idempotency_error", code="idempotency_key_in_use")
    return status, json.loads(body)


def forget_unfinished(store: Store) -> None:
    """After a crash nobody is working on a claimed key any more."""
    store.change("DELETE FROM replies WHERE status IS NULL")
