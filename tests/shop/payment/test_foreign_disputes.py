"""A bank that counts in another currency than the order: what it took is held of the order's own money, and staff know it."""

import pytest
from django.core.management import call_command

from cooperatives.ledger.models import Entry
from shop.market import Market
from shop.order.models import Order
from shop.payment.audit import audit
from shop.payment.models import Dispute, PaymentAlert
from shop.payment.sessions import session_for
from shop.payment.settle import settle
from tests import factories
from tests.books import balances, house
from tests.checkout_form import deliver

pytestmark = [pytest.mark.django_db, pytest.mark.proof(15)]
State = Dispute.State
BRITAIN = Market("GB", "GBP")
RATES = {"gbp": 1.25, "usd": 0.8}


@pytest.fixture(autouse=True)
def _books_are_right_and_stripes(world, stripe):
    stripe.settle_in("eur", **RATES)
    yield
    assert audit()[1] == []
    call_command("check_books")
    held_at_stripe = stripe.state()["balance_minor"]
    currencies = {account[2] for account in balances() if account[0] == "provider"}
    assert {code.lower(): house("provider", code) for code in currencies} == {
        code: minor for code, minor in held_at_stripe.items() if minor
    }


def paid(stripe, market: Market = factories.BELGIUM) -> Order:
    """A pot by Potters alone at 40.00, delivery 10.00; nothing kept as commission."""
    potters = factories.cooperative("Potters", commission_bp=0)
    pot = factories.piece("Pot", by=potters, prices={"EUR": "38.00", "GBP": "40.00"})
    made = factories.paid_order(stripe, pot, market=market)
    assert made.total_minor == 5000
    stripe.take()
    return made


def held(currency: str) -> int:
    return balances().get(("held", "Potters", currency), 0)


def told() -> str:
    return PaymentAlert.objects.get(kind=PaymentAlert.Kind.DISPUTE).detail


def test_what_stripe_took_in_the_orders_own_money_is_held(stripe, client):
    order = paid(stripe)

    stripe.dispute(order.stripe_session.payment_intent, amount=2500, currency="usd", fee=0)
    deliver(client, stripe)

    made = Dispute.objects.get()
    assert (made.amount_minor, made.bank_minor, made.bank_currency) == (2000, 2500, "USD")
    assert (held("EUR"), house("disputed")) == (2000, 2000)
    assert "25.00 USD" in told()
    assert "20.00 EUR are held, as Stripe took" in told()


@pytest.mark.parametrize(("rate", "costs"), [(0.76, 100), (0.8, 0), (0.84, -100)])
def test_won_at_another_rate_the_difference_is_the_houses(stripe, client, rate, costs):
    order = paid(stripe)
    before = balances()
    disputed = stripe.dispute(order.stripe_session.payment_intent, amount=2500, currency="usd", fee=0)
    deliver(client, stripe)
    stripe.settle_in("eur", usd=rate)

    stripe.close_dispute(disputed["id"], won=True)
    deliver(client, stripe)

    fees, provider = ("fees", "", "EUR"), ("provider", "", "EUR")
    assert balances() == before | {fees: before[fees] + costs, provider: before[provider] - costs}


@pytest.mark.parametrize("won", [True, False], ids=["won", "lost"])
def test_as_large_a_part_is_held_as_what_stripe_took_is_of_the_payment(stripe, client, won):
    """50.00 GBP brought in 62.50 EUR; 25.00 USD took 20.00 EUR: 32 % of the order."""
    order = paid(stripe, BRITAIN)
    disputed = stripe.dispute(order.stripe_session.payment_intent, amount=2500, currency="usd", fee=0)
    deliver(client, stripe)
    assert (held("GBP"), house("disputed", "GBP")) == (1600, 1600)
    assert "16.00 GBP are held, by the rate of the payment" in told()

    stripe.close_dispute(disputed["id"], won=won)
    deliver(client, stripe)

    order.refresh_from_db()
    assert (held("GBP"), order.refunded_minor) == (0, 0 if won else 1600)


def test_what_is_taken_beyond_the_order_is_the_houses_loss(stripe, client):
    order = paid(stripe, BRITAIN)
    disputed = stripe.dispute(order.stripe_session.payment_intent, amount=10_000, currency="usd", fee=0)
    deliver(client, stripe)
    stripe.close_dispute(disputed["id"], won=False)

    deliver(client, stripe)

    made = Dispute.objects.get()
    assert (made.amount_minor, made.excess_minor, house("losses", "GBP")) == (6400, 1400, 1400)
    assert made.taking.amount_minor == order.total_minor


def test_where_nobody_knows_what_the_payment_brought_in_all_that_is_left_is_held(stripe, client):
    order = factories.order(
        factories.piece("Pot", by=factories.cooperative("Potters", commission_bp=0), prices={"GBP": "40.00"}),
        market=BRITAIN,
    )
    session = session_for(order).session_id
    intent = stripe.pay(session)["payment_intent"]
    stripe.tamper(session, fee_known=False)
    settle(session)
    stripe.take()

    stripe.dispute(intent, amount=2500, currency="usd", fee=0)
    deliver(client, stripe)

    assert Dispute.objects.get().amount_minor == 5000
    assert "All that was left of it, 50.00 GBP, is held. Look in Stripe" in told()
    stripe.tamper(session, fee_known=True)
    settle(session)
    assert Entry.objects.filter(reference=f"exchange:{order.number}").exists()


def test_a_bank_that_only_asks_holds_nothing_and_staff_are_told_again_when_it_takes(stripe, client):
    order = paid(stripe, BRITAIN)
    asked = stripe.dispute(order.stripe_session.payment_intent, amount=2500, currency="usd", fee=0, inquiry=True)
    deliver(client, stripe)
    assert held("GBP") == 0
    assert "25.00 USD are disputed" in told()
    assert "Nothing is held while it only asks" in told()

    stripe.withdraw_dispute(asked["id"])
    deliver(client, stripe)

    assert (Dispute.objects.get().state, held("GBP")) == (State.OPEN, 1600)
    assert "16.00 GBP are held, by the rate of the payment" in told()


def test_heard_of_only_at_its_end_the_books_are_the_same(stripe):
    order = paid(stripe, BRITAIN)
    disputed = stripe.dispute(order.stripe_session.payment_intent, amount=2500, currency="usd", fee=0)
    stripe.close_dispute(disputed["id"], won=False)

    for _ in range(2):
        call_command("reconcile_payments", now=True)

    order.refresh_from_db()
    assert (Dispute.objects.get().state, order.refunded_minor) == (State.LOST, 1600)


@pytest.mark.parametrize("won", [True, False], ids=["won", "lost"])
def test_of_a_payment_for_nothing_the_same_part_is_the_buyers(stripe, client, won):
    order = factories.order(
        factories.piece("Pot", by=factories.cooperative("Potters"), prices={"GBP": "40.00"}), market=BRITAIN
    )
    session = session_for(order).session_id
    stripe.tamper(session, amount_total=4000)
    intent = stripe.pay(session)["payment_intent"]
    settle(session)
    stripe.take()
    assert house("unearned", "GBP") == 4000

    disputed = stripe.dispute(intent, amount=2500, currency="usd", fee=0)  # 20.00 EUR, of 50.00 that came in
    deliver(client, stripe)
    assert house("unearned", "GBP") == 2400
    stripe.settle_in("eur", usd=0.7)
    stripe.close_dispute(disputed["id"], won=won)
    deliver(client, stripe)

    assert house("unearned", "GBP") == (4000 if won else 2400)
