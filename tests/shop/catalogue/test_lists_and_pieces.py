"""The lists and pages of pieces: the same for everybody in a market, and unmoved by any address."""

from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.catalogue.models import Category, Colour, Material, Product, ProductCategory
from tests import factories
from tests.checkout_form import carry

pytestmark = pytest.mark.django_db
LIST = reverse("catalogue:index")


def titles(client, **asked) -> list[str]:
    answer = client.get(LIST, asked)
    assert answer.status_code == 200
    return [card.title for card in answer.context["cards"]]


@pytest.fixture
def shop(world):
    """A basket, a pot and a mug of different groups, materials and prices."""
    weavers, potters = factories.cooperative("Weavers"), factories.cooperative("Potters")
    basket = factories.piece("Basket", by=weavers, prices={"EUR": "40.00", "USD": "44.00"})
    pot = factories.piece("Pot", by={potters: 2, weavers: 1}, prices={"EUR": "60.00"}, stock=0)
    mug = factories.piece("Mug", by=potters, prices={"EUR": "18.00", "USD": "20.00"})
    sisal, clay = (Material.objects.create(name=name, slug=name.lower()) for name in ("Sisal", "Clay"))
    red = Colour.objects.create(name="Red", slug="red", swatch="#aa2200")
    basket.materials.add(sisal)
    pot.materials.add(clay, sisal)
    mug.materials.add(clay)
    basket.colours.add(red)
    return {"basket": basket, "pot": pot, "mug": mug}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"sort": "title"}, ["Basket", "Mug", "Pot"]),
        ({"sort": "price"}, ["Mug", "Basket", "Pot"]),
        ({"sort": "-price"}, ["Pot", "Basket", "Mug"]),
        ({"sort": "new"}, ["Mug", "Pot", "Basket"]),
        ({"material": "sisal", "sort": "title"}, ["Basket", "Pot"]),
        ({"material": ["sisal", "clay"], "sort": "title"}, ["Basket", "Mug", "Pot"]),
        ({"cooperative": "potters", "sort": "title"}, ["Mug", "Pot"]),
        ({"cooperative": "weavers", "material": "clay"}, ["Pot"]),
        ({"colour": "red"}, ["Basket"]),
        ({"in_stock": "on", "sort": "title"}, ["Basket", "Mug"]),
        ({"minimum": "20", "maximum": "50"}, ["Basket"]),
        ({"minimum": "18.00", "maximum": "18.00"}, ["Mug"]),
        ({"minimum": "100"}, []),
        ({"material": "gold"}, []),
    ],
    ids=str,
)
def test_a_list_is_narrowed_and_sorted(shop, client, asked, expected):
    assert titles(client, **asked) == expected


@pytest.mark.parametrize("sort", ["price", "-price"])
def test_what_is_not_sold_in_the_currency_stands_last_however_prices_are_sorted(shop, client, sort):
    client.cookies["market"] = "US-USD"

    assert titles(client, sort=sort)[-1] == "Pot"


def test_a_facet_counts_what_a_tick_would_leave(shop, client):
    facets = {facet.name: facet for facet in client.get(LIST, {"cooperative": "weavers"}).context["facets"]}

    assert {option.value: option.count for option in facets["material"].options} == {"sisal": 2, "clay": 1}
    assert {option.value: option.count for option in facets["cooperative"].options} == {"weavers": 2, "potters": 2}
    assert [option.value for option in facets["cooperative"].options if option.is_chosen] == ["weavers"]


def test_a_category_shows_what_is_below_it_too(shop, client):
    parent = factories.category("For the house")
    child = parent.add_child(name="Kitchen", slug="kitchen")
    ProductCategory.objects.create(product=shop["mug"], category=child)

    answer = client.get(Category.objects.get(pk=parent.pk).get_absolute_url())

    assert [card.title for card in answer.context["cards"]] == ["Mug"]


NONSENSE = [
    "",
    " ",
    "x",
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "9" * 400,
    "💧",
    "\u202e",
    "'",
    '"><script>',
    "../../etc",
    "%",
    "_",
    "[]",
]


