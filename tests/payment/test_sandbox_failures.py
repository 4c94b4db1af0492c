"""Stripe slow, broken or gone: the shop learns that it does not know, and asking again has one effect."""

import subprocess
import sys
import time

import pytest

from shop.payment import gateway
from tests.payment.sandbox_fixture import KEY, ROOT, Sandbox
from tests.payment.test_gateway import checkout

FAILURES = ["500", "reset", "timeout"]
# The SDK tries three times by itself.
ALWAYS = 3


@pytest.fixture(autouse=True)
def impatient(stripe, settings):
    settings.STRIPE_TIMEOUT_SECONDS = 0.4


@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_failure_that_passes_is_not_noticed(stripe, kind, where):
    stripe.fail(kind=kind, where=where, times=1, path="/v1/checkout/sessions")

    session = gateway.open_session(checkout())

    assert session.status == "open"
    assert stripe.state()["sessions"] == 1


@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize(("where", "effects"), [("before", 0), ("after", 1)])
def test_a_failure_that_lasts_leaves_the_effect_unknown_and_asking_again_has_one(stripe, kind, where, effects):
    order = checkout()
    stripe.fail(kind=kind, where=where, times=ALWAYS, path="/v1/checkout/sessions")

    with pytest.raises(gateway.PaymentUnavailable):
        gateway.open_session(order)
    had = stripe.state()["sessions"]
    gateway.open_session(order)

    assert had == effects
    assert stripe.state()["sessions"] == 1


@pytest.mark.parametrize("kind", FAILURES)
def test_a_refund_whose_answer_was_lost_is_given_once(stripe, kind):
    opened = gateway.open_session(checkout())
    stripe.pay(opened.id)
    session = gateway.fetch_session(opened.id)
    stripe.fail(kind=kind, where="after", times=ALWAYS, path="/v1/refunds")

    with pytest.raises(gateway.PaymentUnavailable):
        gateway.refund(payment_intent=session.payment_intent, amount_minor=500, reference="R-1")
    gateway.refund(payment_intent=session.payment_intent, amount_minor=500, reference="R-1")

    assert stripe.state()["refunded_minor"] == {"eur": 500}


def test_a_refund_is_given_twice_without_the_key(stripe):
    """The negative control: it is the key, and nothing else, that makes the test above true."""
    opened = gateway.open_session(checkout())
    stripe.pay(opened.id)
    session = gateway.fetch_session(opened.id)

    stripe.refund(session.payment_intent, 500)
    stripe.refund(session.payment_intent, 500)

    assert stripe.state()["refunded_minor"] == {"eur": 1000}


def test_too_many_requests_is_a_matter_of_trying_later(stripe):
    stripe.fail(kind="429", path="/v1/checkout/sessions")

    with pytest.raises(gateway.PaymentUnavailable):
        gateway.open_session(checkout())

    assert gateway.open_session(checkout()).status == "open"


def test_a_stripe_that_is_gone_is_a_matter_of_trying_later(settings, stripe):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"

    with pytest.raises(gateway.PaymentUnavailable):
        gateway.open_session(checkout())


def test_an_answer_that_is_not_stripes_is_a_matter_of_trying_later(settings, stripe):
    # The hosted page instead of the API, as a captive portal or a maintenance page would be.
    settings.STRIPE_API_BASE = f"{stripe.url}/pay"

    with pytest.raises(gateway.PaymentUnavailable):
        gateway.fetch_session("cs_test_1")


def test_a_failure_is_for_its_path_only(stripe):
    stripe.fail(kind="429", path="/v1/refunds")

    assert gateway.open_session(checkout()).status == "open"


@pytest.mark.parametrize("wrong", [{"kind": "flood"}, {"kind": "500", "where": "during"}, {"kind": "500", "times": 0}])
def test_a_failure_that_does_not_exist_is_refused(stripe, wrong):
    with pytest.raises(AssertionError, match="400"):
        stripe.fail(**wrong)


def test_a_sandbox_killed_and_started_again_has_forgotten_nothing(settings, stripe, tmp_path):
    arguments = ("--database", str(tmp_path / "deep" / "sandbox.sqlite3"), "--fail", "500:before:1:/v1/refunds")
    first = Sandbox(*arguments)
    settings.STRIPE_API_BASE = first.url
    order = checkout()
    opened = gateway.open_session(order)
    first.pay(opened.id)
    first.process.kill()
    first.process.wait()

    second = Sandbox(*arguments)
    settings.STRIPE_API_BASE = second.url
    try:
        again, now = gateway.open_session(order), gateway.fetch_session(opened.id)
        waiting = len(second.take())
    finally:
        second.stop()

    assert again.id == opened.id
    assert now.is_paid
    assert waiting == 3


def test_the_sandbox_loads_no_django():
    code = "import sys; import shop.payment.sandbox.__main__; print('django' in sys.modules)"

    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )

    assert answer.stdout.strip() == "False"


def test_stopping_does_not_wait_for_a_request_that_hangs(settings):
    sandbox = Sandbox()
    settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE = KEY, sandbox.url
    sandbox.fail(kind="timeout", times=ALWAYS, seconds=60)
    with pytest.raises(gateway.PaymentUnavailable):
        gateway.open_session(checkout())
    started = time.monotonic()

    sandbox.stop()

    assert time.monotonic() - started < 5
