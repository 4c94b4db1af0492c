"""Promise 14: refunds are bounded, however many ask at once, and what Stripe tells is imported once."""

import pytest
from django.test import Client
from django.urls import reverse

from cooperatives.ledger.models import Entry
from shop.order.models import Line, Order
from shop.payment import refunds
from shop.payment.audit import audit
from shop.payment.models import Refund
from shop.payment.refunds import RefundRefused
from tests import factories
from tests.books import house, owed
from tests.guards import constraint_off
from tests.race import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof(14)]


@pytest.fixture
def order(transactional_db, stripe) -> Order:
    """100.00 in all: a pot at 88.00 by Potters and Weavers, delivery 12.00."""
    factories.world()
    by = {factories.cooperative("Potters"): 3, factories.cooperative("Weavers"): 1}
    return factories.paid_order(stripe, factories.piece("Pot", by=by, prices={"EUR": "88.00"}))


def forty_percent(order: Order):
    return factories.asked_back(order, amounts={order.lines.get().pk: 3500}, delivery_minor=500)


def ask_at_once(order: Order, runners: int) -> int:
    """How many got it."""

    def ask(_number: int) -> bool:
        try:
            refunds.refund(forty_percent(Order.objects.get(pk=order.pk)))
        except RefundRefused:
            return False
        return True

    return sum(race(ask, runners))


def test_of_20_refunds_of_40_percent_at_once_at_most_2_are_given(order, stripe, reached):
    given = ask_at_once(order, 20)

    order.refresh_from_db()
    assert given == 2
    assert stripe.state()["refunded_minor"] == {"eur": 8000}
    assert (order.refunded_minor, order.lines.get().refunded_minor) == (8000, 7000)
    assert Entry.objects.filter(kind=Entry.Kind.REFUND).count() == 2
    assert audit()[1] == []
    factories.refunded(order)
    assert (owed("Potters"), owed("Weavers"), house("commission"), house("delivery")) == (0, 0, 0, 0)
    reached("20 refunds of 40 % at once: 2 given, 18 refused, 80.00 of 100.00; the rest empties every account")


def test_without_the_lock_and_the_bounds_more_are_written_down(order, stripe, reached, monkeypatch):
    """The negative control: each looks first and writes afterwards. Stripe's own bound still holds there."""

    def write(made, plan):
        made.amount_minor, made.delivery_minor = plan.amount_minor, plan.delivery_minor
        made.state = Refund.State.DONE  # Stripe is not asked
        made.save()
        Order.objects.filter(pk=made.order_id).update(refunded_minor=made.order.refunded_minor + plan.amount_minor)
        return made

    plan = refunds.preview(forty_percent(order))
    monkeypatch.setattr(refunds, "write", write)
    monkeypatch.setattr(refunds, "locked", lambda asked: asked)
    monkeypatch.setattr(refunds, "_plan", lambda left, request: plan)
    monkeypatch.setattr(refunds, "_ask", lambda made: made)

    with (
        constraint_off(Order, "refunds_are_bounded", clear=lambda: Order.objects.update(refunded_minor=0)),
        constraint_off(Line, "line_refunds_are_bounded", clear=lambda: None),
    ):
        given = ask_at_once(order, 8)

    assert given > 2
    Refund.objects.all().delete()
    reached(f"lock and bounds off: {given} of 8 refunds of 40 % written down")


@pytest.mark.parametrize("runners", [8])
def test_several_who_hear_of_a_refund_made_in_stripe_import_it_once(order, stripe, reached, runners):
    stripe.take()
    stripe.refund(order.stripe_session.payment_intent, 1000)
    stripe.refund(order.stripe_session.payment_intent, 2500)
    sent = stripe.take()

    def hear(number: int) -> int:
        body, signature = sent[number % len(sent)]
        signed = {"Stripe-Signature": signature}
        return Client().post(reverse("payment:webhook"), body, "application/json", headers=signed).status_code

    assert race(hear, runners) == [200] * runners

    assert sorted(Refund.objects.values_list("amount_minor", flat=True)) == [1000, 2500]
    assert Entry.objects.filter(kind=Entry.Kind.REFUND).count() == 2
    assert audit()[1] == []
    reached(f"2 refunds made in Stripe, told to {runners} at once: imported once each")
