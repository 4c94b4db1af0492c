"""Promise 3: however often "pay" is clicked, a basket is one order, one payment page and one charge."""

from collections import Counter

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from cooperatives.ledger.models import Entry
from shop.basket.models import Basket
from shop.checkout import placement
from shop.checkout.placement import AlreadyOrdered, place_order
from shop.order import status
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.payment.settle import settle
from tests import factories
from tests.checkout_form import carry, filled_in
from tests.guards import constraint_off
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
CHECKOUT = reverse("checkout:index")
CLICKS = 10


@pytest.fixture
def world(transactional_db):
    return factories.world()


def clicks_at_once(basket: Basket, form: dict) -> list[tuple[int, str]]:
    """The same page confirmed by ten clicks together: where each of them led."""

    def click(_number: int) -> tuple[int, str]:
        client = Client()
        carry(client, basket)
        answer = client.post(CHECKOUT, form)
        return answer.status_code, answer.headers.get("Location", "")

    return race(click, CLICKS)


@pytest.mark.proof(3)
def test_ten_clicks_the_back_button_and_a_second_tab_are_one_order_and_one_charge(world, stripe, client, reached):
    piece = factories.piece(stock=20)
    basket = factories.basket(piece)
    carry(client, basket)
    form, second_tab = filled_in(basket), filled_in(basket, email="second.tab@example.org", delivery="pick-up")

    answers = clicks_at_once(basket, form)

    order = Order.objects.get()
    session = order.stripe_session
    assert Counter(answers) == {(302, session.url): CLICKS}
    assert client.get(CHECKOUT).headers["Location"] == reverse("basket:summary")
    assert client.post(CHECKOUT, form).headers["Location"] == session.url
    assert client.post(CHECKOUT, second_tab).headers["Location"] == session.url

    stripe.pay(session.session_id)
    stripe.pay(session.session_id)
    settle(session.session_id)

    thanks = reverse("order:return", args=[order.links.get().token])
    assert client.get(thanks).context["is_new"]
    assert {client.post(CHECKOUT, form).headers["Location"] for form in (form, second_tab)} == {
        order.get_absolute_url()
    }
    state = stripe.state()
    assert (Order.objects.count(), state["sessions"], state["charges"]) == (1, 1, 1)
    assert Entry.objects.filter(kind=Entry.Kind.SALE).count() == 1
    assert StockRecord.objects.get(product=piece).num_allocated == 1
    assert order.links.count() == 1
    reached(f"{CLICKS} clicks at once + back + second tab: 1 order, 1 session, 1 charge, 1 thank-you page")


@pytest.mark.proof(3)
def test_without_its_guards_each_click_is_an_order_of_its_own(world, stripe, reached, monkeypatch):
    """The negative control: neither the claim on the basket nor the unique order of a basket."""
    basket = factories.basket(factories.piece(stock=20))
    form = filled_in(basket)
    monkeypatch.setattr(placement, "_claim", lambda basket_id: Basket.objects.get(pk=basket_id))

    with constraint_off(Order, "one_order_per_basket", clear=lambda: Order.objects.update(basket=None)):
        clicks_at_once(basket, form)
        orders, sessions = Order.objects.count(), stripe.state()["sessions"]

    assert orders > 1
    assert sessions > 1
    reached(f"guards off: {orders} orders, {sessions} sessions")


@pytest.mark.proof(3)
def test_the_database_alone_refuses_a_second_order_of_a_basket(world, monkeypatch):
    """The claim may be forgotten one day; the constraint stays."""
    basket = factories.basket(factories.piece())
    first, second = factories.placement(basket), factories.placement(basket)
    place_order(first)
    monkeypatch.setattr(placement, "_claim", lambda basket_id: Basket.objects.get(pk=basket_id))

    with pytest.raises(IntegrityError):
        place_order(second)

    assert Order.objects.count() == 1


def test_a_second_placement_of_a_basket_is_refused(world):
    basket = factories.basket(factories.piece())
    first, second = factories.placement(basket), factories.placement(basket)
    place_order(first)

    with pytest.raises(AlreadyOrdered):
        place_order(second)

    assert Order.objects.get().status == status.AWAITING_PAYMENT