@pytest.mark.parametrize(
    "name", ["minimum", "maximum", "in_stock", "sort", "page", "material", "colour", "cooperative", "other"]
)
def test_an_address_that_makes_no_sense_is_a_list_all_the_same(shop, client, name):
    for value in NONSENSE:
        answer = client.get(f"{LIST}?{urlencode({name: value})}")

        assert answer.status_code == 200, value
        assert b"><script>" not in answer.content, value


def test_a_thousand_ticks_are_no_trouble(shop, client):
    address = LIST + "?" + "&".join(f"material=m{number}" for number in range(900)) + "&material=sisal"

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_a_piece_or_category_that_does_not_exist(shop, client, pk):
    assert client.get(f"/pieces/pot_{pk}/").status_code == 404
    assert client.get(f"/pieces/category/pots_{pk}/").status_code == 404


def test_a_piece_is_found_under_an_old_name(shop, client):
    pot = shop["pot"]

    answer = client.get(f"/pieces/an-old-name_{pot.pk}/")

    assert (answer.status_code, answer.headers["Location"]) == (301, pot.get_absolute_url())


def test_what_is_not_published_or_nobodys_is_not_shown(shop, client):
    Product.objects.filter(pk=shop["pot"].pk).update(is_public=False)
    shop["mug"].contributions.all().delete()

    assert titles(client) == ["Basket"]
    assert client.get(shop["pot"].get_absolute_url()).status_code == 404
    assert client.get(shop["mug"].get_absolute_url()).status_code == 404


def addresses(shop) -> list[str]:
    piece, gone = shop["basket"], shop["pot"]
    return [
        LIST,
        LIST + "?material=sisal&sort=price&page=1",
        piece.categories.get().get_absolute_url(),
        piece.get_absolute_url(),
        gone.get_absolute_url(),
    ]


def public(client: Client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer


def test_a_public_page_sets_no_cookie_and_carries_no_token(shop, client):
    for address in addresses(shop):
        answer = public(client, address)
        assert answer.cookies == {}, address
        assert b"csrfmiddlewaretoken" not in answer.content, address
        assert "public" in answer.headers["Cache-Control"], address
        assert "Cookie" in answer.headers["Vary"], address


def test_a_public_page_is_byte_for_byte_the_same_for_two_visitors(shop, client):
    """One who was never here; one who is signed in, with a basket, an unpaid order and a message waiting."""
    known = Client()
    buyer = factories.user()
    basket = factories.basket(shop["basket"])
    carry(known, basket)
    known.post(reverse("basket:add", args=[shop["mug"].pk]), {"quantity": "abc"})
    known.force_login(buyer)

    for address in addresses(shop):
        assert public(client, address).content == public(known, address).content, address


def test_a_public_page_touches_no_session_and_no_basket(shop):
    known = Client()
    carry(known, factories.basket(shop["basket"]))
    known.force_login(factories.user())
    tables = (Session._meta.db_table, "basket_basket", "users_user")

    for address in addresses(shop):
        public(known, address)
        with CaptureQueriesContext(connection) as captured:
            public(known, address)
        touched = [table for table in tables for query in captured.captured_queries if f'"{table}"' in query["sql"]]
        assert touched == [], address


def test_a_public_page_writes_nothing(shop, client):
    for address in addresses(shop):
        with CaptureQueriesContext(connection) as captured:
            public(client, address)
        written = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith("SELECT")]
        assert written == [], address


def test_a_private_page_is_kept_by_nobody(shop, client):
    carry(client, factories.basket(shop["basket"]))

    for name in ("basket:summary", "basket:count", "checkout:index"):
        assert "no-store" in client.get(reverse(name)).headers["Cache-Control"], name


def test_the_account_is_for_its_owner(world, client):
    buyer, other = factories.user(), factories.user()
    mine = factories.order(factories.piece(), user=buyer)
    factories.order(factories.piece(), user=other)
    address = reverse("customer:summary")
    assert client.get(address).status_code == 302

    client.force_login(buyer)
    orders = client.get(address).context["orders"]

    assert [order.number for order in orders] == [mine.number]
