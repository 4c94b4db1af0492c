"""Promise 9: what is paid after the hold ended goes on if its pieces are still free; or else all of the money goes back."""

import pytest
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cooperatives.ledger.models import Entry
from shop.basket.models import Basket
from shop.checkout.placement import place_order
from shop.order import mails, status
from shop.order.models import Order
from shop.order.utils import SoldOut
from shop.partner.models import StockRecord
from shop.payment import settle as settling
from shop.payment.audit import audit
from shop.payment.models import PaymentAlert, UnearnedPayment
from shop.payment.reconcile import reconcile
from shop.payment.settle import Outcome, give_up, settle
from tests import factories
from tests.books import balances
from tests.checkout_form import deliver
from tests.guards import constraint_off
from tests.race import race
from tests.vouchers import spend, voucher

pytestmark = [pytest.mark.django_db, pytest.mark.proof(9)]
State = UnearnedPayment.State
ONLY_THE_FEE = {("fees", "", "EUR"), ("provider", "", "EUR")}


@pytest.fixture
def order(world, stripe) -> Order:
    return factories.order(factories.piece("Pot", stock=1))


def free() -> int:
    return StockRecord.objects.get().net_stock_level


def buys_it_too(order: Order) -> Order:
    return factories.order(order.lines.get().product)


def test_if_the_pieces_are_free_the_same_order_goes_on_as_paid(order, stripe):
    session, basket = factories.let_go(order), order.basket
    assert (free(), Basket.objects.get(pk=basket.pk).status) == (1, Basket.OPEN)
    stripe.pay(session)

    outcomes = [settle(session), settle(session)]

    assert outcomes == [Outcome.PAID, Outcome.PAID_BEFORE]
    order.refresh_from_db()
    assert (order.status, order.cancelled_at, free()) == (status.PAID, None, 0)
    assert (order.basket, Basket.objects.get(pk=basket.pk).status) == (basket, Basket.SUBMITTED)
    assert [entry.kind for entry in Entry.objects.order_by("pk")] == [Entry.Kind.SALE, Entry.Kind.FEE]
    assert (UnearnedPayment.objects.count(), PaymentAlert.objects.count(), stripe.state()["refunds"]) == (0, 0, 0)
    assert audit()[1] == []


def test_a_basket_that_its_buyer_changed_meanwhile_stays_theirs(order, stripe):
    session, basket = factories.let_go(order), Basket.objects.get(pk=order.basket_id)
    bowl = factories.piece("Bowl")
    basket.strategy = factories.MarketStrategy(factories.BELGIUM)
    basket.add_product(bowl)
    stripe.pay(session)

    settle(session)

    order.refresh_from_db()
    assert (order.status, order.basket) == (status.PAID, None)
    assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN


def test_the_voucher_counts_again(world, stripe):
    code = voucher(percent="10")
    order = factories.order(factories.piece(stock=1), before=lambda basket: spend(code, basket))
    session = factories.let_go(order)
    code.refresh_from_db()
    assert code.num_orders == 0
    stripe.pay(session)

    settle(session)

    code.refresh_from_db()
    assert (code.num_orders, code.applications.count()) == (1, 1)


@pytest.mark.parametrize("way", ["webhook", "reconcile"])
def test_if_a_piece_is_gone_all_of_it_goes_back_and_the_buyer_is_told(order, stripe, client, reached, way):
    session = factories.let_go(order)
    other = buys_it_too(order)
    stripe.pay(session)

    for _ in range(2):
        deliver(client, stripe) if way == "webhook" else settle(session)
        call_command("reconcile_payments", now=True)

    kept = UnearnedPayment.objects.get()
    assert (kept.state, kept.amount_minor, kept.returned_minor) == (State.RETURNED, 5200, 5200)
    assert stripe.state()["refunded_minor"] == {"eur": 5200}
    assert set(balances()) == ONLY_THE_FEE
    order.refresh_from_db()
    other.refresh_from_db()
    assert (order.status, other.status) == (status.CANCELLED, status.AWAITING_PAYMENT)
    assert audit()[1] == []
    assert PaymentAlert.objects.count() == 0
    told = DBTaskResult.objects.filter(task_path="shop.order.mails.send", args_kwargs__icontains='"unearned"')
    assert told.count() == 1
    mail = mails.message_about(order, mails.UNEARNED, kept.reference)
    assert "€52.00" in mail.body
    assert "somebody else has bought one of them" in mail.body
    reached("paid late and sold: 52.00 of 52.00 back by itself, buyer told once, books at zero but for the fee")


@pytest.mark.parametrize("kind", ["500", "reset", "timeout"])
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_crash_or_a_stripe_that_does_not_answer_returns_it_once(order, stripe, settings, kind, where):
    settings.STRIPE_TIMEOUT_SECONDS = 0.4
    session = factories.let_go(order)
    buys_it_too(order)
    stripe.pay(session)
    stripe.fail(kind=kind, where=where, times=3, path="/v1/refunds", method="POST", seconds=2)

    assert settle(session) is Outcome.LATE
    assert UnearnedPayment.objects.get().state == State.RETURNING
    for _ in range(2):
        call_command("reconcile_payments", now=True)

    assert UnearnedPayment.objects.get().state == State.RETURNED
    assert (stripe.state()["refunds"], set(balances())) == (1, ONLY_THE_FEE)


