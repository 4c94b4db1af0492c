"""Promise 8: whoever hears first that an order is paid settles it, once; a browser that never comes back changes nothing."""

import random
import time

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cooperatives.ledger.models import Entry
from shop.order import status
from shop.order.models import Order
from shop.payment import settle as settling
from shop.payment.audit import audit
from shop.payment.models import PaymentAlert
from shop.payment.reconcile import reconcile
from shop.payment.sessions import session_for
from tests import factories
from tests.checkout_form import deliver
from tests.race import race

pytestmark = pytest.mark.django_db
Kind = Entry.Kind


def paid_at_stripe(stripe, number: int) -> list[Order]:
    """Orders whose buyers paid, closed the browser and were never seen again."""
    piece = factories.piece(stock=number)
    orders = [factories.order(piece) for _ in range(number)]
    for order in orders:
        stripe.pay(session_for(order).session_id)
    return orders


def statuses() -> set[str]:
    return set(Order.objects.values_list("status", flat=True))


@pytest.mark.proof(8)
def test_100_orders_whose_buyers_never_return_are_paid_by_webhook(world, stripe, client, reached):
    stripe.webhooks("hold", shuffle=True, duplicate=2)
    paid_at_stripe(stripe, 100)

    answers = deliver(client, stripe)

    assert {answer.status_code for answer in answers} == {200}
    assert statuses() == {status.PAID}
    assert Entry.objects.filter(kind=Kind.SALE).count() == 100
    assert Entry.objects.filter(kind=Kind.FEE).count() == 100
    assert mails_asked_for() == 100
    assert audit()[1] == []
    reached(f"100 of 100 paid by {len(answers)} shuffled and doubled webhooks")


@pytest.mark.proof(8)
def test_20_orders_whose_webhooks_are_lost_too_are_found_by_reconciling(world, stripe, reached):
    stripe.webhooks("drop")
    paid_at_stripe(stripe, 20)
    assert statuses() == {status.AWAITING_PAYMENT}

    call_command("reconcile_payments", now=True)

    assert statuses() == {status.PAID}
    assert Entry.objects.filter(kind=Kind.SALE).count() == 20
    assert sum(reconcile(now=timezone.now()).values()) == 0
    reached("20 of 20 with lost webhooks found by reconcile")


def mails_asked_for() -> int:
    return DBTaskResult.objects.filter(task_path="shop.order.mails.send").count()


def hear_of_it_at_once(order: Order, stripe, each: int = 4) -> None:
    """The webhook, the buyer's return and the reconciler, each several times, together in processes of their own."""
    sent = stripe.take()
    page = reverse("order:return", args=[order.links.get().token])

    def hear(number: int) -> int:
        way, client = number % 3, Client()
        if way == 0:
            body, signature = random.Random(number).choice(sent)
            return client.post(
                reverse("payment:webhook"), body, "application/json", headers={"Stripe-Signature": signature}
            ).status_code
        if way == 1:
            return client.get(page).status_code
        reconcile(now=timezone.now() + timezone.timedelta(minutes=5))
        return 200

    assert race(hear, 3 * each) == [200] * 3 * each


@pytest.mark.proof(8)
@pytest.mark.django_db(transaction=True)
def test_webhook_return_and_reconciler_at_once_settle_once(transactional_db, stripe, reached):
    factories.world()
    [order] = paid_at_stripe(stripe, 1)

    hear_of_it_at_once(order, stripe)

    order.refresh_from_db()
    assert order.status == status.PAID
    assert Entry.objects.filter(kind=Kind.SALE).count() == 1
    assert Entry.objects.filter(kind=Kind.FEE).count() == 1
    assert mails_asked_for() == 1
    assert PaymentAlert.objects.count() == 0
    reached("webhook, return and reconcile at once, 4 each: 1 settle, 1 sale, 1 mail")


@pytest.mark.proof(8)
@pytest.mark.django_db(transaction=True)
def test_without_the_condition_on_the_order_each_of_them_settles(transactional_db, stripe, reached, monkeypatch):
    """The negative control: look first, write afterwards. The books still hold by their unique reference."""
    factories.world()
    [order] = paid_at_stripe(stripe, 1)

    def mark_paid(order, at):
        is_new = order.status == status.AWAITING_PAYMENT
        if is_new:
            settling.mails.enqueue(order=order, kind=settling.mails.PAID)
            Order.objects.filter(pk=order.pk).update(status=status.PAID, paid_at=at)
        return is_new

    def compare_slowly(order, session):
        time.sleep(2)  # so that, on a busy machine too, all have looked before the first one writes
        return True

    monkeypatch.setattr(settling, "_mark_paid", mark_paid)
    monkeypatch.setattr(settling, "_is_what_was_ordered", compare_slowly)

    hear_of_it_at_once(order, stripe)

    settled = mails_asked_for()
    assert settled > 1
    assert Entry.objects.filter(kind=Kind.SALE).count() == 1
    reached(f"condition off: {settled} settles")


def test_coming_back_without_having_paid_proves_nothing(world, stripe, client):
    order = factories.order(factories.piece())
    session_for(order)

    answer = client.get(reverse("order:return", args=[order.links.get().token]))

    assert answer.status_code == 302
    order.refresh_from_db()
    assert order.status == status.AWAITING_PAYMENT
    assert Entry.objects.count() == 0


def test_a_forged_return_with_somebody_elses_session_proves_nothing(world, stripe, client):
    [paid], order = paid_at_stripe(stripe, 1), factories.order(factories.piece())
    page = reverse("order:return", args=[order.links.get().token])

    client.get(page, {"session_id": paid.stripe_session.session_id, "payment_status": "paid"})

    order.refresh_from_db()
    assert order.status == status.AWAITING_PAYMENT


def test_the_return_page_waits_when_stripe_does_not_answer(world, stripe, client):
    [order] = paid_at_stripe(stripe, 1)
    page = reverse("order:return", args=[order.links.get().token])
    stripe.fail(kind="500", times=3)

    answer = client.get(page, follow=True)

    assert answer.status_code == 200
    assert "still waiting for word of your payment" in answer.content.decode()
    assert client.get(page).context["is_new"]
    assert statuses() == {status.PAID}


def test_the_return_page_of_a_session_that_stripe_forgot_is_no_error(world, stripe, client):
    order = factories.order(factories.piece())
    session_for(order)
    stripe.reset()

    answer = client.get(reverse("order:return", args=[order.links.get().token]), follow=True)

    assert answer.status_code == 200


def test_a_payment_whose_fee_is_not_known_yet_is_booked_and_asked_about_again(world, stripe):
    [order] = paid_at_stripe(stripe, 1)
    stripe.tamper(order.stripe_session.session_id, fee_known=False)

    done = [reconcile(now=timezone.now() + timezone.timedelta(minutes=5)) for _ in range(2)]

    assert done == [{"paid": 1, "fee asked for": 1}, {"fee asked for": 1}]
    assert list(Entry.objects.values_list("kind", flat=True)) == [Kind.SALE]
