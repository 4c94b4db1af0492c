"""What the simulation found, each told again by itself."""

import random

import pytest
from django.utils import timezone

from shop.order import status
from shop.order.sending import mark_as_sent
from shop.partner.models import StockRecord
from shop.payment.audit import audit
from shop.payment.history import bring_up_to_date
from shop.payment.models import Dispute, Refund, UnearnedPayment
from shop.payment.reconcile import reconcile
from shop.payment.settle import settle
from tests import factories
from tests.books import house
from tests.simulation.cuts import Cut, cut_after, cut_once_written
from tests.simulation.time_and_chance import Clock, simulated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock():
    clock = Clock()
    with simulated(clock, random.Random(0)):
        yield clock


@pytest.fixture
def world(transactional_db):
    return factories.world()


@pytest.fixture(autouse=True)
def _the_books_are_stripes(stripe):
    yield
    assert audit()[1] == []
    assert house("provider") == stripe.state()["balance_minor"].get("eur", 0)


def paid_too_late(stripe) -> str:
    """The session of an order that was let go of, and paid when its piece was sold."""
    order = factories.order(factories.piece(stock=1))
    session = factories.let_go(order)
    StockRecord.objects.update(num_in_stock=0)
    stripe.pay(session)
    return session


def in_peace() -> dict:
    return dict(reconcile(now=timezone.now()))


def test_a_refund_is_not_given_twice_when_stripe_forgot_that_we_asked(world, stripe, clock):
    """It keeps an idempotency key for a day; then the same question is another refund."""
    order = factories.paid_order(stripe, factories.piece())
    with pytest.raises(Cut), cut_after("POST /v1/refunds"):
        factories.refunded(order, amount_minor=500)
    clock.advance(hours=25)

    assert in_peace() == {"refund done": 1}

    assert Refund.objects.get().state == Refund.State.DONE
    assert stripe.state()["refunded_minor"] == {"eur": 500}
    assert in_peace() == {}


def test_a_refund_of_everything_is_not_taken_for_refused_when_stripe_forgot_that_we_asked(world, stripe, clock):
    order = factories.paid_order(stripe, factories.piece())
    with pytest.raises(Cut), cut_after("POST /v1/refunds"):
        factories.refunded(order)
    clock.advance(hours=25)

    assert in_peace() == {"refund done": 1}

    order.refresh_from_db()
    assert order.status == status.REFUNDED
    assert house("provider") == -house("fees")
    assert in_peace() == {}


def test_a_piece_that_came_back_once_is_sold_again_once_though_its_refund_failed(world, stripe, clock):
    order = factories.paid_order(stripe, factories.piece(stock=1))
    mark_as_sent(order=order)
    again = {line.pk: line.quantity for line in order.lines.all()}
    factories.refunded(order, everything=True, for_sale=again)
    [made] = stripe.all("refund")
    stripe.finish_refund(made["id"], "failed")
    in_peace()

    factories.refunded(order, everything=True, for_sale=again)

    assert order.refunds.filter(state=Refund.State.DONE).count() == 1
    assert StockRecord.objects.get().net_stock_level == 1


def test_a_payment_for_nothing_is_not_returned_twice_when_stripe_forgot_that_we_asked(world, stripe, clock):
    session = paid_too_late(stripe)
    with pytest.raises(Cut), cut_after("POST /v1/refunds"):
        settle(session)
    clock.advance(hours=25)

    assert in_peace() == {"payment returned": 1}

    assert stripe.state()["refunds"] == 1
    assert UnearnedPayment.objects.get().state == UnearnedPayment.State.RETURNED
    assert in_peace() == {}


def test_a_return_that_failed_is_asked_about_once(world, stripe, clock):
    settle(paid_too_late(stripe))
    [returned] = stripe.all("refund")
    stripe.finish_refund(returned["id"], "failed")

    assert in_peace() == {"caught up": 1}

    kept = UnearnedPayment.objects.get()
    assert (kept.state, kept.returned_minor) == (UnearnedPayment.State.KEPT, 0)
    assert in_peace() == {}


def test_a_late_payment_whose_webhook_is_lost_is_found(world, stripe, clock):
    """Nothing of ours waits for it: the order was let go of, and its page was never noted."""
    paid_too_late(stripe)
    clock.advance(minutes=5)

    assert in_peace() == {"paid after the release": 1}

    assert stripe.state()["refunds"] == 1
    assert UnearnedPayment.objects.get().state == UnearnedPayment.State.RETURNED
    assert in_peace() == {}


