"""Promise 15: while a payment is disputed the shares are held; won they are released, lost they are taken back pro rata."""

import pytest
from django.core.management import call_command

from cooperatives.ledger import disputes as ledger_disputes
from cooperatives.ledger.models import Entry
from shop.order import status
from shop.order.models import LineShare, Order
from shop.payment import disputes as disputing
from shop.payment.audit import audit
from shop.payment.models import Dispute, PaymentAlert, Refund
from shop.payment.parts import CannotGiveBack
from shop.payment.refunds import RefundRefused
from tests import factories
from tests.books import balances, house, owed
from tests.checkout_form import deliver

pytestmark = [pytest.mark.django_db, pytest.mark.proof(15)]
State = Dispute.State


@pytest.fixture
def order(world, stripe) -> Order:
    """A pot at 60.00 by Potters (3 parts) and Weavers (1 part), delivery 12.00."""
    potters, weavers = factories.cooperative("Potters"), factories.cooperative("Weavers")
    pot = factories.piece("Pot", by={potters: 3, weavers: 1}, prices={"EUR": "60.00"})
    made = factories.paid_order(stripe, pot)
    stripe.take()
    return made


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    assert audit()[1] == []
    call_command("check_books")


@pytest.fixture
def intent(order) -> str:
    return order.stripe_session.payment_intent


@pytest.fixture(params=["by webhook", "by reconcile"])
def hear(request, client, stripe):
    """How the shop learns of it."""

    def by_webhook():
        assert {answer.status_code for answer in deliver(client, stripe)} <= {200}

    return by_webhook if request.param == "by webhook" else lambda: call_command("reconcile_payments", now=True)


def held(name: str) -> int:
    return balances().get(("held", name, "EUR"), 0)


def test_while_it_is_open_the_shares_are_held_and_staff_know_what_to_do(order, intent, stripe, hear):
    stripe.dispute(intent, reason="product_not_received")

    hear()

    assert (owed("Potters"), held("Potters"), owed("Weavers"), held("Weavers")) == (0, 3600, 0, 1200)
    assert house("disputed") == 7200
    made = Dispute.objects.get()
    assert (made.state, made.amount_minor, made.fee_minor) == (State.OPEN, 7200, 1500)
    alert = PaymentAlert.objects.get()
    assert "72.00 EUR are disputed (product_not_received)" in alert.detail
    assert "tracking number" in alert.advice


def test_without_the_hold_the_makers_would_be_owed_what_the_bank_has(order, intent, stripe, client, monkeypatch):
    """The negative control of the hold."""
    opening = ledger_disputes._opening
    monkeypatch.setattr(ledger_disputes, "_opening", lambda figures: opening(figures)[:1])

    stripe.dispute(intent)
    deliver(client, stripe)

    assert (owed("Potters"), held("Potters"), owed("Weavers"), held("Weavers")) == (3600, 0, 1200, 0)
    assert house("provider") < owed("Potters") + owed("Weavers")


def test_without_the_bound_a_bank_would_take_of_the_makers_what_the_buyer_has_already(
    order, intent, stripe, client, monkeypatch
):
    """The negative control of “what is left”: the books refuse to take it, and nothing can be written."""
    factories.refunded(order, amount_minor=2000)
    stripe.take()
    monkeypatch.setattr(disputing, "min", lambda amount, _left: amount, raising=False)

    stripe.dispute(intent, amount=7200)
    with pytest.raises(CannotGiveBack):
        deliver(client, stripe)

    assert not Dispute.objects.exists()


def test_won_everything_is_as_before_but_for_the_fee(order, intent, stripe, hear):
    before = balances()
    disputed = stripe.dispute(intent)
    hear()

    stripe.close_dispute(disputed["id"], won=True)
    hear()

    after = balances()
    assert after.pop(("fees", "", "EUR")) == before.pop(("fees", "", "EUR")) + 1500
    assert after.pop(("provider", "", "EUR")) == before.pop(("provider", "", "EUR")) - 1500
    assert after == before
    order.refresh_from_db()
    assert (order.status, order.refunded_minor) == (status.PAID, 0)
    assert PaymentAlert.objects.get().closed_at


def test_won_with_the_fee_returned_everything_is_as_before(order, intent, stripe, hear):
    before = balances()
    disputed = stripe.dispute(intent)
    hear()

    stripe.close_dispute(disputed["id"], won=True, fee_returned=True)
    hear()

    assert balances() == before


