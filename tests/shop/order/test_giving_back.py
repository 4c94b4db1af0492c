"""An order that will not be paid lets go of its pieces, and its basket goes back to the browser it came from."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cooperatives.ledger.models import Entry
from shop.basket.models import Basket
from shop.order import status
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.payment import settle as settling
from shop.payment.sessions import session_for
from shop.payment.settle import give_up
from tests import factories
from tests.checkout_form import carry, filled_in

pytestmark = pytest.mark.django_db
BASKET = reverse("basket:summary")


def ordered(client: Client, *pieces, owner=None) -> Order:
    """What a browser has after it was sent to pay."""
    basket = factories.basket(*pieces, owner=owner)
    if owner is None:
        carry(client, basket)
    answer = client.post(reverse("checkout:index"), filled_in(basket))
    assert answer.status_code == 302, answer.content
    return Order.objects.latest("pk")


def titles_in_basket(client: Client) -> list[str]:
    return sorted(line.title for line in client.get(BASKET).context["lines"])


def address(name: str, order: Order) -> str:
    return reverse(f"order:{name}", args=[order.links.get().token])


def hold_is_over(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(hold_until=timezone.now() - timedelta(seconds=1))


def free_of(piece) -> int:
    return StockRecord.objects.get(product=piece).net_stock_level


def test_cancelling_gives_the_basket_back_to_a_guests_browser(world, stripe, client):
    piece = factories.piece("Pot", stock=1)
    order = ordered(client, piece)

    answer = client.post(address("cancel", order), follow=True)

    assert answer.redirect_chain[-1][0] == BASKET
    assert titles_in_basket(client) == ["Pot"]
    assert free_of(piece) == 1
    assert stripe.state()["expired"] == 1


def test_what_was_added_meanwhile_stays_beside_what_comes_back(world, stripe, client):
    pot, bowl = factories.piece("Pot", stock=1), factories.piece("Bowl")
    order = ordered(client, pot)
    client.post(reverse("basket:add", args=[bowl.pk]), {"quantity": 2})

    client.post(address("cancel", order))

    assert titles_in_basket(client) == ["Bowl", "Pot"]
    assert Basket.open.count() == 1


def test_cancelling_gives_the_basket_back_to_an_account(world, stripe, client):
    buyer = factories.user()
    client.force_login(buyer)
    pot, bowl = factories.piece("Pot", stock=1), factories.piece("Bowl")
    order = ordered(client, pot, owner=buyer)
    client.post(reverse("basket:add", args=[bowl.pk]), {"quantity": 2})

    client.post(address("cancel", order))

    assert titles_in_basket(client) == ["Bowl", "Pot"]


def test_an_account_finds_its_basket_again_in_another_browser(world, stripe, client):
    buyer = factories.user()
    client.force_login(buyer)
    order = ordered(client, factories.piece("Pot", stock=1), owner=buyer)
    hold_is_over(order)
    call_command("reconcile_payments", now=True)
    elsewhere = Client()
    elsewhere.force_login(buyer)

    assert titles_in_basket(elsewhere) == ["Pot"]


def test_when_the_hold_is_over_the_pieces_are_free_and_the_basket_is_back(world, stripe, client):
    piece = factories.piece("Pot", stock=1)
    order = ordered(client, piece)
    client.get(reverse("basket:count"))
    hold_is_over(order)

    call_command("reconcile_payments", now=True)

    order.refresh_from_db()
    assert order.status == status.CANCELLED
    assert stripe.state()["expired"] == 1
    assert free_of(piece) == 1
    assert titles_in_basket(client) == ["Pot"]


def test_a_hold_that_is_not_over_is_left_alone(world, stripe, client):
    piece = factories.piece(stock=1)
    order = ordered(client, piece)

    call_command("reconcile_payments", now=True)

    order.refresh_from_db()
    assert order.status == status.AWAITING_PAYMENT
    assert free_of(piece) == 0


def test_stripes_word_that_a_session_expired_releases_the_order(world, stripe, client):
    piece = factories.piece("Pot", stock=1)
    order = ordered(client, piece)
    stripe.api("POST", f"/v1/checkout/sessions/{order.stripe_session.session_id}/expire")

    for body, signature in stripe.take():
        answer = client.post("/stripe/webhook/", body, "application/json", headers={"Stripe-Signature": signature})
        assert answer.status_code == 200

    assert free_of(piece) == 1
    assert titles_in_basket(client) == ["Pot"]


def test_a_basket_that_came_back_becomes_a_second_order(world, stripe, client):
    piece = factories.piece("Pot", stock=1)
    first = ordered(client, piece)
    basket = first.basket
    client.post(address("cancel", first))

    answer = client.post(reverse("checkout:index"), filled_in(basket))

    assert answer.status_code == 302
    second = Order.objects.exclude(pk=first.pk).get()
    assert second.basket == basket
    assert second.status == status.AWAITING_PAYMENT
    assert titles_in_basket(client) == []


def test_the_old_page_of_a_cancelled_order_does_not_pay_for_the_new_one(world, stripe, client):
    first = ordered(client, factories.piece("Pot", stock=1))
    session_id = first.stripe_session.session_id
    client.post(address("cancel", first))

    with pytest.raises(AssertionError, match="can be payd"):
        stripe.pay(session_id)


def test_cancelling_what_is_paid_leaves_it_paid(world, stripe, client):
    piece = factories.piece(stock=1)
    order = ordered(client, piece)
    stripe.pay(order.stripe_session.session_id)

    client.post(address("cancel", order))

    order.refresh_from_db()
    assert order.status == status.PAID
    assert free_of(piece) == 0
    assert Entry.objects.filter(order_reference=order.number, kind=Entry.Kind.SALE).count() == 1


def test_a_cancelled_order_stays_cancelled_when_it_is_cancelled_again(world, stripe, client):
    piece = factories.piece(stock=1)
    order = ordered(client, piece)

    client.post(address("cancel", order))
    client.post(address("cancel", order))

    assert free_of(piece) == 1


def test_a_session_opened_while_the_order_is_given_up_cannot_be_paid(world, stripe, monkeypatch):
    """The buyer cancels in one tab while another tab is being sent to pay."""
    order = factories.order(factories.piece())

    let_go = settling._let_go

    def meanwhile(order, at):
        session_for(order)
        return let_go(order, at)

    monkeypatch.setattr(settling, "_let_go", meanwhile)

    give_up(order, at=timezone.now())

    assert stripe.state()["open"] == 0
    assert stripe.state()["expired"] == 1


def test_a_session_opened_after_the_order_was_given_up_cannot_be_paid(world, stripe):
    order = factories.order(factories.piece())
    give_up(order, at=timezone.now())

    with pytest.raises(Exception, match="given up"):
        session_for(order)

    assert stripe.state()["open"] == 0


def test_a_guests_basket_comes_along_when_they_sign_in(world, client):
    carry(client, factories.basket(factories.piece("Pot")))
    buyer = factories.user()
    factories.basket(factories.piece("Bowl"), owner=buyer)

    client.force_login(buyer)

    assert titles_in_basket(client) == ["Bowl", "Pot"]
