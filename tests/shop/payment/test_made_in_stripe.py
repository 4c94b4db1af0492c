"""Refunds made in Stripe itself are imported once; what the bank sends back is undone; ours and theirs are told apart."""

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from cooperatives.ledger.models import Entry
from shop.order import status
from shop.order.models import Order
from shop.payment.audit import audit
from shop.payment.models import PaymentAlert, Refund
from shop.payment.sessions import session_for
from tests import factories
from tests.books import balances, house, owed
from tests.checkout_form import deliver

pytestmark = pytest.mark.django_db
State = Refund.State


@pytest.fixture
def order(world, stripe) -> Order:
    """A basket at 40.00 by the Weavers, delivery 12.00."""
    made = factories.paid_order(stripe, factories.piece("Basket", by=factories.cooperative("Weavers"), stock=1))
    stripe.take()
    return made


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    assert audit()[1] == []


@pytest.fixture
def intent(order) -> str:
    return order.stripe_session.payment_intent


def told_of_refunds() -> int:
    return DBTaskResult.objects.filter(task_path="shop.order.mails.send", args_kwargs__icontains='"refunded"').count()


def hear(client, stripe, *, by_webhook: bool) -> None:
    if by_webhook:
        assert {answer.status_code for answer in deliver(client, stripe)} == {200}
    else:
        call_command("reconcile_payments", now=True)


@pytest.mark.proof(14)
@pytest.mark.parametrize("by_webhook", [True, False], ids=["by webhook", "by reconcile"])
def test_a_refund_made_in_stripe_is_imported_once(order, intent, client, stripe, by_webhook):
    stripe.webhooks("hold", duplicate=3, shuffle=True)
    stripe.refund(intent, 1000)

    hear(client, stripe, by_webhook=by_webhook)
    for _ in range(2):
        call_command("reconcile_payments", now=True)

    made = Refund.objects.get()
    assert (made.cause, made.state, made.amount_minor) == (Refund.Cause.IN_STRIPE, State.DONE, 1000)
    assert (owed("Weavers"), house("commission"), house("delivery")) == (2400, 600, 1200)  # the delivery is untouched
    assert Entry.objects.filter(kind=Entry.Kind.REFUND).count() == 1
    assert told_of_refunds() == 1
    order.refresh_from_db()
    assert (order.status, order.refunded_minor) == (status.PAID, 1000)
    assert order.lines.get().stockrecord.num_allocated == 1


@pytest.mark.proof(14)
def test_what_exceeds_the_lines_comes_out_of_the_delivery(order, intent, client, stripe):
    stripe.refund(intent, 4500)

    deliver(client, stripe)

    assert (owed("Weavers"), house("commission"), house("delivery")) == (0, 0, 700)


def test_all_of_it_makes_the_order_refunded(order, intent, client, stripe):
    stripe.refund(intent, order.total_minor)

    deliver(client, stripe)

    order.refresh_from_db()
    assert order.status == status.REFUNDED
    assert set(balances()) == {("fees", "", "EUR"), ("provider", "", "EUR")}


def test_ours_is_not_imported_as_a_strangers(order, client, stripe):
    factories.refunded(order, amount_minor=1000)

    deliver(client, stripe)
    call_command("reconcile_payments", now=True)

    assert [(made.cause, made.amount_minor) for made in Refund.objects.all()] == [(Refund.Cause.CHANGED_MIND, 1000)]


def test_one_that_stripe_made_for_us_and_we_do_not_know_of_is_found_by_its_reference(order, client, stripe):
    stripe.fail(kind="reset", where="after", times=3, path="/v1/refunds")
    made = factories.refunded(order, amount_minor=1000)
    assert made.state == State.REQUESTED

    deliver(client, stripe)

    made.refresh_from_db()
    assert (made.state, Refund.objects.count(), stripe.state()["refunds"]) == (State.DONE, 1, 1)


def test_a_refund_is_heard_of_before_the_payment(world, client, stripe):
    order = factories.order(factories.piece("Basket", by=factories.cooperative("Weavers")))
    intent = stripe.pay(session_for(order).session_id)["payment_intent"]
    stripe.take()
    stripe.refund(intent, 1000)

    deliver(client, stripe)

    order.refresh_from_db()
    assert (order.status, order.refunded_minor, owed("Weavers")) == (status.PAID, 1000, 2400)


def test_a_pending_refund_is_booked_and_told_of_when_it_is_done(order, client, stripe):
    stripe.refunds_are_pending()
    made = factories.refunded(order, amount_minor=1000)
    deliver(client, stripe)
    assert (made.state, owed("Weavers"), told_of_refunds()) == (State.PENDING, 3200, 0)

    stripe.finish_refund(made.stripe_id)
    deliver(client, stripe)

    made.refresh_from_db()
    assert (made.state, owed("Weavers"), told_of_refunds()) == (State.DONE, 2400, 1)


@pytest.mark.parametrize("by_webhook", [True, False], ids=["by webhook", "by reconcile"])
@pytest.mark.parametrize("outcome", ["failed", "canceled"])
def test_a_pending_refund_that_fails_leaves_everything_as_before(order, client, stripe, outcome, by_webhook):
    before = balances()
    stripe.refunds_are_pending()
    made = factories.refunded(order)
    stripe.finish_refund(made.stripe_id, outcome)

    hear(client, stripe, by_webhook=by_webhook)

    made.refresh_from_db()
    order.refresh_from_db()
    assert (made.state, order.refunded_minor, balances()) == (State.FAILED, 0, before)
    assert PaymentAlert.objects.get().subject == made.reference


@pytest.mark.parametrize("by_webhook", [True, False], ids=["by webhook", "by reconcile"])
@pytest.mark.parametrize("is_ours", [True, False], ids=["ours", "made in Stripe"])
def test_a_refund_that_fails_days_later_is_reversed_and_can_be_made_again(
    order, intent, client, stripe, is_ours, by_webhook
):
    before = balances()
    stripe_id = factories.refunded(order).stripe_id if is_ours else stripe.refund(intent, order.total_minor)["id"]
    deliver(client, stripe)
    order.refresh_from_db()
    assert order.status == status.REFUNDED
    stripe.finish_refund(stripe_id, "failed")

    hear(client, stripe, by_webhook=by_webhook)
    call_command("reconcile_payments", now=True)

    order.refresh_from_db()
    assert (order.status, order.refunded_minor, balances()) == (status.PAID, 0, before)
    assert Refund.objects.get().state == State.FAILED
    [alert] = PaymentAlert.objects.all()
    assert (alert.kind, alert.closed_at) == (PaymentAlert.Kind.REFUND, None)
    assert factories.refunded(order).state == State.DONE
    assert Entry.objects.filter(kind=Entry.Kind.REVERSAL).count() == 1


def test_one_of_ours_that_waits_makes_room_for_one_that_was_made_in_stripe(order, intent, client, stripe):
    stripe.fail(kind="500", times=30, path="/v1/refunds", method="POST")
    waiting = factories.refunded(order)
    stripe.reset_failures()
    stripe.refund(intent, 1000)

    deliver(client, stripe)

    waiting.refresh_from_db()
    assert waiting.state == State.REFUSED
    assert Refund.objects.get(cause=Refund.Cause.IN_STRIPE).state == State.DONE
    order.refresh_from_db()
    assert order.refunded_minor == 1000
