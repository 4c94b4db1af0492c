"""How the buyer paid is kept as Stripe says it, and nothing more; staff and the buyer read it in words."""

import html
import json

import pytest
from django.test import Client
from django.urls import reverse

from shop.order.models import Order
from shop.payment.methods import in_words
from shop.payment.models import StripeSession
from shop.payment.sessions import session_for
from shop.payment.settle import settle
from tests import factories

pytestmark = pytest.mark.django_db


def paid_with(stripe, method: dict | None = None) -> Order:
    order = factories.order(factories.piece())
    session = session_for(order).session_id
    stripe.pay(session)
    if method is not None:
        stripe.tamper(session, paid_with=method)
    settle(session)
    order.refresh_from_db()
    return order


def buyers_page(order: Order) -> str:
    return html.unescape(Client().get(order.get_absolute_url()).content.decode())


def staffs_page(order: Order) -> str:
    client = Client()
    client.force_login(factories.staff())
    return html.unescape(client.get(reverse("order_money", args=[order.number])).content.decode())


def test_a_card_is_named_by_its_brand_and_the_end_of_its_number(world, stripe):
    order = paid_with(stripe)

    assert "Paid by Visa, ending in 4242" in buyers_page(order)
    assert "by Visa, ending in 4242" in staffs_page(order)


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ({"type": "ideal", "ideal": {"bank": "ing", "iban_last4": "1234"}}, "iDEAL"),
        ({"type": "bancontact", "bancontact": {"verified_name": "An Example"}}, "Bancontact"),
        ({"type": "card", "card": {"brand": "amex", "last4": "0005"}}, "American Express, ending in 0005"),
        ({"type": "card", "card": {"brand": "a_new_brand", "last4": "9999"}}, "A New Brand, ending in 9999"),
    ],
)
def test_another_way_is_named_without_whose_it_is(world, stripe, method, words):
    order = paid_with(stripe, method)

    assert f"Paid by {words}<" in buyers_page(order)
    kept = json.dumps(StripeSession.objects.values().get(), default=str)
    assert not any(private in kept for private in ('ing"', "1234", "An Example"))


@pytest.mark.parametrize("method", [{}, {"type": None}, {"type": "card", "card": None}])
def test_where_stripe_does_not_say_nothing_is_invented(world, stripe, method):
    order = paid_with(stripe, method)

    assert StripeSession.objects.get().paid_by in ("", "Card")
    assert ("Paid by" in buyers_page(order)) == bool(method.get("type"))


def test_a_card_that_was_declined_is_not_how_it_was_paid(world, stripe):
    order = factories.order(factories.piece())
    stripe.decline(session_for(order).session_id)

    settle(order.stripe_session.session_id)

    assert StripeSession.objects.get().paid_by == ""
    assert "Paid by" not in buyers_page(order)


def test_it_is_learnt_later_of_orders_paid_before_it_was_kept(world, stripe):
    order = paid_with(stripe)
    StripeSession.objects.update(paid_with="", last4="")

    settle(order.stripe_session.session_id)

    assert StripeSession.objects.get().paid_by == "Visa, ending in 4242"


def test_an_order_that_costs_nothing_was_paid_by_nothing(world, stripe):
    assert in_words("") == ""
