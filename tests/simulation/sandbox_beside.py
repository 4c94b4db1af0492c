"""The Stripe sandbox in a thread of this process, spoken to over HTTP as ever, but living by the simulation's clock."""

import json
import threading

from shop.payment.sandbox import sessions
from shop.payment.sandbox.account import Account
from shop.payment.sandbox.failures import Failures
from shop.payment.sandbox.server import Server
from shop.payment.sandbox.store import Store
from shop.payment.sandbox.webhooks import Policy, Webhooks
from tests.payment.sandbox_fixture import KEY, WEBHOOK_SECRET, Sandbox


class SandboxBeside(Sandbox):
    def __init__(self):
        store = Store()
        self.account = Account(store, Webhooks(store, Policy(secret=WEBHOOK_SECRET)), base_url="", key=KEY)
        self._server = Server(0, self.account, Failures())
        self.port = self._server.server_address[1]
        self.url = self.account.base_url = f"http://127.0.0.1:{self.port}"
        # Not `run`: that sends webhooks and lets sessions expire by itself, at moments of its own choice.
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def is_well_again(self) -> None:
        """No failure waits any more."""
        self._server.failures.clear()

    def time_passed(self) -> None:
        sessions.expire_overdue(self.account)

    def all(self, kind: str, **fields) -> list[dict]:
        """All objects of a kind, oldest first."""
        rows = self.account.store.rows("SELECT body FROM objects WHERE object = ? ORDER BY seq", kind)
        found = [json.loads(body) for (body,) in rows]
        return [body for body in found if all(body[name] == value for name, value in fields.items())]
