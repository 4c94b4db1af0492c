"""What the shop believes of Stripe, and what it refuses before asking."""

import json
import time

import pytest
from django.test import override_settings

from shop.payment import gateway
from shop.payment.event import MAX_BYTES
from tests.payment.sandbox_fixture import signed_payload

SECRET = "whsec_test_of_the_gateway"
NOW = 1_800_000_000


@pytest.fixture(autouse=True)
def webhook_settings():
    with override_settings(STRIPE_WEBHOOK_SECRET=SECRET, STRIPE_LIVEMODE=False):
        yield


def event_body(**changes) -> bytes:
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": {"id": "cs_test_1", "object": "checkout.session", "payment_intent": "pi_1"}},
    }
    return json.dumps(event | changes).encode()


def signed(body: bytes, secret: str = SECRET, t: int = NOW) -> tuple[bytes, str]:
    return body, signed_payload(body, secret, t)


def digest(body: bytes = b"") -> str:
    return signed_payload(body or event_body(), SECRET, NOW).partition("v1=")[2]


def forgeries() -> dict[str, tuple[bytes, str]]:
    """Every way to lie to the webhook that needs no knowledge of the secret, and the slips of those who know it."""
    body = event_body()
    good = signed_payload(body, SECRET, NOW)
    deep = b'{"a":' * 9_000 + b"1" + b"}" * 9_000
    return {
        "no signature": (body, None),
        "an empty signature": (body, ""),
        "a signature of spaces": (body, "   "),
        "a word instead of a signature": (body, "signature"),
        "only a time": (body, f"t={NOW}"),
        "only a signature": (body, f"v1={digest()}"),
        "an empty v1": (body, f"t={NOW},v1="),
        "the old scheme v0": (body, f"t={NOW},v0={digest()}"),
        "another secret": signed(body, secret="whsec_other"),
        "an empty secret": signed(body, secret=""),
        "one digit of the signature changed": (body, good[:-1] + ("0" if good[-1] != "0" else "1")),
        "one digit missing": (body, good[:-1]),
        "one digit more": (body, good + "0"),
        "the signature in capitals": (body, f"t={NOW},v1={digest().upper()}"),
        "a signature beyond ASCII": (body, f"t={NOW},v1=é{digest()[1:]}"),
        "another time than was signed": (body, f"t={NOW + 1},v1={digest()}"),
        "a time that is no number": (body, f"t=now,v1={digest()}"),
        "a negative time": (body, f"t=-{NOW},v1={digest()}"),
        "a time with an underscore": (body, f"t=1_800_000_000,v1={digest()}"),
        "a time in Arabic figures": (body, f"t=١٨٠٠٠٠٠٠٠٠,v1={digest()}"),
        "a time of a thousand digits": (body, f"t={'9' * 1000},v1={digest()}"),
        "two times, the second fresh": (body, good + f",t={NOW + 10}"),
        "five minutes and a second old": signed(body, t=NOW - 301),
        "a day old": signed(body, t=NOW - 86_400),
        "from the year 1970": signed(body, t=0),
        "two minutes in the future": signed(body, t=NOW + 120),
        "a year in the future": signed(body, t=NOW + 31_536_000),
        "one byte more": (body + b" ", good),
        "one byte less": (body[:-1], good),
        "one byte changed": (body.replace(b"pi_1", b"pi_2"), good),
        "an empty body": (b"", good),
        "invalid UTF-8 unsigned": (b"\xff\xfe" + body, good),
        "invalid UTF-8 signed": signed(b'{"id":"\xff"}'),
        "too large, well signed": signed(event_body(filler="x" * 2_000_000)),
        "just too large": signed(event_body(filler="x" * MAX_BYTES)),
        "nothing, well signed": signed(b""),
        "half of the JSON, well signed": signed(body[: len(body) // 2]),
        "a list, well signed": signed(b"[" + body + b"]"),
        "a string, well signed": signed(b'"evt_1"'),
        "a number, well signed": signed(b"1"),
        "null, well signed": signed(b"null"),
        "nested nine thousand deep, well signed": signed(deep),
        "not an event": signed(event_body(object="charge")),
        "a thin event of the second API": signed(event_body(object="v2.core.event")),
        "no id": signed(event_body(id=None)),
        "an id that is an object": signed(event_body(id={"$ne": ""})),
        "no type": signed(event_body(type=7)),
        "no data": signed(event_body(data=None)),
        "data without an object": signed(event_body(data={})),
        "an object that is a list": signed(event_body(data={"object": []})),
        "a session whose id is a number": signed(event_body(data={"object": {"id": 5, "object": "checkout.session"}})),
        "a payment intent that is a list": signed(
            event_body(data={"object": {"id": "cs_1", "payment_intent": ["pi"]}})
        ),
        "of the live mode": signed(event_body(livemode=True)),
        "of no mode": signed(event_body(livemode=None)),
        "of mode 0": signed(event_body(livemode=0)),
    }


FORGERIES = forgeries()


@pytest.mark.proof(6)
@pytest.mark.parametrize("lie", FORGERIES)
def test_a_forged_event_is_refused(lie):
    payload, signature = FORGERIES[lie]

    with pytest.raises(gateway.ForgedEvent):
        gateway.read_event(payload=payload, signature=signature, now=NOW)


@pytest.mark.proof(6)
def test_there_are_at_least_forty_forgeries():
    assert len(FORGERIES) >= 40


@pytest.mark.proof(6)
@pytest.mark.parametrize("age", [0, 299, 300, -60])
def test_the_true_event_beside_the_forgeries_is_believed(age):
    payload, signature = signed(event_body())

    event = gateway.read_event(payload=payload, signature=signature, now=NOW + age)

    assert event == gateway.Event(
        id="evt_1",
        type="checkout.session.completed",
        livemode=False,
        session_id="cs_test_1",
        payment_intent="pi_1",
    )


def test_an_event_signed_now_needs_no_clock_of_the_caller():
    payload, signature = signed(event_body(), t=int(time.time()))

    assert gateway.read_event(payload=payload, signature=signature).id == "evt_1"


def test_an_event_is_believed_while_the_secret_is_being_changed():
    body = event_body()
    both = signed_payload(body, "whsec_new", NOW) + f",v1={digest(body)}"

    assert gateway.read_event(payload=body, signature=both, now=NOW).id == "evt_1"


@pytest.mark.parametrize(
    ("subject", "intent"),
    [
        ({"object": "payment_intent", "id": "pi_7"}, "pi_7"),
        ({"object": "charge", "id": "ch_7", "payment_intent": "pi_8"}, "pi_8"),
        ({"object": "refund", "id": "re_7", "payment_intent": {"id": "pi_9", "object": "payment_intent"}}, "pi_9"),
        ({"object": "payout", "id": "po_7"}, None),
    ],
)
def test_an_event_points_at_its_payment(subject, intent):
    payload, signature = signed(event_body(data={"object": subject}))

    event = gateway.read_event(payload=payload, signature=signature, now=NOW)

    assert event.payment_intent == intent
    assert event.session_id is None


@pytest.mark.proof(6)
def test_without_a_webhook_secret_nothing_is_believed():
    body = event_body()

    with override_settings(STRIPE_WEBHOOK_SECRET=""), pytest.raises(gateway.ForgedEvent):
        gateway.read_event(payload=body, signature=signed_payload(body, "", NOW), now=NOW)


def checkout(**changes) -> gateway.Checkout:
    values = {
        "reference": "UB-7K2M9",
        "currency": "EUR",
        "items": (gateway.Item(name="Agaseke", quantity=2, unit_minor=4500),),
        "delivery_minor": 1200,
        "delivery_name": "Parcel to Europe",
        "discount_minor": 0,
        "email": "buyer@example.org",
        "success_url": "http://127.0.0.1:8000/thanks/?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:8000/basket/",
        "expires_at": int(time.time()) + 3600,
    }
    return gateway.Checkout(**values | changes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"currency": "ISK"}, "currency_not_supported"),
        ({"currency": "UGX"}, "currency_not_supported"),
        ({"currency": "TND", "delivery_minor": 1205}, "amount_not_representable"),
        ({"discount_minor": 10_201}, "amount_below_zero"),
        ({"discount_minor": -1}, "amount_below_zero"),
        ({"items": (gateway.Item(name="Agaseke", quantity=0, unit_minor=4500),)}, "amount_below_zero"),
        ({"items": (gateway.Item(name="Agaseke", quantity=1, unit_minor=-1),)}, "amount_below_zero"),
    ],
)
def test_what_stripe_would_count_differently_is_refused_before_it_is_sent(changes, code):
    with pytest.raises(gateway.PaymentRefused) as refused:
        gateway.open_session(checkout(**changes))

    assert refused.value.code == code


@pytest.mark.parametrize("session_id", ["", "..", "cs_test_1/expire", "pi_1", "cs_test_1?limit=1", "cs_é"])
def test_an_id_from_the_address_bar_cannot_reach_another_endpoint(session_id):
    with pytest.raises(gateway.PaymentRefused) as refused:
        gateway.fetch_session(session_id)

    assert refused.value.code == "resource_missing"
