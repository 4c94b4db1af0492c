"""What a crash between two steps leaves behind is found and finished, and Stripe's bad days cost nobody anything."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cooperatives.ledger.models import Entry
from shop.checkout.placement import place_order
from shop.order import status
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.payment import gateway, refunds
from shop.payment.models import Refund, StripeSession
from shop.payment.reconcile import reconcile
from shop.payment.sessions import session_for
from tests import factories
from tests.checkout_form import carry, filled_in
from tests.race import race

pytestmark = pytest.mark.django_db
CHECKOUT = reverse("checkout:index")
SESSIONS = "/v1/checkout/sessions"


def after_the_hold(order: Order):
    return order.hold_until + timedelta(minutes=1)


def test_an_order_whose_session_was_never_opened_is_released_when_its_hold_is_over(world, stripe):
    order = factories.order(factories.piece(stock=1))  # the process died here
    Order.objects.filter(pk=order.pk).update(hold_until=timezone.now() - timedelta(minutes=1))

    call_command("reconcile_payments", now=True)

    order.refresh_from_db()
    assert order.status == status.CANCELLED
    assert StockRecord.objects.get().net_stock_level == 1
    assert stripe.state()["open"] == 0


def test_an_order_whose_session_was_opened_but_not_noted_is_settled(world, stripe):
    order = factories.order(factories.piece())
    session = session_for(order)
    stripe.pay(session.session_id)
    StripeSession.objects.all().delete()  # the process died before it wrote this down

    call_command("reconcile_payments", now=True)

    order.refresh_from_db()
    assert order.status == status.PAID
    assert StripeSession.objects.get().session_id == session.session_id
    assert stripe.state()["sessions"] == 1


def test_one_order_in_trouble_does_not_keep_the_others_waiting(world, stripe, caplog):
    piece = factories.piece()
    first, second = factories.order(piece), factories.order(piece)
    stripe.pay(session_for(second).session_id)
    session_for(first)
    first.links.all().delete()
    StripeSession.objects.filter(order=first).delete()  # cannot be asked for again without a link

    with pytest.raises(CommandError, match="1 could not be dealt with"):
        call_command("reconcile_payments", now=True)

    second.refresh_from_db()
    assert second.status == status.PAID


def test_an_order_whose_session_stripe_forgot_is_released_in_time(world, stripe):
    order = factories.order(factories.piece(stock=1))
    session_for(order)
    stripe.reset()

    assert reconcile(now=timezone.now() + timedelta(minutes=5)) == {"waiting for the buyer": 1}
    assert reconcile(now=after_the_hold(order)) == {"released": 1}

    assert StockRecord.objects.get().net_stock_level == 1


def test_an_order_that_costs_nothing_is_settled_after_a_crash(world, stripe):
    order = factories.order(factories.piece())
    Order.objects.filter(pk=order.pk).update(total_minor=0)

    call_command("reconcile_payments", now=True)

    order.refresh_from_db()
    assert order.status == status.PAID
    assert stripe.state()["sessions"] == 0


@pytest.mark.proof(26)
@pytest.mark.parametrize(
    "trouble",
    [
        {"kind": "timeout", "where": "before", "seconds": 3},
        {"kind": "timeout", "where": "after", "seconds": 3},
        {"kind": "500", "where": "before"},
        {"kind": "500", "where": "after"},
        {"kind": "429", "where": "before", "times": 1},  # the SDK does not ask again by itself
        {"kind": "reset", "where": "before"},
        {"kind": "reset", "where": "after"},
    ],
    ids=lambda trouble: f"{trouble['kind']} {trouble['where']}",
)
def test_when_the_payment_page_does_not_open_the_order_is_kept_and_a_retry_opens_one(
    world, stripe, client, settings, trouble
):
    settings.STRIPE_TIMEOUT_SECONDS = 0.5
    basket = factories.basket(factories.piece(stock=1))
    carry(client, basket)
    form = filled_in(basket)
    stripe.fail(**{"times": 3, "path": SESSIONS} | trouble)

    answer = client.post(CHECKOUT, form)

    assert answer.status_code == 503
    order = Order.objects.get()
    assert order.number in answer.content.decode()
    assert order.get_absolute_url() in answer.content.decode()
    assert StockRecord.objects.get().num_allocated == 1

    again = client.post(reverse("order:pay", args=[order.links.get().token]))

    assert (again.status_code, again.headers["Location"]) == (302, order.stripe_session.url)
    assert client.post(CHECKOUT, form).headers["Location"] == order.stripe_session.url
    assert (Order.objects.count(), stripe.state()["sessions"]) == (1, 1)


def test_when_stripe_opens_no_page_for_an_order_its_pieces_go_back_to_the_basket(world, stripe, client):
    """Stripe did not answer until less than its half hour was left of the hold."""
    basket = factories.basket(factories.piece("Pot", stock=1))
    carry(client, basket)
    stripe.fail(kind="500", times=3, path=SESSIONS)
    client.post(CHECKOUT, filled_in(basket))
    order = Order.objects.get()
    Order.objects.update(hold_until=timezone.now() + timedelta(minutes=20))

    answer = client.post(reverse("order:pay", args=[order.links.get().token]), follow=True)

    assert "We could not open the payment page" in answer.content.decode()
    assert [line.title for line in answer.context["lines"]] == ["Pot"]
    order.refresh_from_db()
    assert order.status == status.CANCELLED


def test_paying_after_the_hold_leads_back_to_the_basket(world, stripe, client):
    basket = factories.basket(factories.piece("Pot", stock=1))
    carry(client, basket)
    client.post(CHECKOUT, filled_in(basket))
    order = Order.objects.get()
    Order.objects.update(hold_until=timezone.now() - timedelta(seconds=1))

    answer = client.post(reverse("order:pay", args=[order.links.get().token]), follow=True)

    assert "waited too long" in answer.content.decode()
    assert [line.title for line in answer.context["lines"]] == ["Pot"]
    assert stripe.state()["expired"] == 1


def test_cancelling_while_stripe_does_not_answer_keeps_the_order(world, stripe, client):
    order = factories.order(factories.piece(stock=1))
    session_for(order)
    stripe.fail(kind="500", times=3)

    answer = client.post(reverse("order:cancel", args=[order.links.get().token]), follow=True)

    assert "could not cancel just now" in answer.content.decode()
    order.refresh_from_db()
    assert order.status == status.AWAITING_PAYMENT
    assert StockRecord.objects.get().num_allocated == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_that_stripe_is_still_answering_is_put_off_and_not_given_up(transactional_db, stripe):
    factories.world()
    order = place_order(factories.placement(factories.basket(factories.piece())))
    stripe.fail(kind="slow", seconds=4, path=SESSIONS)

    def ask(_number: int) -> str:
        try:
            return session_for(order).session_id
        except gateway.PaymentUnavailable:
            return "later"

    answers = set(race(ask, 2))

    assert answers - {"later"} == {StripeSession.objects.get().session_id}
    assert stripe.state()["sessions"] == 1


def asked_for(order: Order) -> Refund:
    """A refund that was written down; then the process died."""
    return refunds.write_down(factories.asked_back(order))


def test_a_refund_that_stripe_was_never_asked_for_is_finished_once(world, stripe):
    order = factories.paid_order(stripe, factories.piece())
    asked_for(order)

    call_command("reconcile_payments", now=True)
    call_command("reconcile_payments", now=True)

    order.refresh_from_db()
    assert order.status == status.REFUNDED
    assert Refund.objects.get().state == Refund.State.DONE
    assert stripe.state()["refunded_minor"] == {"eur": order.total_minor}
    assert Entry.objects.filter(kind=Entry.Kind.REFUND).count() == 1


def test_a_refund_that_stripe_made_but_we_did_not_book_is_finished_once(world, stripe):
    order = factories.paid_order(stripe, factories.piece())
    made = asked_for(order)
    gateway.refund(
        payment_intent=order.stripe_session.payment_intent, amount_minor=made.amount_minor, reference=made.reference
    )

    call_command("reconcile_payments", now=True)

    assert stripe.state()["refunds"] == 1
    assert Entry.objects.filter(kind=Entry.Kind.REFUND).count() == 1


def test_a_refund_waits_while_stripe_does_not_answer(world, stripe):
    order = factories.paid_order(stripe, factories.piece())
    stripe.fail(kind="500", times=3, path="/v1/refunds")

    made = factories.refunded(order)

    assert made.state == Refund.State.REQUESTED
    assert Entry.objects.filter(kind=Entry.Kind.REFUND).count() == 0
    call_command("reconcile_payments", now=True)
    made.refresh_from_db()
    assert made.state == Refund.State.DONE
    assert stripe.state()["refunds"] == 1


def test_nothing_asks_stripe_inside_a_transaction(world, stripe, monkeypatch):
    """A slow Stripe would keep locks: the order is committed before it is asked."""
    seen = []
    fetch = gateway.fetch_session
    depth = len(connection.savepoint_ids)

    def looked(session_id):
        seen.append(len(connection.savepoint_ids))
        return fetch(session_id)

    monkeypatch.setattr(gateway, "fetch_session", looked)

    factories.paid_order(stripe, factories.piece())

    assert set(seen) == {depth}
