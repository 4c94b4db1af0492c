"""The Stripe sandbox as a pytest fixture: one process per worker, emptied before each test that uses it."""

import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk_test_sandbox"
WEBHOOK_SECRET = "whsec_sandbox"


def signed_payload(body: bytes, secret: str, t: int | None = None) -> str:
    """The ``Stripe-Signature`` header of a body, by Stripe's published recipe rather than by the SDK's code."""
    t = int(time.time()) if t is None else t
    digest = hmac.new(secret.encode(), f"{t}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={t},v1={digest}"


class Sandbox:
    """A running ``python -m shop.payment.sandbox`` and the levers to pull on it."""

    def __init__(self, *arguments: str):
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "shop.payment.sandbox", "--port", str(self.port), *arguments]
        # It ends with the tests even when they are killed: their end of its input is closed then.
        command += ["--key", KEY, "--webhook-secret", WEBHOOK_SECRET, "--until-stdin-ends"]
        # Its own session: Ctrl-C of the test run reaches pytest first, which then stops it in order.
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C of the test run reaches pytest first, which then stops it in order
        )
        self._wait_until_ready()

    def pay(self, session_id: str) -> dict:
        """Pay as a buyer would on the hosted page, without a browser; answers with the session."""
        return self._control(f"pay/{session_id}")

    def decline(self, session_id: str) -> dict:
        """Try a card that the bank declines; the session stays open."""
        return self._control(f"decline/{session_id}")

    def refund(self, payment_intent: str, amount_minor: int) -> dict:
        """A refund made in Stripe's own dashboard, which the shop learns of only by its webhook."""
        return self._control("refund", payment_intent=payment_intent, amount=amount_minor)

    def finish_refund(self, refund: str, outcome: str = "succeeded") -> dict:
        """Let a refund succeed, fail or be canceled, as the buyer's bank decides days later."""
        return self._control("finish-refund", refund=refund, outcome=outcome)

    def refunds_are_pending(self, pending: bool = True) -> None:
        """Refunds of now on are only begun; `finish_refund` ends them."""
        self._control("pending-refunds", pending=pending)

    def dispute(self, payment_intent: str, **options) -> dict:
        """The buyer goes to the bank: ``amount=``, ``currency="usd"``, ``reason=``, ``fee=``, ``inquiry=True``."""
        return self._control("dispute", payment_intent=payment_intent, **options)

    def withdraw_dispute(self, dispute: str) -> dict:
        """An inquiry becomes a dispute: Stripe takes the money."""
        return self._control("withdraw-dispute", dispute_id=dispute)

    def close_dispute(self, dispute: str, *, won: bool, fee_returned: bool = False) -> dict:
        return self._control("close-dispute", dispute_id=dispute, won=won, fee_returned=fee_returned)

    def settle_in(self, currency: str = "", **rates: float) -> None:
        """Charges, refunds and disputes of now on settle in another currency: ``settle_in("usd", eur=1.08)``."""
        self._control("settle-in", currency=currency, rates=rates)

    def state(self) -> dict:
        """How many sessions, charges, refunds … there are, and the deliveries still to be made."""
        return self._send("GET", "/_sandbox/state")

    def fail(self, **failure) -> dict:
        """Let the next requests fail: ``kind="500"|"429"|"reset"|"timeout"|"slow", where="before"|"after", times=1``.

        ``path`` (a prefix), ``method`` and ``seconds`` narrow it. The SDK retries twice: to be seen it takes times=3.
        """
        return self._control("fail", **failure)

    def reset_failures(self) -> None:
        """Whatever was ordered to fail works again."""
        self._control("mend")

    def webhooks(self, mode: str, **options) -> dict:
        """``mode="deliver"|"hold"|"drop"``, with ``shuffle=True``, ``duplicate=2``, ``delay=3``, ``url="http://…"``."""
        return self._control("webhooks", mode=mode, **options)

    def flush(self, parallel: int = 1) -> dict:
        """Deliver everything that is held, now, and say how it went: ``{"delivered": 3, "failed": 0}``."""
        return self._control("flush", parallel=parallel)

    def take(self) -> list[tuple[bytes, str]]:
        """The held webhooks as (body, signature), for a test client to post; they will not be delivered again."""
        return [(taken["payload"].encode(), taken["signature"]) for taken in self._control("take")["taken"]]

    def tamper(self, session_id: str, **changes) -> dict:
        """Change what Stripe says of a session: ``amount_total``, ``currency``, ``livemode``, ``fee_known=False`` …"""
        return self._control("tamper", session=session_id, **changes)

    def reset(self) -> None:
        self._control("reset")

    def api(self, method: str, path: str, form: dict | None = None, **headers: str) -> dict:
        """Speak to the API without the SDK, as Stripe's own dashboard would (a refund made there, say)."""
        body = urllib.parse.urlencode(form or {}).encode() if method == "POST" else None
        return self._send(method, path, body, {"Authorization": f"Bearer {KEY}", **headers})

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(timeout=10)

    def _control(self, verb: str, **values) -> dict:
        return self._send(
            "POST", f"/_sandbox/{verb}", json.dumps(values).encode(), {"Content-Type": "application/json"}
        )

    def _send(self, method: str, path: str, body: bytes | None = None, headers: dict | None = None) -> dict:
        request = urllib.request.Request(self.url + path, data=body, headers=headers or {}, method=method)
        try:
            with _opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from error

    def _wait_until_ready(self) -> None:
        for _ in range(200):
            try:
                self.state()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.process.kill()
        raise RuntimeError("The Stripe sandbox did not start.")


# Never through a proxy of the machine: the sandbox listens on the loopback interface only.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def sandbox():
    """One sandbox per process of the test run (so one per xdist worker), in memory."""
    sandbox = Sandbox()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def stripe(sandbox, settings):
    """An empty sandbox that the gateway speaks to; its webhooks are held until the test says otherwise."""
    sandbox.reset()
    settings.STRIPE_SECRET_KEY = KEY
    settings.STRIPE_WEBHOOK_SECRET = WEBHOOK_SECRET
    settings.STRIPE_API_BASE = sandbox.url
    settings.STRIPE_LIVEMODE = False
    settings.STRIPE_TIMEOUT_SECONDS = 5
    return sandbox
