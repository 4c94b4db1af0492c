"""Money that went back of a payment that no order of ours knows: staff are told once, and it is theirs to deal with."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from cooperatives.ledger.models import Entry
from shop.order.models import Line, Order
from shop.payment import gateway
from shop.payment.asking_again import ask_again
from shop.payment.audit import audit
from shop.payment.models import PaymentAlert, Refund, StripeSession, UnearnedPayment
from shop.payment.reconcile import reconcile
from tests import factories
from tests.checkout_form import deliver
from tests.payment.test_gateway import checkout

pytestmark = pytest.mark.django_db
UNKNOWN = PaymentAlert.Kind.UNKNOWN


@pytest.fixture
def intent(world, stripe) -> str:
    """Paid for something that this shop knows nothing of."""
    opened = gateway.open_session(checkout())
    payment_intent = stripe.pay(opened.id)["payment_intent"]
    stripe.tamper(opened.id, payment_status="unpaid")
    stripe.take()
    return payment_intent


@pytest.fixture(params=["by webhook", "by reconcile"])
def hear(request, client, stripe):
    def by_webhook():
        assert {answer.status_code for answer in deliver(client, stripe)} <= {200}

    return by_webhook if request.param == "by webhook" else lambda: call_command("reconcile_payments", now=True)


def in_peace() -> dict:
    return dict(reconcile(now=timezone.now()))


def test_a_refund_of_it_is_an_alert_that_says_of_how_much_and_of_what(intent, stripe, hear):
    made = stripe.refund(intent, 1250)

    hear()
    hear()

    alert = PaymentAlert.objects.get()
    assert (alert.kind, alert.subject, alert.order, alert.closed_at) == (UNKNOWN, made["id"], None, None)
    assert alert.detail == f"12.50 EUR of the payment {intent} were given back."
    assert not Refund.objects.exists()
    assert not Entry.objects.exists()


def test_a_dispute_of_it_is_an_alert_that_stays_open_when_the_bank_has_decided(intent, stripe, hear):
    disputed = stripe.dispute(intent, amount=1000)
    hear()
    stripe.close_dispute(disputed["id"], won=True)

    hear()

    alert = PaymentAlert.objects.get()
    assert (alert.kind, alert.closed_at) == (UNKNOWN, None)
    assert "10.00 EUR" in alert.detail
    assert "day until which it can be answered" in str(alert.advice)


def test_once_told_there_is_nothing_more_to_ask(intent, stripe):
    stripe.refund(intent, 500)
    stripe.dispute(intent, amount=100)

    assert in_peace() == {"caught up": 1}

    assert in_peace() == {}


def test_what_staff_marked_as_dealt_with_is_not_told_again(intent, stripe, hear):
    stripe.refund(intent, 500)
    hear()
    PaymentAlert.objects.update(closed_at=timezone.now())

    hear()
    ask_again(PaymentAlert.objects.get())

    assert PaymentAlert.objects.get().closed_at


def test_each_refund_of_it_is_told(intent, stripe, hear):
    for amount in (100, 200):
        stripe.refund(intent, amount)
        hear()

    assert PaymentAlert.objects.filter(kind=UNKNOWN).count() == 2


def test_what_was_paid_for_an_order_that_is_not_there_is_kept_and_its_refunds_are_known(world, stripe, hear):
    """As after a backup was restored that is older than the order: what can be known is."""
    opened = gateway.open_session(checkout())
    payment_intent = stripe.pay(opened.id)["payment_intent"]
    stripe.take()
    stripe.refund(payment_intent, 500)

    hear()

    assert (UnearnedPayment.objects.get().returned_minor, PaymentAlert.objects.get().kind) == (500, "unmatched")
    assert audit()[1] == []


def test_when_the_order_is_there_again_asking_stripe_again_books_it(world, stripe):
    order = factories.paid_order(stripe, factories.piece())
    payment_intent = order.stripe_session.payment_intent
    StripeSession.objects.update(payment_intent="")
    made = stripe.refund(payment_intent, 500)
    stripe.tamper(order.stripe_session.session_id, client_reference_id="U-GONE0-00000", payment_status="unpaid")
    in_peace()
    alert = PaymentAlert.objects.get(subject=made["id"])
    assert not Refund.objects.exists()
    StripeSession.objects.update(payment_intent=payment_intent)

    ask_again(alert)

    assert Refund.objects.get().amount_minor == 500
    alert.refresh_from_db()
    assert alert.closed_at is None


def test_a_refund_of_more_than_is_left_is_told_once_and_asked_about_no_more(world, stripe):
    """That can be only after a mistake of ours; and when there is room for it again, it is written down."""
    order = factories.paid_order(stripe, factories.piece())
    goods = order.total_minor - 1200
    count_as_given_back(goods)
    given = stripe.refund(order.stripe_session.payment_intent, 2000)

    assert in_peace() == {"caught up": 1}
    assert in_peace() == {}

    assert PaymentAlert.objects.get().subject == given["id"]
    count_as_given_back(0)
    assert in_peace() == {"caught up": 1}
    assert PaymentAlert.objects.get().closed_at
    assert Refund.objects.get().amount_minor == 2000
    assert in_peace() == {}


def count_as_given_back(minor: int) -> None:
    for model in (Order, Line):
        model.objects.update(refunded_minor=minor)
