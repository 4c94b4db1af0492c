"""A basket that is left alone: there after a week and after signing in, and honest about what has changed meanwhile."""

from datetime import timedelta
from decimal import Decimal
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.basket.models import Basket, Line
from shop.catalogue.models import Product
from shop.partner.models import Price, StockRecord
from tests import factories
from tests.checkout_form import carry
from tests.factories import BELGIUM

pytestmark = pytest.mark.django_db
BASKET = reverse("basket:summary")
WEEK = timedelta(days=7)


def lines(client) -> dict[str, int]:
    return {line.title: line.quantity for line in client.get(BASKET).context["lines"]}


def put_in(client, *pieces) -> SimpleCookie:
    for piece in pieces:
        client.post(reverse("basket:add", args=[piece.pk]), {"quantity": "1"})
    return client.cookies


def sign_in(client, user) -> None:
    client.post(reverse("account_login"), {"login": user.email, "password": "a long password"})
    assert "_auth_user_id" in client.session


def test_the_cookie_of_a_basket_outlives_a_week_and_a_closed_browser(world, client):
    cookie = put_in(client, factories.piece())["oscar_open_basket"]

    assert int(cookie["max-age"]) >= 2 * WEEK.total_seconds()
    assert cookie["httponly"]


def test_a_basket_is_there_a_week_later(world, client):
    put_in(client, factories.piece("Pot"))
    Basket.objects.update(date_created=timezone.now() - WEEK)
    later = Client()
    later.cookies["oscar_open_basket"] = client.cookies["oscar_open_basket"].value

    assert lines(later) == {"Pot": 1}


def test_a_basket_survives_signing_in(world, client):
    put_in(client, factories.piece("Pot"))

    sign_in(client, factories.user())

    assert lines(client) == {"Pot": 1}
    assert client.cookies["oscar_open_basket"].value == ""


def test_what_was_chosen_before_signing_in_is_put_to_what_the_account_had(world, client):
    user = factories.user()
    pot, mug = factories.piece("Pot"), factories.piece("Mug")
    factories.basket((pot, 2), owner=user)
    put_in(client, pot, mug)

    sign_in(client, user)

    # Of a piece that is in both, not the sum: nobody meant to buy three.
    assert lines(client) == {"Pot": 2, "Mug": 1}
    assert Basket.open.filter(owner=user).count() == 1


def test_the_basket_of_an_account_is_there_on_another_device(world, client):
    user = factories.user()
    sign_in(client, user)
    put_in(client, factories.piece("Pot"))
    telephone = Client()

    sign_in(telephone, user)

    assert lines(telephone) == {"Pot": 1}


def test_signing_out_leaves_nothing_of_the_account_behind(world, client):
    sign_in(client, factories.user())
    put_in(client, factories.piece("Pot"))

    client.post(reverse("account_logout"))

    assert lines(client) == {}
    assert Line.objects.count() == 1


def test_what_is_gone_meanwhile_is_said_and_not_part_of_the_total(world, client):
    sold, hidden, there = (factories.piece(title) for title in ("Sold", "Hidden", "There"))
    carry(client, factories.basket(sold, hidden, there))
    StockRecord.objects.filter(product=sold).update(num_in_stock=0)
    Product.objects.filter(pk=hidden.pk).update(is_public=False)

    shown = {line.title: line.problem for line in client.get(BASKET).context["lines"]}

    assert shown == {"Sold": "Sold out meanwhile.", "Hidden": "Sold out meanwhile.", "There": ""}


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("44.00", "It has become dearer: it cost €40.00 when you put it in."),
        ("36.00", "It has become cheaper: it cost €40.00 when you put it in."),
    ],
)
@pytest.mark.parametrize("address", ["basket:summary", "basket:drawer"])
def test_a_price_that_has_changed_meanwhile_is_said_with_what_it_was(world, client, now, said, address):
    piece = factories.piece(prices={"EUR": "40.00"})
    carry(client, factories.basket(piece))
    Price.objects.filter(stockrecord__product=piece).update(amount=Decimal(now))

    html = client.get(reverse(address)).content.decode()

    assert said in html
    assert f"€{now}" in html


def test_a_price_that_is_the_same_or_of_another_currency_is_no_news(world, client):
    carry(client, factories.basket(factories.piece(), market=BELGIUM))
    assert "when you put it in" not in client.get(BASKET).content.decode()

    client.cookies["market"] = "US-USD"

    assert "when you put it in" not in client.get(BASKET).content.decode()


def test_a_basket_of_somebody_else_cannot_be_carried_away_by_its_number(world, client):
    theirs = factories.basket(factories.piece("Theirs"))
    client.cookies["oscar_open_basket"] = f"{theirs.pk}:forged"

    assert lines(client) == {}
    assert 2 * WEEK.total_seconds() <= settings.OSCAR_BASKET_COOKIE_LIFETIME
