"""Every field of the storefront says what the browser may fill in, and which keys a phone shows."""

import re

import pytest
from django.urls import reverse

from shop.customer.addresses import keep_address
from shop.wishlists.keeping import keep
from tests import factories
from tests.checkout_form import carry

pytestmark = pytest.mark.django_db
OPEN = [reverse(name) for name in ("catalogue:index", "account_login", "account_signup", "account_reset_password")]
SHOPPING = [reverse(name) for name in ("basket:summary", "checkout:index")]
OWN = [
    reverse(name)
    for name in (
        "customer:address-new",
        "customer:kept",
        "customer:close",
        "account_email",
        "account_change_password",
        "checkout:index",
    )
]
# Nothing is typed into these.
WITHOUT_KEYS = {"hidden", "checkbox", "radio", "submit"}


def fields(html: str) -> list[dict[str, str]]:
    found = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input\b[^>]*>", html)]
    return [field for field in found if field.get("type") not in WITHOUT_KEYS]


def assert_said(html: str, address: str) -> None:
    for field in fields(html):
        for attribute in ("autocomplete", "enterkeyhint"):
            assert attribute in field or "readonly" in field or "visually-hidden" in field.get("class", ""), (
                address,
                field["name"],
                attribute,
            )
        if field.get("type") in ("email", "tel", "number"):
            assert "inputmode" in field, (address, field["name"])
    for tag in re.findall(r"<select\b[^>]*>", html):
        assert "autocomplete=" in tag or 'id="sort"' in tag, (address, tag)


@pytest.mark.parametrize("address", OPEN)
def test_on_pages_for_anybody(world, client, address):
    factories.piece()

    assert_said(client.get(address).content.decode(), address)


@pytest.mark.parametrize("address", SHOPPING)
@pytest.mark.parametrize("country", ["BE", "US", "RW", "JP", "GB"])
def test_on_the_way_to_the_payment(world, client, address, country):
    carry(client, factories.basket((factories.piece(stock=9), 2), market=factories.Market(country, "USD")))
    client.cookies["market"] = f"{country}-USD"

    html = client.get(address).content.decode()

    assert fields(html)
    assert_said(html, address)


@pytest.mark.parametrize("address", OWN)
def test_in_the_rooms_of_an_account(world, client, address):
    buyer, piece = factories.user(), factories.piece()
    client.force_login(buyer)
    keep(user=buyer, piece=piece)
    factories.basket(piece, owner=buyer)
    kept = factories.address()
    keep_address(user=buyer, values={"last_name": "An Example", "line1": kept.line1, "country": kept.country})

    html = client.get(address).content.decode()

    assert fields(html)
    assert_said(html, address)


def test_on_the_page_of_a_piece(world, client):
    piece = factories.piece(stock=9)

    assert_said(client.get(piece.get_absolute_url()).content.decode(), "piece")


@pytest.mark.parametrize(("country", "keys"), [("BE", "numeric"), ("DE", "numeric"), ("GB", None), ("NL", None)])
def test_a_postcode_of_figures_brings_figures(world, client, country, keys):
    carry(client, factories.basket(factories.piece()))
    client.cookies["market"] = f"{country}-EUR"

    [field] = [
        field
        for field in fields(client.get(reverse("checkout:index")).content.decode())
        if field["name"] == "postcode"
    ]

    assert field.get("inputmode") == keys
