"""Promise 6: a webhook that Stripe did not sign, just now and for this shop, changes nothing."""

import hashlib
import json
import time

import pytest
from django.db import connection

from shop.order import status
from shop.payment import gateway
from shop.payment.event import parsed
from shop.payment.models import PaymentAlert
from shop.payment.sessions import session_for
from tests import factories
from tests.payment.sandbox_fixture import WEBHOOK_SECRET, signed_payload

pytestmark = pytest.mark.django_db
ADDRESS = "/stripe/webhook/"


@pytest.fixture
def order(world, stripe):
    """Paid at Stripe, and nobody has told the shop yet: an event that is believed would change much."""
    made = factories.order(factories.piece())
    stripe.pay(session_for(made).session_id)
    return made


def what_stripe_sent(stripe) -> tuple[bytes, str]:
    """The event that says that a session was paid, with its signature."""
    return next(sent for sent in stripe.take() if json.loads(sent[0])["type"] == "checkout.session.completed")


def send(client, body: bytes, signature: str | None, *, method: str = "POST", **environ):
    if signature is not None:
        environ["HTTP_STRIPE_SIGNATURE"] = signature
    return client.generic(method, ADDRESS, body, "application/json", **environ)


def signed(body: bytes, *, secret: str = WEBHOOK_SECRET, age: int = 0) -> tuple[bytes, str]:
    return body, signed_payload(body, secret, int(time.time()) - age)


def changed(body: bytes, **fields) -> bytes:
    return json.dumps(json.loads(body) | fields).encode()


def with_object(body: bytes, thing) -> bytes:
    return changed(body, data={"object": thing})


