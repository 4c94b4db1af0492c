"""``python -m shop.payment.sandbox --port 8010 --database var/sandbox.sqlite3 --webhook-url http://127.0.0.1:8000/…``"""

import argparse
import signal
import sys
import threading
from pathlib import Path

from shop.payment.sandbox import idempotency
from shop.payment.sandbox.account import Account
from shop.payment.sandbox.failures import Failures, parsed
from shop.payment.sandbox.server import Server
from shop.payment.sandbox.store import Store
from shop.payment.sandbox.webhooks import Policy, Webhooks


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m shop.payment.sandbox", description="A Stripe of our own; no money moves."
    )
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--database", default=":memory:", help="an SQLite file; in memory when left out")
    parser.add_argument("--public-url", default="", help="where a browser finds this server, if not at 127.0.0.1")
    parser.add_argument("--webhook-url", default="", help="where events go; they are held when left out")
    parser.add_argument("--webhook-secret", default="whsec_sandbox")
    parser.add_argument("--key", default="sk_test_sandbox", help="the only API key that is accepted")
    parser.add_argument(
        "--fail", action="append", default=[], metavar="KIND[:WHERE[:TIMES[:PATH]]]", help="500:before:3:/v1/refunds"
    )
    parser.add_argument("--until-stdin-ends", action="store_true", help="stop with the process that holds our input")
    given = parser.parse_args()

    if given.database != ":memory:":
        Path(given.database).parent.mkdir(parents=True, exist_ok=True)
    store = Store(given.database)
    idempotency.forget_unfinished(store)
    webhooks = Webhooks(store, Policy(url=given.webhook_url, secret=given.webhook_secret))
    base_url = given.public_url.rstrip("/") or f"http://127.0.0.1:{given.port}"
    failures = Failures()
    for failure in given.fail:
        failures.order(parsed(failure))
    server = Server(given.port, Account(store, webhooks, base_url, given.key), failures)
    # serve_forever cannot be stopped from its own thread, and a signal arrives in exactly that one.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.stop).start())
    if given.until_stdin_ends:
        threading.Thread(target=lambda: (sys.stdin.read(), server.stop()), daemon=True).start()
    sys.stdout.write(f"Stripe sandbox on {base_url} (no money moves)\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    main()
