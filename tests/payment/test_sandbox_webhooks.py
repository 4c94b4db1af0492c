"""Webhooks come signed, at least once, in no promised order, until the shop takes them."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shop.payment import gateway
from tests.payment.sandbox_fixture import WEBHOOK_SECRET, signed_payload
from tests.payment.test_gateway import checkout

OF_A_PURCHASE = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


class Receiver:
    """A shop that answers each delivery with the next of the given statuses, then with 200."""

    def __init__(self):
        self.events: list[gateway.Event] = []
        self.refusals: list[int] = []
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                payload = self.rfile.read(int(self.headers["Content-Length"]))
                with outer._lock:
                    outer.events.append(
                        gateway.read_event(payload=payload, signature=self.headers["Stripe-Signature"])
                    )
                    status = outer.refusals.pop(0) if outer.refusals else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/stripe/webhook/"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def wait_for(self, number: int) -> None:
        deadline = time.monotonic() + 10
        while len(self.events) < number and time.monotonic() < deadline:
            time.sleep(0.02)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.stop()


def test_a_purchase_is_told_to_the_shop(stripe, receiver):
    stripe.webhooks("deliver", url=receiver.url)
    opened = gateway.open_session(checkout())

    stripe.pay(opened.id)
    receiver.wait_for(3)

    assert sorted(receiver.types()) == sorted(OF_A_PURCHASE)
    completed = next(event for event in receiver.events if event.session_id)
    session = gateway.fetch_session(opened.id)
    assert (completed.session_id, completed.payment_intent) == (session.id, session.payment_intent)
    assert {event.payment_intent for event in receiver.events} == {session.payment_intent}


def test_a_delivery_is_repeated_until_the_shop_takes_it(stripe, receiver):
    receiver.refusals = [500, 302]
    stripe.webhooks("deliver", url=receiver.url)
    opened = gateway.open_session(checkout())

    gateway.expire_session(opened.id)
    receiver.wait_for(3)

    assert receiver.types() == ["checkout.session.expired"] * 3
    assert len({event.id for event in receiver.events}) == 1


def test_what_is_held_comes_when_it_is_flushed(stripe, receiver):
    stripe.webhooks("hold", url=receiver.url)
    stripe.pay(gateway.open_session(checkout()).id)
    time.sleep(0.2)
    held = receiver.types()

    result = stripe.flush()

    assert held == []
    assert result == {"delivered": 3, "failed": 0}
    assert receiver.types() == OF_A_PURCHASE
    assert stripe.flush() == {"delivered": 0, "failed": 0}


def test_what_the_shop_refuses_stays_held(stripe, receiver):
    stripe.webhooks("hold", url=receiver.url)
    stripe.pay(gateway.open_session(checkout()).id)
    receiver.refusals = [500, 500]

    assert stripe.flush() == {"delivered": 1, "failed": 2}
    assert stripe.flush() == {"delivered": 2, "failed": 0}


def test_what_is_dropped_never_comes_but_stripe_remembers_it(stripe, receiver):
    stripe.webhooks("drop", url=receiver.url)
    stripe.pay(gateway.open_session(checkout()).id)

    assert stripe.flush() == {"delivered": 0, "failed": 0}
    remembered = stripe.api("GET", "/v1/events")["data"]
    assert [event["type"] for event in remembered] == OF_A_PURCHASE[::-1]


def test_deliveries_can_be_duplicated_and_shuffled(stripe, receiver):
    stripe.webhooks("hold", url=receiver.url, duplicate=20, shuffle=True)
    stripe.pay(gateway.open_session(checkout()).id)

    stripe.flush(parallel=8)

    assert len(receiver.events) == 60
    assert len({event.id for event in receiver.events}) == 3
    assert receiver.types() != sorted(receiver.types(), key=OF_A_PURCHASE.index)


def test_a_test_can_take_the_webhooks_and_post_them_itself(stripe):
    stripe.pay(gateway.open_session(checkout()).id)

    taken = stripe.take()

    assert [gateway.read_event(payload=body, signature=signature).type for body, signature in taken] == OF_A_PURCHASE
    assert stripe.take() == []


def test_the_signature_is_the_published_one(stripe):
    stripe.pay(gateway.open_session(checkout()).id)

    body, signature = stripe.take()[0]

    t = int(signature.split(",")[0].removeprefix("t="))
    assert signature == signed_payload(body, WEBHOOK_SECRET, t)


def test_a_decline_and_a_refund_are_told_too(stripe):
    opened = gateway.open_session(checkout())

    stripe.decline(opened.id)
    stripe.pay(opened.id)
    session = gateway.fetch_session(opened.id)
    gateway.refund(payment_intent=session.payment_intent, amount_minor=100, reference="R-1")

    types = [json.loads(body)["type"] for body, _ in stripe.take()]
    assert types == [
        "charge.failed",
        "payment_intent.payment_failed",
        *OF_A_PURCHASE,
        "refund.created",
        "charge.refunded",
    ]
    assert stripe.state()["charges"] == 1


def test_a_refund_made_in_stripe_itself_is_told_with_its_payment(stripe):
    opened = gateway.open_session(checkout())
    stripe.pay(opened.id)
    session = gateway.fetch_session(opened.id)
    stripe.take()

    stripe.refund(session.payment_intent, 700)

    events = [gateway.read_event(payload=body, signature=signature) for body, signature in stripe.take()]
    assert [(event.type, event.payment_intent) for event in events] == [
        ("refund.created", session.payment_intent),
        ("charge.refunded", session.payment_intent),
    ]
    assert gateway.fetch_session(session.id).refunded_minor == 700