def forgeries(body: bytes, good: str) -> dict:
    """Name → (body, signature, further arguments of the request). The body is one that Stripe did send."""
    stamp, digest = good.split(",v1=")
    seconds = int(stamp[2:])
    unsigned = {
        "no signature": None,
        "an empty one": "",
        "a space": " ",
        "only the time": stamp,
        "only the digest": f"v1={digest}",
        "an empty digest": f"{stamp},v1=",
        "a digest of another length": f"{stamp},v1={digest[:-2]}",
        "the last letter changed": f"{stamp},v1={digest[:-1]}{'0' if digest[-1] != '0' else '1'}",
        "the first letter changed": f"{stamp},v1={'0' if digest[0] != '0' else '1'}{digest[1:]}",
        "capitals": f"{stamp},v1={digest.upper()}" if digest.upper() != digest else "x",
        "the old scheme": f"{stamp},v0={digest}",
        "another scheme": f"{stamp},v2={digest}",
        "a second later": f"t={seconds + 1},v1={digest}",
        "a second earlier": f"t={seconds - 1},v1={digest}",
        "two times": f"t={seconds},t={seconds - 1},v1={digest}",
        "a time in words": f"t=now,v1={digest}",
        "a negative time": f"t=-{seconds},v1={digest}",
        "a time of 500 figures": f"t={'9' * 500},v1={digest}",
        "foreign figures": f"t={'٣' * 10},v1={digest}",
        "foreign letters": f"{stamp},v1={'é' * 64}",
        "10,000 digests": f"{stamp}," + ",".join(["v1=" + "0" * 64] * 10_000),
        "a semicolon": good.replace(",", ";"),
    }
    mine = {
        "another secret": signed(body, secret="whsec_other"),
        "an empty secret": signed(body, secret=""),
        "the API key as the secret": signed(body, secret="sk_test_sandbox"),
        "an hour old": signed(body, age=3600),
        "six minutes old": signed(body, age=360),
        "two minutes ahead": signed(body, age=-120),
        "a year ahead": signed(body, age=-365 * 86400),
        "a byte more": (body + b" ", good),
        "a byte less": (body[:-1], good),
        "a byte changed": (body.replace(b"evt_", b"evs_", 1), good),
        "the amount changed": (body.replace(b'"amount_total"', b'"amount_totaL"', 1), good),
        "nothing": (b"", good),
        "nothing, signed": signed(b""),
        "invalid UTF-8": (b"\xff\xfe" + body, good),
        "invalid UTF-8, signed": signed(b"\xff\xfe\x80"),
        "an invalid character within, signed": signed(body.replace(b"evt_", b"\xc3\x28", 1)),
        "a NUL, signed": signed(b"\x00"),
        "a number, signed": signed(b"1"),
        "a list, signed": signed(b"[]"),
        "null, signed": signed(b"null"),
        "a text, signed": signed(b'"event"'),
        "half of it, signed": signed(body[: len(body) // 2]),
        "no JSON, signed": signed(b"<event/>"),
        "too deep, signed": signed(b"[" * 30_000),
        "no data, signed": signed(changed(body, data=None)),
        "another object, signed": signed(changed(body, object="charge")),
        "a session that is a list, signed": signed(with_object(body, [])),
        "a session whose number is a number, signed": signed(
            with_object(body, {"object": "checkout.session", "id": 7})
        ),
        "of the live shop, signed": signed(changed(body, livemode=True)),
        "livemode in words, signed": signed(changed(body, livemode="false")),
        "2 MB, signed": signed(body + b" " * 2_000_000),
        "2 MB": (b"x" * 2_000_000, good),
    }
    cases = {name: (body, signature, {}) for name, signature in unsigned.items()}
    cases |= {name: (*forged, {}) for name, forged in mine.items()}
    for length in ("garbage", "-1", "1e9", "99999999999999999999", "٣", "0x10"):
        cases[f"a length of {length}"] = (body, good, {"CONTENT_LENGTH": length})
    cases["a length that is too short"] = (body, good, {"CONTENT_LENGTH": "10"})
    # What a server that does not know of chunks passes on: no length, so no body.
    cases["in chunks"] = (body, good, {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"})
    cases |= {method: (body, good, {"method": method}) for method in ("GET", "PUT", "DELETE", "PATCH", "HEAD")}
    return cases


def fingerprint_of_the_database() -> dict[str, str]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        prints = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            prints[table] = f"{len(rows)} {hashlib.sha256(''.join(rows).encode()).hexdigest()}"
        return prints


@pytest.mark.proof(6)
def test_no_forged_webhook_is_believed_and_the_true_one_is(order, stripe, client, reached):
    client.raise_request_exception = False
    body, good = what_stripe_sent(stripe)
    before = fingerprint_of_the_database()

    cases = forgeries(body, good)
    answers = {
        name: send(client, forged, signature, **more).status_code for name, (forged, signature, more) in cases.items()
    }

    assert {name: code for name, code in answers.items() if not 400 <= code < 500} == {}
    assert fingerprint_of_the_database() == before
    assert send(client, *signed(body)).status_code == 200
    order.refresh_from_db()
    assert order.status == status.PAID
    assert len(answers) >= 40
    reached(f"{len(answers)} forgeries refused, 0 rows changed, the true event 200")


@pytest.mark.proof(6)
def test_without_the_check_of_the_signature_a_forgery_is_believed(order, stripe, client, reached, monkeypatch):
    """The negative control."""
    body, _good = what_stripe_sent(stripe)
    monkeypatch.setattr(gateway, "read_event", lambda *, payload, signature: parsed(payload))

    answer = send(client, body, "t=1,v1=00")

    order.refresh_from_db()
    assert (answer.status_code, order.status) == (200, status.PAID)
    reached("check off: believed")


def test_an_event_about_something_else_is_none_of_our_business(order, stripe, client):
    body, _good = what_stripe_sent(stripe)
    other = changed(body, type="customer.created", data={"object": {"object": "customer", "id": "cus_1"}})

    answer = send(client, *signed(other))

    assert answer.status_code == 200
    order.refresh_from_db()
    assert order.status == status.AWAITING_PAYMENT


def test_a_session_that_stripe_does_not_know_is_none_of_our_business(order, stripe, client):
    body, _good = what_stripe_sent(stripe)
    other = with_object(body, {"object": "checkout.session", "id": "cs_test_unknown"})

    answer = send(client, *signed(other))

    assert (answer.status_code, answer.content) == (200, b"not ours")
    assert PaymentAlert.objects.count() == 0


def test_a_webhook_is_asked_for_again_when_stripe_does_not_answer_now(order, stripe, client):
    body, _good = what_stripe_sent(stripe)
    stripe.fail(kind="500", times=3, path="/v1/checkout/sessions")

    answer = send(client, *signed(body))

    assert answer.status_code == 503
    assert send(client, *signed(body)).status_code == 200
