"""Signed webhooks: at least once, in no promised order, again and again until the shop answers 2xx.

A test can have them held, dropped, duplicated, delayed or shuffled, because Stripe promises none of the contrary.
"""

import hashlib
import hmac
import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from shop.payment.sandbox.store import Store

MODES = ("deliver", "hold", "drop")
_WORKERS = 4
_TIMEOUT_SECONDS = 10
_LONGEST_PAUSE_SECONDS = 300
_MOST_ATTEMPTS = 40


@dataclass
class Policy:
    """What happens to the events of now on."""

    mode: str = "deliver"
    shuffle: bool = False
    duplicate: int = 1
    delay: float = 0
    url: str = ""
    secret: str = "whsec_sandbox"


class Webhooks:
    def __init__(self, store: Store, policy: Policy):
        self._store = store
        self.policy = policy
        self._wake = threading.Event()
        self._stopped = False

    def start(self) -> None:
        for number in range(_WORKERS):
            threading.Thread(target=self._work, name=f"webhooks-{number}", daemon=True).start()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    def post(self, event: dict[str, Any]) -> None:
        """Queue an event, in the transaction of what caused it."""
        policy = self.policy
        state = {"deliver": "due", "hold": "held", "drop": "dropped"}[policy.mode]
        if state == "due" and not policy.url:
            state = "held"
        for _ in range(policy.duplicate):
            due = time.time() + random.uniform(0, policy.delay)
            self._store.change("INSERT INTO deliveries (event, state, due) VALUES (?, ?, ?)", event["id"], state, due)
        self._wake.set()

    def flush(self, *, parallel: int = 1) -> dict[str, int]:
        """Deliver all that waits, now; what fails keeps waiting. Answers with how many did what."""
        waiting = self._waiting()
        with ThreadPoolExecutor(max_workers=parallel) as pool:
            done = list(pool.map(lambda row: self._attempt(*row), waiting))
        return {"delivered": sum(done), "failed": len(done) - sum(done)}

    def take(self) -> Iterator[dict[str, str]]:
        """What waits, signed now, for the caller to deliver; it is not delivered again."""
        for delivery, event in self._waiting():
            payload = self._payload(event)
            self._store.change("UPDATE deliveries SET state = 'delivered' WHERE id = ?", delivery)
            yield {"payload": payload.decode(), "signature": signature(payload, self.policy.secret)}

    def _waiting(self) -> list[tuple[int, str]]:
        waiting = self._store.rows("SELECT id, event FROM deliveries WHERE state IN ('held', 'due') ORDER BY id")
        if self.policy.shuffle:
            random.shuffle(waiting)
        return waiting

    def _work(self) -> None:
        while not self._stopped:
            # Cleared before looking: an event posted after the look sets it again, so none is slept through.
            self._wake.clear()
            claimed = self._claim()
            if claimed is None:
                self._wake.wait(self._pause())
            else:
                self._attempt(*claimed)

    def _claim(self) -> tuple[int, str] | None:
        order = "random()" if self.policy.shuffle else "due, id"
        with self._store.transaction():
            found = self._store.rows(
                "SELECT id, event, attempts FROM deliveries WHERE state = 'due' AND due <= ?"
                f" ORDER BY {order} LIMIT 1",
                time.time(),
            )
            if not found or not self.policy.url:
                return None
            delivery, event, attempts = found[0]
            # Pushed back first: should this attempt never end, or this process, the next one comes by itself.
            pause = _TIMEOUT_SECONDS + min(2**attempts, _LONGEST_PAUSE_SECONDS)
            self._store.change(
                "UPDATE deliveries SET due = ?, attempts = attempts + 1 WHERE id = ?", time.time() + pause, delivery
            )
            return delivery, event

    def _attempt(self, delivery: int, event: str) -> bool:
        if self._deliver(self._payload(event)):
            self._store.change("UPDATE deliveries SET state = 'delivered' WHERE id = ?", delivery)
            return True
        retry_at = "? + min(1 << min(attempts, 20), ?) / 2.0"
        self._store.change(
            f"UPDATE deliveries SET due = {retry_at}, state = iif(attempts > ?, 'dropped', state) WHERE id = ?",
            time.time(),
            _LONGEST_PAUSE_SECONDS,
            _MOST_ATTEMPTS,
            delivery,
        )
        return False

    def _pause(self) -> float:
        next_due = self._store.rows("SELECT min(due) FROM deliveries WHERE state = 'due'")[0][0]
        if next_due is None or not self.policy.url:
            return 30
        return min(max(next_due - time.time(), 0.05), 30)

    def _payload(self, event: str) -> bytes:
        return json.dumps(self._store.get("event", event), indent=2).encode()

    def _deliver(self, payload: bytes) -> bool:
        address = urlsplit(self.policy.url)
        connect = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        connection = connect(address.hostname, address.port, timeout=_TIMEOUT_SECONDS)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(payload, self.policy.secret),
            "User-Agent": "Stripe/1.0 (sandbox)",
        }
        try:
            connection.request("POST", address.path or "/", payload, headers)
            return 200 <= connection.getresponse().status < 300
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def signature(payload: bytes, secret: str) -> str:
    """The ``Stripe-Signature`` header, made at the moment of each attempt, as Stripe does."""
    at = int(time.time())
    digest = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