def test_what_a_bank_takes_of_a_payment_for_nothing_is_no_longer_the_buyers(world, stripe, clock):
    session = paid_too_late(stripe)
    stripe.refunds_are_pending()
    settle(session)
    [pending] = stripe.all("refund")
    stripe.finish_refund(pending["id"], "failed")
    in_peace()
    disputed = stripe.dispute(UnearnedPayment.objects.get().payment_intent, fee=1500)

    in_peace()

    assert house("unearned") == 0
    assert in_peace() == {}
    stripe.close_dispute(disputed["id"], won=True, fee_returned=True)
    in_peace()
    assert house("unearned") == UnearnedPayment.objects.get().amount_minor
    assert in_peace() == {}


def test_what_was_given_back_in_part_in_stripe_is_given_back_for_the_rest(world, stripe, clock):
    """Of what came too late somebody in the dashboard gave a part back before anybody here had heard of it."""
    session = paid_too_late(stripe)
    paid = stripe.all("charge")[0]
    stripe.refund(paid["payment_intent"], 500)

    settle(session)

    kept = UnearnedPayment.objects.get()
    assert (kept.state, kept.returned_minor) == (UnearnedPayment.State.RETURNED, paid["amount"])
    assert in_peace() == {}


def test_a_return_that_stripe_refused_is_for_staff_whoever_hears_of_the_payment_again(world, stripe, clock):
    """Seed 5055: each late webhook tried again what the reconciler had left to staff, and one of them succeeded."""
    session = paid_too_late(stripe)
    disputed = stripe.dispute(stripe.all("charge")[0]["payment_intent"], fee=0)
    settle(session)
    in_peace()
    stripe.close_dispute(disputed["id"], won=True)
    in_peace()
    before = stripe.state()["refunds"]

    settle(session)

    assert UnearnedPayment.objects.get().state == UnearnedPayment.State.KEPT
    assert stripe.state()["refunds"] == before == 0
    assert in_peace() == {}


def test_what_was_given_back_while_the_bank_only_asked_went_before_what_it_took_then(world, stripe, clock):
    """Seed 26112433: a dispute was taken to be as old as the bank's question, and left nothing of which to give back."""
    order = factories.paid_order(stripe, factories.piece())
    asked = stripe.dispute(order.stripe_session.payment_intent, inquiry=True, fee=0)
    clock.advance(hours=1)
    stripe.refund(order.stripe_session.payment_intent, 500)
    clock.advance(hours=1)
    stripe.withdraw_dispute(asked["id"])

    assert in_peace() == {"caught up": 1}

    assert Refund.objects.get(cause=Refund.Cause.IN_STRIPE).amount_minor == 500
    dispute = Dispute.objects.get()
    assert (dispute.taking.amount_minor, dispute.excess_minor) == (order.total_minor - 500, 500)
    assert in_peace() == {}


def test_what_is_on_its_way_back_is_not_taken_once_more_by_a_bank(world, stripe, clock):
    """Seed 7068: a return that Stripe had not finished was overlooked when the bank took nearly everything; and then it came."""
    session = paid_too_late(stripe)
    stripe.refunds_are_pending()
    settle(session)
    kept = UnearnedPayment.objects.get()
    clock.advance(hours=1)
    stripe.dispute(kept.payment_intent, amount=kept.amount_minor, fee=0)

    in_peace()
    [on_its_way] = stripe.all("refund")
    stripe.finish_refund(on_its_way["id"])

    assert in_peace() == {}
    kept.refresh_from_db()
    assert (kept.state, kept.returned_minor) == (UnearnedPayment.State.RETURNED, kept.amount_minor)
    assert house("fees") == kept.amount_minor + 181  # what the bank took beside it, and Stripe's fee


def test_a_return_that_is_on_its_way_and_does_not_arrive_is_for_staff(world, stripe, clock):
    session = paid_too_late(stripe)
    stripe.refunds_are_pending()
    settle(session)
    assert in_peace() == {}
    [on_its_way] = stripe.all("refund")
    stripe.finish_refund(on_its_way["id"], "failed")

    assert in_peace() == {"caught up": 1}

    kept = UnearnedPayment.objects.get()
    assert (kept.state, kept.returned_minor) == (UnearnedPayment.State.KEPT, 0)


def test_a_refund_made_in_stripe_is_not_asked_for_once_more_after_a_crash(world, stripe, clock):
    """Seed 8004: written down and not finished, it was taken for one of ours that Stripe had never heard of."""
    order = factories.paid_order(stripe, factories.piece())
    stripe.refund(order.stripe_session.payment_intent, 500)
    with pytest.raises(Cut), cut_once_written("payment_refund"):
        bring_up_to_date(order.stripe_session.payment_intent)
    clock.advance(minutes=5)

    assert in_peace() == {"refund done": 1}

    assert stripe.state()["refunded_minor"] == {"eur": 500}
    assert Refund.objects.get().amount_minor == 500
    assert in_peace() == {}
