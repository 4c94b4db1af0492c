"""HTTP in, HTTP out: authentication, injected failures, and the way to the API, the hosted page or the controls."""

import base64
import binascii
import hmac
import json
import secrets
import socket
import struct
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from shop.payment.sandbox import api, idempotency, pages, sessions, shapes
from shop.payment.sandbox.account import Account
from shop.payment.sandbox.answers import Answer, as_json
from shop.payment.sandbox.controls import Controls
from shop.payment.sandbox.failures import Failure, Failures
from shop.payment.sandbox.faults import Fault
from shop.payment.sandbox.parameters import decoded

_LARGEST_BODY = 1_000_000
_SECONDS_BETWEEN_EXPIRIES = 2


class Server(ThreadingHTTPServer):
    """Listens on the loopback interface only, whatever it is asked."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, account: Account, failures: Failures):
        super().__init__(("127.0.0.1", port), Handler)
        self.account = account
        self.failures = failures
        self.controls = Controls(account, failures)
        self.stopping = threading.Event()

    def run(self) -> None:
        self.account.webhooks.start()
        threading.Thread(target=self._expire_overdue, name="expiry", daemon=True).start()
        self.serve_forever(poll_interval=0.2)

    def stop(self) -> None:
        self.stopping.set()
        self.account.webhooks.stop()
        self.shutdown()

    def shutdown_request(self, request: socket.socket) -> None:
        """Close without the orderly goodbye of the base class, which would turn a reset into a normal end."""
        self.close_request(request)

    def _expire_overdue(self) -> None:
        while not self.stopping.wait(_SECONDS_BETWEEN_EXPIRIES):
            sessions.expire_overdue(self.account)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "StripeSandbox"
    # Small answers at once: with Nagle's algorithm each would wait 40 ms for the acknowledgement of its head.
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120
    server: Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: under honcho a line per request would bury the shop's own."""

    def _serve(self) -> None:
        try:
            answer = self._answer()
        except Fault as fault:
            answer = as_json(fault.status, fault.body())
        except _ConnectionLost:
            return
        except Exception as error:
            traceback.print_exc()
            answer = as_json(500, Fault(500, f"The sandbox itself failed: {error!r}", kind="api_error").body())
        self._send(answer)

    def _answer(self) -> Answer:
        address = urlsplit(self.path)
        payload = self._payload()
        if address.path.startswith("/v1/"):
            return self._api(address.path, address.query, payload)
        if address.path.startswith("/_sandbox/"):
            return self.server.controls.answer(self.command, address.path, payload)
        return pages.answer(self.server.account, self.command, address.path, address.query)

    def _payload(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _LARGEST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise Fault(413, "The body must have a length of at most 1 MB.")
        return self.rfile.read(int(length))

    def _api(self, path: str, query: str, payload: bytes) -> Answer:
        failure = self.server.failures.next("before", self.command, path)
        if failure and failure.kind != "slow":
            return self._failed(failure)
        answer = self._answered(path, query, payload, pause=failure.seconds if failure else 0)
        failure = self.server.failures.next("after", self.command, path)
        return self._failed(failure) if failure else answer

    def _answered(self, path: str, query: str, payload: bytes, *, pause: float) -> Answer:
        account = self.server.account
        self._check_key()
        account.api_version = self.headers.get("Stripe-Version") or account.api_version
        endpoint, object_id = api.find(self.command, path)
        try:
            form = decoded(payload.decode() if self.command == "POST" else query)
        except UnicodeDecodeError:
            raise Fault(400, "The body is not UTF-8.") from None
        params = endpoint.parsed(form)
        key = self.headers.get("Idempotency-Key") if self.command == "POST" else None
        call = api.Call(account, params, object_id, key)

        def work() -> idempotency.Reply:
            with account.store.transaction():
                return 200, shapes.presented(account.store, endpoint.answer(call), params.get("expand", []))

        if key is None:
            self.server.stopping.wait(pause)
            return as_json(*work(), Request_Id=_request_id())
        request = json.dumps([self.command, path, form], sort_keys=True)
        reply, is_replayed = idempotency.once(
            account.store, key, request, work, pause=lambda: self.server.stopping.wait(pause)
        )
        headers = {"Idempotency_Key": key} | ({"Idempotent_Replayed": "true"} if is_replayed else {})
        return as_json(*reply, Request_Id=_request_id(), **headers)

    def _check_key(self) -> None:
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                given = base64.b64decode(given, validate=True).decode().partition(":")[0]
            except (binascii.Error, UnicodeDecodeError):
                given = ""
        if not hmac.compare_digest(given.encode("latin-1", "replace"), self.server.account.key.encode()):
            raise Fault(401, "Invalid API Key provided." if given else "You did not provide an API key.")

    def _failed(self, failure: Failure) -> Answer:
        if failure.kind == "500":
            return as_json(500, Fault(500, "An unknown error occurred.", kind="api_error").body())
        if failure.kind == "429":
            return as_json(429, Fault(429, "Too many requests.", kind="rate_limit_error", code="rate_limit").body())
        if failure.kind == "400":
            return as_json(400, Fault(400, "This property cannot be expanded (data.colour).", param="expand").body())
        if failure.kind == "nonsense":
            return as_json(200, {"object": "list", "has_more": False, "data": [{"object": "nonsense"}]})
        if failure.kind == "timeout":
            self.server.stopping.wait(failure.seconds)
        # Closing with a linger of zero is what sends a reset instead of an orderly end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        raise _ConnectionLost

    def _send(self, answer: Answer) -> None:
        try:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Cache-Control", "no-store")
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)
            self.wfile.flush()
        except ConnectionError:
            # The caller hung up first, as callers do; the effect stands.
            self.close_connection = True


class _ConnectionLost(Exception):
    """The connection was dropped on purpose, so there is nobody to answer."""


def _request_id() -> str:
    return f"req_{secrets.token_hex(7)}"
