"""Promise 7: an order is paid by just its amount, in its currency, for itself, in the shop's mode; staff see anything else."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from cooperatives.ledger.balances import of_the_house
from cooperatives.ledger.models import Entry
from shop.order import status
from shop.order.models import Order
from shop.payment import settle as settling
from shop.payment.audit import audit
from shop.payment.models import PaymentAlert, StripeSession, UnearnedPayment
from shop.payment.sessions import session_for
from shop.payment.unearned import give_back
from tests import factories
from tests.checkout_form import deliver

pytestmark = pytest.mark.django_db
Kind = PaymentAlert.Kind
WRONG = {
    "one cent less": ({"amount_total": 5199}, Kind.MISMATCH),
    "one cent more": ({"amount_total": 5201}, Kind.MISMATCH),
    "nothing at all": ({"amount_total": 0}, Kind.MISMATCH),
    "another currency": ({"currency": "usd"}, Kind.MISMATCH),
    "francs, with as many units": ({"currency": "rwf"}, Kind.MISMATCH),
    "of the live shop": ({"livemode": True}, Kind.MISMATCH),
    "an unknown order": ({"client_reference_id": "U-22222-22222"}, Kind.UNMATCHED),
    "no order": ({"client_reference_id": None}, Kind.UNMATCHED),
}


@pytest.fixture
def order(world, stripe):
    made = factories.order(factories.piece(prices={"EUR": "40.00"}))
    session_for(made)
    return made


def everybody_hears_of_it(order: Order, stripe, client) -> None:
    """The webhook, twice; the buyer's return; the reconciler, twice."""
    stripe.webhooks("hold", duplicate=2)
    for answer in deliver(client, stripe):
        assert answer.status_code == 200
    client.get(reverse("order:return", args=[order.links.get().token]))
    call_command("reconcile_payments", now=True)
    call_command("reconcile_payments", now=True)


def unearned() -> dict[str, int]:
    """What the books say is the buyer's own."""
    return of_the_house().get("unearned", {})


@pytest.mark.proof(7)
@pytest.mark.parametrize("case", WRONG)
def test_what_was_not_ordered_is_not_booked_and_staff_are_told_once(order, stripe, client, reached, case):
    changes, kind = WRONG[case]
    stripe.pay(order.stripe_session.session_id)
    stripe.tamper(order.stripe_session.session_id, **changes)

    everybody_hears_of_it(order, stripe, client)

    order.refresh_from_db()
    assert order.status == status.AWAITING_PAYMENT
    is_with_us = "livemode" not in changes
    assert not Entry.objects.filter(kind=Entry.Kind.SALE).exists()
    assert unearned() == ({"EUR": 5200} if is_with_us else {})
    alert = PaymentAlert.objects.get()
    assert (alert.kind, alert.subject) == (kind, order.stripe_session.session_id)
    assert alert.closed_at is None
    reached(f"{len(WRONG) + 2} kinds of wrong payments: 0 paid, 0 sales, 1 alert each")


@pytest.mark.proof(7)
@pytest.mark.parametrize("other_has_a_session", [True, False])
def test_a_payment_that_names_another_order_pays_for_neither(order, stripe, client, other_has_a_session):
    other = factories.order(factories.piece(prices={"EUR": "40.00"}))
    if other_has_a_session:
        session_for(other)
    stripe.pay(order.stripe_session.session_id)
    stripe.tamper(order.stripe_session.session_id, client_reference_id=other.number)

    everybody_hears_of_it(order, stripe, client)

    assert {made.status for made in Order.objects.all()} == {status.AWAITING_PAYMENT}
    assert not Entry.objects.filter(kind=Entry.Kind.SALE).exists()
    assert unearned() == {"EUR": 5200}
    alert = PaymentAlert.objects.get()
    assert (alert.kind, alert.subject) == (Kind.UNMATCHED, order.stripe_session.session_id)
    assert other.number in alert.detail
    assert StripeSession.objects.get(order=order).session_id == order.stripe_session.session_id


@pytest.mark.proof(7)
def test_without_the_comparison_a_cent_pays_for_everything(order, stripe, client, reached, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(settling, "_is_what_was_ordered", lambda order, session: True)
    stripe.pay(order.stripe_session.session_id)
    stripe.tamper(order.stripe_session.session_id, amount_total=1)

    everybody_hears_of_it(order, stripe, client)

    order.refresh_from_db()
    assert order.status == status.PAID
    reached("comparison off: 52.00 paid with 0.01")


def test_a_wrong_payment_keeps_the_pieces_until_staff_decide(order, stripe):
    stripe.pay(order.stripe_session.session_id)
    stripe.tamper(order.stripe_session.session_id, amount_total=5199)

    call_command("reconcile_payments", now=True)

    assert order.lines.get().stockrecord.num_allocated == 1
    assert audit()[0]["alerts open"] == 1


def test_staff_give_a_wrong_payment_back_and_the_order_is_let_go_of(order, stripe, client):
    stripe.pay(order.stripe_session.session_id)
    stripe.tamper(order.stripe_session.session_id, amount_total=5199)
    call_command("reconcile_payments", now=True)

    give_back(UnearnedPayment.objects.get())

    order.refresh_from_db()
    assert (order.status, order.lines.get().stockrecord.num_allocated) == (status.CANCELLED, 0)
    assert stripe.state()["refunded_minor"] == {"eur": 5200}
    assert unearned() == {"EUR": 0}
    assert PaymentAlert.objects.get().closed_at
    everybody_hears_of_it(order, stripe, client)
    assert stripe.state()["refunds"] == 1
    assert PaymentAlert.objects.get().closed_at
