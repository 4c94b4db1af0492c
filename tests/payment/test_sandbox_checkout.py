"""The gateway and the sandbox together: what the real SDK sends is what Stripe would take, and money adds up."""

import time

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.payment import gateway
from tests.payment.test_gateway import checkout

A_SECOND = gateway.Item(name="Imigongo – “four suns” ☀", quantity=1, unit_minor=12_005)


def test_an_order_becomes_an_open_session(stripe):
    session = gateway.open_session(checkout())

    assert session.status == "open"
    assert not session.is_paid
    assert session.amount_minor == 2 * 4500 + 1200
    assert (session.currency, session.reference, session.livemode) == ("EUR", "UB-7K2M9", False)
    assert session.url == f"{stripe.url}/pay/{session.id}"
    assert (session.payment_intent, session.charge, session.fee_minor, session.refunded_minor) == (None, None, None, 0)


def test_a_paid_session_tells_its_charge_and_stripes_fee(stripe):
    opened = gateway.open_session(checkout(items=(A_SECOND,), delivery_minor=0))

    stripe.pay(opened.id)

    session = gateway.fetch_session(opened.id)
    assert session.is_paid
    assert session.status == "complete"
    assert session.url is None
    assert session.payment_intent.startswith("pi_")
    assert session.charge.startswith("ch_")
    assert (session.fee_minor, session.fee_currency) == (round(12_005 * 0.029) + 30, "EUR")


def test_the_fee_in_rwandan_francs_has_no_cents(stripe):
    opened = gateway.open_session(
        checkout(currency="RWF", items=(gateway.Item(name="Agaseke", quantity=1, unit_minor=45_000),))
    )

    stripe.pay(opened.id)

    session = gateway.fetch_session(opened.id)
    assert session.amount_minor == 46_200
    assert session.fee_minor == 1340 + 300


def test_a_fee_that_is_not_known_yet_is_none(stripe):
    opened = gateway.open_session(checkout())
    stripe.pay(opened.id)

    stripe.tamper(opened.id, fee_known=False)

    session = gateway.fetch_session(opened.id)
    assert session.is_paid
    assert (session.fee_minor, session.fee_currency) == (None, None)


def test_paying_ten_times_charges_once(stripe):
    opened = gateway.open_session(checkout())

    for _ in range(10):
        stripe.pay(opened.id)

    assert stripe.state()["charges"] == 1


@pytest.mark.parametrize(("language", "shown"), [("fr", "fr"), ("nl", "nl"), ("rw", "auto"), ("auto", "auto")])
def test_a_buyer_whose_language_stripe_does_not_speak_can_still_pay(stripe, language, shown):
    session = gateway.open_session(checkout(locale=language))

    assert stripe.api("GET", f"/v1/checkout/sessions/{session.id}")["locale"] == shown


def test_a_buyer_without_an_address_for_mail_can_still_pay(stripe):
    assert gateway.open_session(checkout(email="")).status == "open"


def test_an_order_opened_twice_is_one_session(stripe):
    order = checkout()

    first, second = gateway.open_session(order), gateway.open_session(order)

    assert first == second
    assert stripe.state()["sessions"] == 1


def test_an_order_that_changed_under_the_same_reference_is_refused(stripe):
    gateway.open_session(checkout())

    with pytest.raises(gateway.PaymentRefused, match="same parameters"):
        gateway.open_session(checkout(delivery_minor=1))

    assert stripe.state()["sessions"] == 1


@pytest.mark.parametrize("discount", [1, 1_200, 9_000, 10_199])
def test_a_discounted_order_is_charged_exactly_and_still_names_its_parts(stripe, discount):
    session = gateway.open_session(checkout(discount_minor=discount))

    assert session.amount_minor == 10_200 - discount
    (line,) = stripe.api("GET", f"/v1/checkout/sessions/{session.id}/line_items")["data"]
    assert line["description"] == "UB-7K2M9"


def test_an_order_paid_by_its_discount_alone_needs_no_charge(stripe):
    opened = gateway.open_session(checkout(discount_minor=10_200))

    stripe.pay(opened.id)

    session = gateway.fetch_session(opened.id)
    assert session.is_paid
    assert session.amount_minor == 0
    assert session.payment_intent is None
    assert stripe.state()["charges"] == 0


def test_an_order_of_more_lines_than_stripe_shows_is_charged_exactly(stripe):
    items = tuple(gateway.Item(name=f"Bead {n}", quantity=3, unit_minor=101 + n) for n in range(100))

    session = gateway.open_session(checkout(items=items))

    assert session.amount_minor == sum(3 * (101 + n) for n in range(100)) + 1200