def test_lost_everything_is_taken_back_pro_rata(order, intent, stripe, hear):
    disputed = stripe.dispute(intent)
    hear()

    stripe.close_dispute(disputed["id"], won=False)
    hear()

    assert set(balances()) == {("fees", "", "EUR"), ("provider", "", "EUR")}
    order.refresh_from_db()
    assert (order.status, order.refunded_minor) == (status.REFUNDED, order.total_minor)


@pytest.mark.parametrize(("rule", "weavers"), [("cooperative", -375), ("house", 0)])
def test_the_fee_of_a_lost_dispute_is_borne_by_the_frozen_rule(order, intent, stripe, client, rule, weavers):
    LineShare.objects.update(dispute_fee_bearer=rule)
    disputed = stripe.dispute(intent)
    deliver(client, stripe)
    assert owed("Weavers") == 0  # until it is lost, the house bears it

    stripe.close_dispute(disputed["id"], won=False)
    deliver(client, stripe)

    assert (owed("Weavers"), owed("Potters")) == (weavers, weavers * 3)


@pytest.mark.parametrize("won", [True, False], ids=["won", "lost"])
def test_heard_of_only_at_its_end_the_books_are_the_same(order, intent, stripe, hear, won):
    disputed = stripe.dispute(intent)
    stripe.close_dispute(disputed["id"], won=won)

    hear()
    hear()

    end = Entry.Kind.DISPUTE_WON if won else Entry.Kind.DISPUTE_LOST
    kinds = list(Entry.objects.filter(kind__startswith="dispute").values_list("kind", flat=True).order_by("kind"))
    assert kinds == sorted([Entry.Kind.DISPUTE_FEE, end, Entry.Kind.DISPUTE_OPENED])
    assert Dispute.objects.get().state == (State.WON if won else State.LOST)


def test_after_a_partial_refund_it_takes_what_is_left(order, intent, stripe, hear):
    factories.refunded(order, amount_minor=2000)
    before = balances()

    disputed = stripe.dispute(intent)
    hear()

    assert Dispute.objects.get().amount_minor == 5200
    assert (owed("Potters"), held("Potters"), held("Weavers")) == (0, 2400, 800)
    stripe.close_dispute(disputed["id"], won=True, fee_returned=True)
    hear()
    assert balances() == before


def test_what_the_bank_takes_beyond_what_is_left_is_the_houses_loss(order, intent, stripe, hear):
    factories.refunded(order, amount_minor=2000)

    disputed = stripe.dispute(intent, amount=7200)
    hear()
    assert held("Potters") == 2400
    stripe.close_dispute(disputed["id"], won=False)
    hear()

    assert (house("losses"), house("disputed"), owed("Potters"), held("Potters")) == (2000, 0, 0, 0)


def test_a_dispute_of_a_part_leaves_the_rest_to_be_given_back(order, intent, stripe, hear):
    disputed = stripe.dispute(intent, amount=3000)
    hear()
    assert (owed("Potters"), held("Potters")) == (1800, 1800)
    stripe.close_dispute(disputed["id"], won=False)
    hear()

    order.refresh_from_db()
    assert (order.status, order.refunded_minor) == (status.PAID, 3000)


def test_nothing_is_given_back_while_it_is_disputed(order, intent, stripe, hear):
    stripe.dispute(intent, amount=3000)
    hear()

    with pytest.raises(RefundRefused, match="disputes this payment"):
        factories.refunded(order, amount_minor=100)

    assert Refund.objects.exclude(cause=Refund.Cause.DISPUTE).count() == 0


def test_a_refund_that_stripe_refuses_because_of_a_dispute_we_have_not_heard_of(order, intent, stripe):
    stripe.dispute(intent)

    with pytest.raises(RefundRefused, match="charged back"):
        factories.refunded(order)

    order.refresh_from_db()
    assert order.refunded_minor == 0


def test_an_inquiry_moves_nothing_until_it_becomes_a_dispute(order, intent, stripe, hear):
    before = balances()
    asked = stripe.dispute(intent, inquiry=True)
    hear()
    assert (Dispute.objects.get().state, balances()) == (State.INQUIRY, before)
    assert PaymentAlert.objects.get().closed_at is None

    stripe.withdraw_dispute(asked["id"])
    hear()

    assert (Dispute.objects.get().state, held("Potters")) == (State.OPEN, 3600)


def test_an_inquiry_that_ends_is_closed(order, intent, stripe, hear):
    asked = stripe.dispute(intent, inquiry=True)
    hear()

    stripe.close_dispute(asked["id"], won=True)
    hear()

    assert Dispute.objects.get().state == State.DROPPED
    assert PaymentAlert.objects.get().closed_at
