"""Promise 26: whichever call Stripe fails, and however, nobody pays or is paid twice, and every page says what to do."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cooperatives.ledger.models import Entry
from shop.order import status
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.payment import gateway
from shop.payment import settle as settling
from shop.payment.audit import audit
from shop.payment.gateway import giving_back
from shop.payment.models import PaymentAlert, Refund, UnearnedPayment
from shop.payment.reconcile import PATIENCE, reconcile
from shop.payment.sessions import session_for
from shop.payment.settle import settle
from tests import factories
from tests.checkout_form import deliver

pytestmark = [pytest.mark.django_db, pytest.mark.proof(26)]
KINDS = ("500", "429", "reset", "timeout")
# What only asks has no effect before which, or after which, it could fail.
asking = pytest.mark.parametrize("down", [(kind, "before") for kind in KINDS], ids=KINDS, indirect=True)


@pytest.fixture(params=[(kind, where) for kind in KINDS for where in ("before", "after")], ids=" ".join)
def down(request, stripe, settings) -> Callable[[str], None]:
    """`down(path)`: Stripe fails every call to it until `stripe.reset_failures()`."""
    settings.STRIPE_TIMEOUT_SECONDS = 0.2
    kind, where = request.param
    return lambda path, method="": stripe.fail(kind=kind, where=where, times=20, path=path, method=method, seconds=0.6)


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    assert audit()[1] == []


@pytest.fixture
def order(world, stripe) -> Order:
    made = factories.order(factories.piece(stock=1))
    session_for(made)
    return made


def page(name: str, order: Order) -> str:
    return reverse(f"order:{name}", args=[order.links.get().token])


@asking
def test_coming_back_from_paying(order, stripe, client, down):
    stripe.pay(order.stripe_session.session_id)
    down("/v1/checkout/sessions", "GET")

    waiting = client.get(page("return", order), follow=True)
    stripe.reset_failures()
    client.get(page("return", order))

    assert waiting.status_code == 200
    assert "still waiting for word of your payment" in waiting.content.decode()
    order.refresh_from_db()
    assert (order.status, stripe.state()["charges"]) == (status.PAID, 1)
    assert Entry.objects.filter(kind=Entry.Kind.SALE).count() == 1


def test_cancelling(order, stripe, client, down):
    down(f"/v1/checkout/sessions/{order.stripe_session.session_id}/expire")

    held = client.post(page("cancel", order), follow=True)
    stripe.reset_failures()
    order.refresh_from_db()
    was = order.status
    client.post(page("cancel", order))

    assert "Your pieces are still held for you" in held.content.decode()
    assert was == status.AWAITING_PAYMENT
    order.refresh_from_db()
    assert (order.status, stripe.state()["open"]) == (status.CANCELLED, 0)
    assert StockRecord.objects.get().net_stock_level == 1


def test_without_closing_the_page_first_a_cancelled_order_could_still_be_paid(
    order, stripe, client, down, monkeypatch
):
    """The negative control of the test above."""
    monkeypatch.setattr(settling, "_close", lambda session: True)
    down(f"/v1/checkout/sessions/{order.stripe_session.session_id}/expire")

    client.post(page("cancel", order), follow=True)

    order.refresh_from_db()
    assert (order.status, stripe.state()["open"]) == (status.CANCELLED, 1)


def given_back_while_stripe_is_down(order: Order, stripe) -> int:
    """Asked for once; Stripe makes it, and its answer is lost. How often it was made in the end."""
    factories.pay(stripe, order)
    stripe.fail(kind="500", where="after", times=3, path="/v1/refunds", method="POST")
    assert factories.refunded(order, amount_minor=500).state == Refund.State.REQUESTED
    call_command("reconcile_payments", now=True)
    return stripe.state()["refunds"]


def test_a_refund_whose_answer_is_lost_is_given_once(order, stripe):
    assert given_back_while_stripe_is_down(order, stripe) == 1


def test_it_is_given_twice_where_stripe_is_not_asked_about_it_and_told_no_key(order, stripe, monkeypatch):
    """The negative control: either guard alone is enough, neither is one too few."""
    real = giving_back.api
    refunds = SimpleNamespace(list=real().refunds.list, create=lambda params, _options: real().refunds.create(params))
    monkeypatch.setattr(giving_back, "api", lambda: SimpleNamespace(refunds=refunds))
    monkeypatch.setattr(gateway, "find_refund", lambda **_about: None)

    assert given_back_while_stripe_is_down(order, stripe) == 2


@asking
@pytest.mark.parametrize("path", ["/v1/checkout/sessions", "/v1/refunds", "/v1/disputes"])
def test_hearing_of_a_payment_and_of_what_came_after_it(order, stripe, client, down, path):
    intent = stripe.pay(order.stripe_session.session_id)["payment_intent"]
    stripe.refund(intent, 1000)
    stripe.dispute(intent)
    sent = stripe.take()
    down(path, "GET")

    def told(sent: list) -> set[int]:
        address = reverse("payment:webhook")
        return {
            client.post(address, body, "application/json", headers={"Stripe-Signature": signature}).status_code
            for body, signature in sent
        }

    assert told(sent[-1:]) == {503}
    stripe.reset_failures()
    assert told(sent) == {200}

    order.refresh_from_db()
    assert order.refunded_minor == order.total_minor
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(kinds, 1)


@asking
@pytest.mark.parametrize("path", ["/v1/checkout/sessions", "/v1/refunds", "/v1/disputes"])
def test_reconciling_puts_off_what_cannot_be_asked_and_does_the_rest(order, stripe, down, path):
    stripe.webhooks("drop")
    intent = stripe.pay(order.stripe_session.session_id)["payment_intent"]
    stripe.refund(intent, 1000)
    down(path, "GET")

    reconcile(now=timezone.now() + timezone.timedelta(minutes=5))
    stripe.reset_failures()
    for _ in range(2):  # a payment that it learns of now may have been refunded since
        call_command("reconcile_payments", now=True)

    order.refresh_from_db()
    assert (order.status, order.refunded_minor) == (status.PAID, 1000)
    assert Refund.objects.count() == 1


def test_giving_back_what_came_too_late(order, stripe, down):
    stripe.webhooks("drop")
    session = factories.let_go(order)
    factories.order(order.lines.get().product)
    stripe.pay(session)
    down("/v1/refunds", "POST")

    settle(session)
    assert UnearnedPayment.objects.get().state == UnearnedPayment.State.RETURNING
    stripe.reset_failures()
    call_command("reconcile_payments", now=True)

    assert UnearnedPayment.objects.get().state == UnearnedPayment.State.RETURNED
    assert stripe.state()["refunds"] == 1


def test_a_payment_that_is_neither_made_nor_over_is_shown_to_staff_once(order, stripe, client):
    stripe.pay(order.stripe_session.session_id)
    stripe.tamper(order.stripe_session.session_id, payment_status="unpaid")  # a bank debit that has not come

    soon = reconcile(now=order.hold_until + PATIENCE / 2)
    late = [reconcile(now=order.hold_until + PATIENCE * 2) for _ in range(2)]

    assert (soon, late) == ({"waiting for the buyer": 1}, [{"stuck": 1}, {"stuck": 1}])
    alert = PaymentAlert.objects.get()
    assert (alert.kind, alert.closed_at) == (PaymentAlert.Kind.STUCK, None)
    assert "on its way from the buyer’s bank" in alert.advice
    stripe.tamper(order.stripe_session.session_id, payment_status="paid")
    deliver(client, stripe)
    alert.refresh_from_db()
    assert alert.closed_at