items = st.lists(
    st.builds(
        gateway.Item,
        name=st.text(min_size=1, max_size=40).filter(str.strip),
        quantity=st.integers(1, 40),
        unit_minor=st.integers(0, 9_999),
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.proof(7)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    items=items,
    delivery=st.integers(0, 50_000),
    part=st.fractions(0, 1),
    currency=st.sampled_from(["EUR", "RWF", "USD", "JPY"]),
)
def test_what_is_charged_is_what_was_ordered_to_the_last_minor_unit(stripe, items, delivery, part, currency):
    gross = sum(item.quantity * item.unit_minor for item in items) + delivery
    discount = int(gross * part)
    order = checkout(
        reference=f"UB-{time.monotonic_ns()}",
        currency=currency,
        items=tuple(items),
        delivery_minor=delivery,
        discount_minor=discount,
    )

    session = gateway.open_session(order)

    assert (session.amount_minor, session.currency) == (gross - discount, currency)
    assert session.amount_minor == order.total_minor


def test_an_expired_session_cannot_be_paid(stripe):
    opened = gateway.open_session(checkout())

    expired = gateway.expire_session(opened.id)

    assert expired.status == "expired"
    assert not expired.is_paid
    with pytest.raises(AssertionError, match="status of expired"):
        stripe.pay(opened.id)
    assert stripe.state()["charges"] == 0


def test_expiring_twice_is_expiring_once(stripe):
    opened = gateway.open_session(checkout())

    first, second = gateway.expire_session(opened.id), gateway.expire_session(opened.id)

    assert first == second


def test_a_paid_session_cannot_be_expired(stripe):
    opened = gateway.open_session(checkout())
    stripe.pay(opened.id)

    with pytest.raises(gateway.PaymentRefused, match="status of complete"):
        gateway.expire_session(opened.id)


def test_a_session_expires_by_itself(stripe):
    opened = gateway.open_session(checkout())

    stripe.tamper(opened.id, expires_at=int(time.time()) - 1)
    deadline = time.monotonic() + 8
    while not stripe.state()["expired"] and time.monotonic() < deadline:
        time.sleep(0.2)

    assert stripe.state()["expired"] == 1


@pytest.mark.parametrize("seconds", [-1, 60, 29 * 60, 24 * 3600 + 60])
def test_a_session_lives_between_half_an_hour_and_a_day(stripe, seconds):
    with pytest.raises(gateway.PaymentRefused, match="expires_at"):
        gateway.open_session(checkout(expires_at=int(time.time()) + seconds))


def test_an_unknown_session_is_refused(stripe):
    with pytest.raises(gateway.PaymentRefused) as refused:
        gateway.fetch_session("cs_test_nobody")

    assert refused.value.code == "resource_missing"


def test_a_wrong_key_says_nothing_about_the_payment(stripe):
    with override_settings(STRIPE_SECRET_KEY="sk_test_other"):
        with pytest.raises(gateway.PaymentUnavailable, match="Invalid API Key"):
            gateway.open_session(checkout())

    assert stripe.state()["sessions"] == 0


def paid(stripe) -> gateway.Session:
    opened = gateway.open_session(checkout())
    stripe.pay(opened.id)
    return gateway.fetch_session(opened.id)


def test_a_refund_gives_back_what_it_says(stripe):
    session = paid(stripe)

    result = gateway.refund(payment_intent=session.payment_intent, amount_minor=4500, reference="R-1")

    assert (result.status, result.amount_minor, result.currency) == ("succeeded", 4500, "EUR")
    assert gateway.fetch_session(session.id).refunded_minor == 4500


def test_a_refund_asked_twice_is_given_once(stripe):
    session = paid(stripe)

    results = {
        gateway.refund(payment_intent=session.payment_intent, amount_minor=4500, reference="R-1") for _ in range(3)
    }

    assert len(results) == 1
    assert gateway.fetch_session(session.id).refunded_minor == 4500


def test_refunds_never_exceed_the_payment(stripe):
    session = paid(stripe)
    gateway.refund(payment_intent=session.payment_intent, amount_minor=10_000, reference="R-1")

    with pytest.raises(gateway.PaymentRefused, match="greater than unrefunded"):
        gateway.refund(payment_intent=session.payment_intent, amount_minor=201, reference="R-2")
    gateway.refund(payment_intent=session.payment_intent, amount_minor=200, reference="R-3")
    with pytest.raises(gateway.PaymentRefused) as refused:
        gateway.refund(payment_intent=session.payment_intent, amount_minor=1, reference="R-4")

    assert refused.value.code == "charge_already_refunded"
    assert stripe.state()["refunded_minor"] == {"eur": 10_200}


@pytest.mark.parametrize("amount", [0, -1])
def test_a_refund_of_nothing_is_refused(stripe, amount):
    session = paid(stripe)

    with pytest.raises(gateway.PaymentRefused):
        gateway.refund(payment_intent=session.payment_intent, amount_minor=amount, reference="R-1")


@pytest.mark.proof(7)
@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"amount_total": 10_201}, "amount_minor", 10_201),
        ({"currency": "usd"}, "currency", "USD"),
        ({"client_reference_id": "UB-OTHER"}, "reference", "UB-OTHER"),
        ({"livemode": True}, "livemode", True),
        ({"payment_status": "unpaid"}, "is_paid", False),
    ],
)
def test_a_session_that_differs_from_the_order_is_seen_to_differ(stripe, changes, field, value):
    session = paid(stripe)

    stripe.tamper(session.id, **changes)

    assert getattr(gateway.fetch_session(session.id), field) == value
