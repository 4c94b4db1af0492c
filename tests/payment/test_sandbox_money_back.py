"""Refunds, disputes and conversions at the sandbox: bounded, in Stripe's order of events, with every movement of the balance."""

import json

import pytest
import stripe as sdk

from shop.payment import gateway
from shop.payment.sandbox.shapes import presented
from shop.payment.sandbox.store import Store
from tests.payment.sandbox_fixture import KEY
from tests.payment.test_gateway import checkout


@pytest.fixture
def client(stripe):
    return sdk.StripeClient(KEY, base_addresses={"api": stripe.url}, max_network_retries=0).v1


@pytest.fixture
def intent(stripe) -> str:
    """What a buyer paid."""
    opened = gateway.open_session(checkout())
    return stripe.pay(opened.id)["payment_intent"]


@pytest.fixture
def amount(client, intent) -> int:
    return client.payment_intents.retrieve(intent).amount


def told(stripe) -> list[str]:
    return [json.loads(body)["type"] for body, _signature in stripe.take()]


def test_several_refunds_together_never_exceed_the_charge(client, stripe, intent, amount):
    stripe.refund(intent, amount - 100)

    with pytest.raises(sdk.InvalidRequestError) as refused:
        client.refunds.create({"payment_intent": intent, "amount": 101})

    assert refused.value.code == "amount_too_large"
    stripe.refund(intent, 100)
    with pytest.raises(AssertionError, match="charge_already_refunded"):
        stripe.refund(intent, 1)
    assert [made.amount for made in client.refunds.list({"payment_intent": intent}).data] == [100, amount - 100]


def test_a_refund_made_in_stripe_itself_is_told_and_names_no_refund_of_ours(client, stripe, intent):
    stripe.take()

    made = stripe.refund(intent, 500)

    assert made["metadata"] == {}
    assert told(stripe) == ["refund.created", "charge.refunded"]
    moved = client.balance_transactions.retrieve(made["balance_transaction"])
    assert (moved.amount, moved.fee, moved.type, moved.exchange_rate) == (-500, 0, "refund", None)


def test_a_pending_refund_takes_its_part_of_the_charge_and_ends_later(client, stripe, intent, amount):
    stripe.refunds_are_pending()
    made = stripe.refund(intent, amount)
    stripe.take()

    stripe.finish_refund(made["id"])

    assert (made["status"], client.refunds.retrieve(made["id"]).status) == ("pending", "succeeded")
    assert told(stripe) == ["refund.updated", "charge.refund.updated"]


def test_a_refund_that_fails_days_later_brings_the_money_back(client, stripe, intent, amount):
    before = stripe.state()["balance_minor"]
    made = stripe.refund(intent, amount)
    stripe.take()

    stripe.finish_refund(made["id"], "failed")

    failed = client.refunds.retrieve(made["id"], {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_balance_transaction.amount) == ("failed", amount)
    assert told(stripe) == ["refund.failed", "refund.updated", "charge.refund.updated"]
    assert stripe.state()["balance_minor"] == before
    assert stripe.refund(intent, amount)["status"] == "succeeded"


@pytest.mark.parametrize("wanted", ["failure_balance_transaction", "balance_transaction", "charge", "payment_intent"])
def test_what_a_refund_may_have_can_be_expanded_though_it_has_it_not(wanted):
    """As one that a sandbox of before the field kept."""
    store = Store()
    store.add({"id": "re_1", "object": "refund", "created": 0, "status": "succeeded"})

    listed = presented(store, store.page("refund", "/v1/refunds", {}, {}), [f"data.{wanted}"])

    assert listed["data"][0]["id"] == "re_1"


def test_a_dispute_takes_the_money_and_its_fee_and_a_lost_one_keeps_them(client, stripe, intent, amount):
    before = stripe.state()["balance_minor"]["eur"]
    stripe.take()

    opened = stripe.dispute(intent)
    stripe.close_dispute(opened["id"], won=False)

    disputed = client.disputes.retrieve(opened["id"])
    [taken] = disputed.balance_transactions
    assert (disputed.status, disputed.amount, disputed.payment_intent) == ("lost", amount, intent)
    assert (taken.amount, taken.fee, taken.reporting_category) == (-amount, 1500, "dispute")
    assert stripe.state()["balance_minor"]["eur"] == before - amount - 1500
    assert told(stripe) == ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"]


@pytest.mark.parametrize(("fee_returned", "kept"), [(True, 0), (False, 1500)])
def test_a_dispute_that_is_won_brings_the_money_back(client, stripe, intent, amount, fee_returned, kept):
    before = stripe.state()["balance_minor"]["eur"]
    stripe.take()

    opened = stripe.dispute(intent)
    stripe.close_dispute(opened["id"], won=True, fee_returned=fee_returned)

    assert client.disputes.retrieve(opened["id"]).balance_transactions[0].net == -amount - 1500
    assert stripe.state()["balance_minor"]["eur"] == before - kept
    assert told(stripe)[-2:] == ["charge.dispute.closed", "charge.dispute.funds_reinstated"]


def test_a_disputed_charge_is_not_refunded_but_one_that_is_only_asked_about_is(stripe, intent):
    asked = stripe.dispute(intent, inquiry=True)
    stripe.refund(intent, 100)

    stripe.withdraw_dispute(asked["id"])

    with pytest.raises(AssertionError, match="charge_disputed"):
        stripe.refund(intent, 100)


def test_an_inquiry_moves_no_money(client, stripe, intent):
    before = stripe.state()["balance_minor"]

    asked = stripe.dispute(intent, inquiry=True)
    stripe.close_dispute(asked["id"], won=True)

    disputed = client.disputes.retrieve(asked["id"])
    assert (disputed.status, disputed.balance_transactions) == ("warning_closed", [])
    assert stripe.state()["balance_minor"] == before


def test_a_charge_in_another_currency_settles_in_the_accounts_own_at_the_rate_of_its_moment(client, stripe):
    stripe.settle_in("usd", eur=1.08)
    intent = stripe.pay(gateway.open_session(checkout()).id)["payment_intent"]
    charge = client.charges.list({"payment_intent": intent, "expand": ["data.balance_transaction"]}).data[0]
    stripe.settle_in("usd", eur=1.10)
    made = stripe.refund(intent, 1000)

    taken, given = charge.balance_transaction, client.balance_transactions.retrieve(made["balance_transaction"])
    assert (taken.currency, taken.exchange_rate) == ("usd", 1.08)
    assert taken.amount == round(charge.amount * 1.08)
    assert taken.fee == (taken.amount * 29 + 500) // 1000 + 30
    assert (given.amount, given.currency, given.exchange_rate) == (-1100, "usd", 1.10)
    assert stripe.state()["balance_minor"] == {"usd": taken.net + given.net}


def test_francs_without_decimals_become_euro_cents(client, stripe):
    stripe.settle_in("eur", rwf=0.00065)
    opened = gateway.open_session(checkout(currency="RWF"))
    stripe.pay(opened.id)

    [moved] = client.balance_transactions.list().data

    assert (moved.amount, moved.currency) == (round(opened.amount_minor * 0.065), "eur")


def test_delayed_webhooks_come_later(stripe, intent):
    stripe.take()
    stripe.webhooks("deliver", url=f"{stripe.url}/nowhere", delay=60)

    stripe.refund(intent, 100)

    assert stripe.state()["waiting"] == 2
