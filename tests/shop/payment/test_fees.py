"""Fees come from Stripe's balance transactions, are borne by the frozen rule, and what is converted is booked at its own rate."""

from decimal import Decimal

import pytest
from django.utils import timezone

from cooperatives.ledger.models import Entry
from shop.market import Market
from shop.order.models import LineShare, Order
from shop.payment.audit import audit
from shop.payment.reconcile import reconcile
from shop.payment.sessions import session_for
from shop.payment.settle import settle
from tests import factories
from tests.books import balances, house, owed
from tests.checkout_form import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _books_hold_what_stripe_holds(db, stripe):
    yield
    assert audit()[1] == []
    at_stripe = {code.upper(): minor for code, minor in stripe.state()["balance_minor"].items() if minor}
    books = {code: minor for (kind, _, code), minor in balances().items() if kind == "provider"}
    assert books == at_stripe


def placed(market: Market = factories.BELGIUM, **rules) -> Order:
    """A pot at 40.00 by Potters (3 parts) and Weavers (1 part), delivery 12.00; `rules` are frozen on both shares."""
    potters, weavers = factories.cooperative("Potters"), factories.cooperative("Weavers")
    order = factories.order(factories.piece("Pot", by={potters: 3, weavers: 1}), market=market)
    LineShare.objects.update(**rules)
    return order


def test_the_house_bears_the_fee_unless_a_rule_says_otherwise(world, stripe):
    factories.pay(stripe, placed())

    assert (house("fees"), owed("Potters"), owed("Weavers")) == (181, 2400, 800)  # 2.9 % of 52.00, and 0.30


def test_the_cooperatives_bear_it_pro_rata_to_the_last_cent(world, stripe):
    factories.pay(stripe, placed(fee_bearer="cooperative"))

    assert (house("fees"), owed("Potters"), owed("Weavers")) == (0, 2400 - 136, 800 - 45)  # 135.75 and 45.25


def test_each_share_has_its_own_rule(world, stripe):
    order = placed()
    LineShare.objects.filter(cooperative__name="Weavers").update(fee_bearer="cooperative")

    factories.pay(stripe, order)

    assert (house("fees"), owed("Potters"), owed("Weavers")) == (136, 2400, 800 - 45)


def test_a_fee_that_is_known_only_later_is_booked_then_and_not_asked_for_again(world, stripe):
    order = placed()
    session = session_for(order)
    stripe.pay(session.session_id)
    stripe.tamper(session.session_id, fee_known=False)
    settle(session.session_id)
    assert house("fees") == 0
    stripe.tamper(session.session_id, fee_known=True)

    done = [reconcile(now=timezone.now()) for _ in range(2)]

    assert done == [{"fee asked for": 1}, {}]
    assert house("fees") == 181


def test_a_charge_that_settles_in_another_currency_has_both_amounts_and_the_rate(world, stripe):
    stripe.settle_in("usd", eur=1.08)

    factories.pay(stripe, placed())

    exchanged = Entry.objects.get(kind=Entry.Kind.EXCHANGE)
    assert exchanged.rate == Decimal("1.08")
    assert balances() == {
        ("cooperative", "Potters", "EUR"): 2400,
        ("cooperative", "Weavers", "EUR"): 800,
        ("commission", "", "EUR"): 800,
        ("delivery", "", "EUR"): 1200,
        ("exchange", "", "EUR"): 5200,
        ("exchange", "", "USD"): -5616,
        ("provider", "", "USD"): 5616 - 193,
        ("fees", "", "USD"): 193,
    }


def test_the_cooperatives_bear_a_converted_fee_in_the_money_they_are_owed(world, stripe):
    stripe.settle_in("usd", eur=1.08)

    factories.pay(stripe, placed(fee_bearer="cooperative"))

    # 1.93 USD in parts of 1.45 and 0.48, at 1.08.
    assert (owed("Potters"), owed("Weavers")) == (2400 - 134, 800 - 44)
    assert house("fees", "USD") == 193 - (134 + 44) * 108 // 100


def test_francs_settle_in_euro_cents(world, stripe):
    stripe.settle_in("eur", rwf=0.00065)

    order = factories.pay(stripe, placed(Market("RW", "RWF")))

    assert (order.total_minor, house("exchange", "EUR")) == (67000, -4355)


def test_a_refund_of_a_converted_charge_is_exchanged_back_at_its_own_rate(world, stripe, client):
    stripe.settle_in("usd", eur=1.08)
    order = factories.pay(stripe, placed())
    stripe.settle_in("usd", eur=1.10)

    factories.refunded(order)
    deliver(client, stripe)

    back = Entry.objects.filter(kind=Entry.Kind.EXCHANGE).latest("pk")
    assert round(1 / back.rate, 6) == Decimal("1.1")
    # Stripe keeps its fee, and the euro has become dearer meanwhile.
    assert balances() == {
        ("exchange", "", "USD"): 5720 - 5616,
        ("provider", "", "USD"): 5616 - 5720 - 193,
        ("fees", "", "USD"): 193,
    }


def test_a_converted_refund_that_fails_comes_back_at_the_rate_of_that_day(world, stripe, client):
    stripe.settle_in("usd", eur=1.08)
    order = factories.pay(stripe, placed())
    made = factories.refunded(order, amount_minor=1000)
    stripe.settle_in("usd", eur=1.20)

    stripe.finish_refund(made.stripe_id, "failed")
    deliver(client, stripe)

    assert (owed("Potters"), house("exchange", "EUR")) == (2400, 5200)


@pytest.mark.parametrize("won", [True, False], ids=["won", "lost"])
def test_a_converted_dispute_is_exchanged_back_and_its_fee_is_in_the_settlement_currency(world, stripe, client, won):
    stripe.settle_in("usd", eur=1.08)
    order = factories.pay(stripe, placed(dispute_fee_bearer="cooperative"))
    disputed = stripe.dispute(order.stripe_session.payment_intent)
    deliver(client, stripe)
    stripe.settle_in("usd", eur=1.12)

    stripe.close_dispute(disputed["id"], won=won)
    deliver(client, stripe)

    if won:
        assert (owed("Potters"), house("exchange", "EUR"), house("fees", "USD")) == (2400, 5200, 193 + 1500)
    else:
        assert (owed("Potters"), house("exchange", "EUR")) == (-1041, -1041 - 347)  # of 15.00 USD at 1.08


def test_a_late_payment_in_another_currency_goes_back_whole(world, stripe):
    stripe.settle_in("usd", eur=1.08)
    order = placed()
    session = factories.let_go(order)
    factories.order((order.lines.get().product, 5))  # somebody else took them all

    stripe.pay(session)
    settle(session)

    assert balances() == {("fees", "", "USD"): 193, ("provider", "", "USD"): -193}
