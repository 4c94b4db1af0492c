"""The basket as a part of a page: for the script that asks for it; all others are led to the basket's page."""

import pytest
from django.test import Client
from django.urls import reverse

from shop.basket.models import Line
from shop.partner.models import Price
from tests import factories
from tests.checkout_form import carry
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
ASKED = {"X-Drawer": "1"}


def add(client, piece, quantity: str = "1", **headers):
    return client.post(reverse("basket:add", args=[piece.pk]), {"quantity": quantity}, headers=headers or ASKED)


def in_basket() -> dict[str, int]:
    return dict(Line.objects.values_list("product__title", "quantity"))


def test_what_is_put_in_is_shown_with_the_total_and_counted(world, client):
    pot, mug = factories.piece("Pot", prices={"EUR": "60.00"}), factories.piece("Mug", prices={"EUR": "18.00"})
    add(client, pot)

    answer = add(client, mug, "2")

    html = answer.content.decode()
    assert (answer.status_code, answer.headers["X-Drawer"]) == (200, "3")
    assert "“Mug” is in your basket." in html
    assert "€96.00" in html
    assert "<html" not in html
    assert reverse("checkout:index") in html
    assert in_basket() == {"Pot": 1, "Mug": 2}


def test_who_does_not_ask_for_it_is_led_to_the_baskets_page(world, client):
    answer = add(client, factories.piece(), **{"Accept": "text/html"})

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("basket:summary"))
    assert "X-Drawer" not in answer.headers


def test_a_piece_that_is_sold_out_says_so_and_offers_others_by_the_same_group(world, client):
    group = factories.cooperative()
    gone, other = factories.piece("Gone", by=group, stock=0), factories.piece("Other", by=group)
    factories.piece("Somebody else's")

    answer = add(client, gone)

    assert "“Gone” is sold out" in answer.content.decode()
    assert [card.title for card in answer.context["others"]] == [other.title]
    assert answer.headers["X-Drawer"] == "0"
    assert in_basket() == {}


@pytest.mark.parametrize(("typed", "said"), [("abc", "in figures"), ("0", "at least one"), ("101", "more than 100")])
def test_a_number_that_is_none_is_said_in_place(world, client, typed, said):
    answer = add(client, factories.piece("Pot"), typed)

    assert said in answer.content.decode()
    assert in_basket() == {}


def test_more_than_there_are_become_as_many_as_there_are_and_that_is_said(world, client):
    answer = add(client, factories.piece("Pot", stock=3), "5")

    assert "There are only 3 of this." in answer.content.decode()
    assert in_basket() == {"Pot": 3}


def test_a_piece_that_is_not_there_any_more(world, client):
    hidden = factories.piece(is_public=False)

    assert "not here any more" in add(client, hidden).content.decode()


def test_a_piece_without_a_price_in_the_currency_says_so_in_place(world, client):
    piece = factories.piece("Pot", prices={"EUR": "60.00"})
    Price.objects.filter(stockrecord__product=piece).update(currency="USD")

    assert "has no price in EUR" in add(client, piece).content.decode()
    assert in_basket() == {}


def test_a_line_is_taken_out_in_the_drawer(world, client):
    basket = factories.basket(factories.piece("Pot"))
    carry(client, basket)

    answer = client.post(reverse("basket:line", args=[basket.lines.get().pk]), {"remove": "1"}, headers=ASKED)

    assert "“Pot” is out of your basket." in answer.content.decode()
    assert "Nothing in it yet." in answer.content.decode()
    assert answer.headers["X-Drawer"] == "0"


def test_another_site_cannot_put_anything_in(world, client):
    answer = add(client, factories.piece(), **ASKED, **{"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert in_basket() == {}


def test_a_line_is_changed_only_with_the_token_of_its_form(world):
    client = Client(enforce_csrf_checks=True)
    basket = factories.basket(factories.piece("Pot"))
    carry(client, basket)
    address = reverse("basket:line", args=[basket.lines.get().pk])
    token = client.get(reverse("basket:drawer")).cookies["csrftoken"].value

    refused = client.post(address, {"remove": "1"}, headers=ASKED)
    done = client.post(address, {"remove": "1", "csrfmiddlewaretoken": token}, headers=ASKED)

    assert (refused.status_code, done.status_code) == (403, 200)
    assert in_basket() == {}


def test_the_drawer_is_kept_by_nobody_and_shows_each_their_own(world, client):
    carry(client, factories.basket(factories.piece("Mine")))

    mine, others = client.get(reverse("basket:drawer")), Client().get(reverse("basket:drawer"))

    assert "Mine" in mine.content.decode()
    assert "Mine" not in others.content.decode()
    for answer in (mine, others):
        assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.proof(24)
def test_the_drawer_costs_the_same_for_one_line_and_for_twenty(world, client, reached):
    basket = factories.basket(factories.piece())
    carry(client, basket)
    few = queries_of(client, reverse("basket:drawer"))

    for _number in range(19):
        basket.add_product(factories.piece())
    many = queries_of(client, reverse("basket:drawer"))

    assert_same_queries("drawer", few, many)
    reached(f"drawer {len(many)}")