def test_if_stripe_refuses_to_return_it_staff_are_told_and_can_try_again(order, stripe):
    session = factories.let_go(order)
    buys_it_too(order)
    intent = stripe.pay(session)["payment_intent"]
    disputed = stripe.dispute(intent)

    settle(session)

    alert = PaymentAlert.objects.get(kind=PaymentAlert.Kind.LATE)
    assert "charged back" in alert.detail
    kept = UnearnedPayment.objects.get()
    assert (kept.state, balances()[("unearned", "", "EUR")]) == (State.KEPT, 5200)
    stripe.close_dispute(disputed["id"], won=True)
    settling.unearned.give_back(kept)
    alert.refresh_from_db()
    assert alert.closed_at
    assert stripe.state()["refunded_minor"] == {"eur": 5200}


def test_a_return_that_the_bank_sends_back_is_theirs_again_and_staff_are_told(order, stripe, client):
    session = factories.let_go(order)
    buys_it_too(order)
    stripe.pay(session)
    settle(session)
    [refund] = stripe.api("GET", "/v1/refunds")["data"]

    stripe.finish_refund(refund["id"], "failed")
    deliver(client, stripe)
    call_command("reconcile_payments", now=True)

    kept = UnearnedPayment.objects.get()
    assert (kept.state, kept.returned_minor, balances()[("unearned", "", "EUR")]) == (State.KEPT, 0, 5200)
    settling.unearned.give_back(kept)
    assert set(balances()) == ONLY_THE_FEE
    assert stripe.state()["refunded_minor"] == {"eur": 5200}


def test_one_that_staff_return_in_stripe_itself_is_noted(order, stripe, client):
    session = factories.let_go(order)
    buys_it_too(order)
    stripe.fail(kind="500", times=3, path="/v1/refunds")
    intent = stripe.pay(session)["payment_intent"]
    settle(session)
    stripe.refund(intent, 2000)
    stripe.refund(intent, 3200)

    deliver(client, stripe)
    call_command("reconcile_payments", now=True)

    assert UnearnedPayment.objects.get().state == State.RETURNED
    assert (stripe.state()["refunds"], set(balances())) == (2, ONLY_THE_FEE)


def race_for_the_piece(order: Order, stripe, runners: int = 8) -> list:
    """Half of the runners hear that the late order was paid; the others are buyers of the same, last piece."""
    session = factories.let_go(order)
    stripe.pay(session)
    product = order.lines.get().product
    placements = [factories.placement(factories.basket(product)) for _ in range(runners)]

    def run(number: int) -> str:
        if number % 2:
            try:
                return place_order(placements[number]).number
            except SoldOut:
                return "sold out"
        if number == 0:
            reconcile(now=timezone.now())
        return settle(session).value

    return race(run, runners)


@pytest.mark.django_db(transaction=True)
def test_of_the_late_payer_and_other_buyers_one_gets_the_piece(transactional_db, stripe, reached):
    factories.world()
    ends = set()
    for number in range(3):
        stock = StockRecord.objects.filter(num_allocated__gt=0)
        order = factories.order(factories.piece(f"Pot {number}", stock=1))

        told = race_for_the_piece(order, stripe)

        order.refresh_from_db()
        bought = [answer for answer in told[1::2] if answer != "sold out"]
        assert len(bought) + (order.status == status.PAID) == 1
        assert stock.get(product=order.lines.get().product).num_allocated == 1
        assert UnearnedPayment.objects.filter(order=order).count() == len(bought)
        ends.add(order.status)
    assert set(balances()) & {("unearned", "", "EUR")} == set()
    assert stripe.state()["refunds"] == UnearnedPayment.objects.filter(state=State.RETURNED).count()
    assert audit()[1] == []
    reached("late payer, heard of 4 times at once, against 4 buyers of the last piece: one gets it, 3 of 3 times")


@pytest.mark.django_db(transaction=True)
def test_without_the_condition_both_get_the_piece(transactional_db, stripe, monkeypatch, reached):
    """The negative control: the late order takes its piece without asking whether it is free."""
    factories.world()
    order = factories.order(factories.piece("Pot", stock=1))
    session = factories.let_go(order)
    buys_it_too(order)
    stripe.pay(session)

    def take(self, *, pk, quantity):
        return bool(self.filter(pk=pk).update(num_allocated=2))

    guard = "never_more_reserved_than_in_stock"
    with constraint_off(StockRecord, guard, clear=lambda: StockRecord.objects.update(num_allocated=1)):
        monkeypatch.setattr(type(StockRecord.objects.all()), "reserve", take)
        monkeypatch.setattr(type(StockRecord.objects), "reserve", take)
        settle(session)
        sold = Order.objects.filter(~Q(status=status.CANCELLED)).count()

    assert sold == 2
    reached("condition off: one piece, two buyers")


def test_what_was_decided_stays_decided_although_the_piece_is_free_again(order, stripe):
    session = factories.let_go(order)
    other = buys_it_too(order)
    stripe.pay(session)
    settle(session)
    give_up(other, at=timezone.now())

    again = settle(session)

    assert (again, free()) == (Outcome.LATE, 1)
    order.refresh_from_db()
    assert order.status == status.CANCELLED
