"""A signed-in buyer chooses among the addresses of the account at the checkout, and keeps a new one by a tick."""

import pytest
from django.urls import reverse

from shop.customer.addresses import addresses_of, keep_address
from shop.market import Market
from shop.order.models import Order
from tests import factories
from tests.checkout_form import as_typed, carry, filled_in

pytestmark = pytest.mark.django_db
CHECKOUT = reverse("checkout:index")


def values(**fields) -> dict:
    kept = factories.address(**fields)
    return {name: getattr(kept, name) for name in ("last_name", "line1", "line4", "postcode", "state", "country")}


@pytest.fixture
def buyer(world, client):
    made = factories.user(first_name="Ann", last_name="Example")
    client.force_login(made)
    return made


@pytest.fixture
def basket(buyer, stripe):
    return factories.basket(factories.piece("Pot"), owner=buyer)


@pytest.fixture
def home(buyer):
    return keep_address(user=buyer, values=values(line1="Home street 1"))


@pytest.fixture
def paris(buyer, home):
    return keep_address(
        user=buyer, values=values(market=Market("FR", "EUR"), line1="2 rue", line4="Paris", postcode="75001")
    )


def test_the_first_address_is_filled_in_and_all_are_offered(client, basket, home, paris):
    answer = client.get(CHECKOUT)

    typed = as_typed(answer)
    assert (typed["line1"], typed["city"], typed["country"], typed["saved"]) == (
        "Home street 1",
        "Ghent",
        "BE",
        str(home.pk),
    )
    html = answer.content.decode()
    assert "Home street 1, 9000 Ghent, Belgium" in html
    assert "2 rue, 75001 Paris, France" in html


def test_where_a_country_was_chosen_only_an_address_there_is_filled_in(client, basket, home, paris):
    client.cookies["market"] = "FR-EUR"
    assert as_typed(client.get(CHECKOUT))["line1"] == "2 rue"

    client.cookies["market"] = "DE-EUR"
    typed = as_typed(client.get(CHECKOUT))

    assert (typed["country"], typed["line1"], typed["saved"]) == ("DE", "", "another")


def test_another_address_is_chosen_without_scripts(client, basket, home, paris):
    typed = as_typed(client.get(CHECKOUT)) | {"saved": str(paris.pk), "email": "new@example.org"}

    shown = as_typed(client.post(CHECKOUT, typed | {"update": "1"}))

    assert (shown["line1"], shown["country"], shown["postcode"]) == ("2 rue", "FR", "75001")
    assert shown["email"] == "new@example.org"
    assert shown["saved_before"] == str(paris.pk)


def test_an_address_that_was_chosen_and_not_seen_is_shown_before_anything_is_ordered(client, basket, home, paris):
    typed = as_typed(client.get(CHECKOUT)) | {"saved": str(paris.pk)}

    answer = client.post(CHECKOUT, typed)

    assert answer.status_code == 200
    assert as_typed(answer)["line1"] == "2 rue"
    assert "the address you chose" in answer.content.decode()
    assert not Order.objects.exists()
    client.post(CHECKOUT, as_typed(answer))
    assert Order.objects.get().shipping_address.line1 == "2 rue"


def test_another_address_begins_empty(client, basket, home):
    typed = as_typed(client.get(CHECKOUT)) | {"saved": "another"}

    shown = as_typed(client.post(CHECKOUT, typed | {"update": "1"}))

    assert (shown["line1"], shown["name"], shown["email"]) == ("", "", typed["email"])


def test_the_chosen_address_comes_back_after_a_look_at_picking_up(client, basket, home):
    typed = as_typed(client.get(CHECKOUT))
    picking_up = as_typed(client.post(CHECKOUT, typed | {"delivery": "pick-up", "update": "1"}))
    assert "line1" not in picking_up

    posted = as_typed(client.post(CHECKOUT, picking_up | {"delivery": "post", "update": "1"}))

    assert posted["line1"] == "Home street 1"


def test_an_address_filled_in_may_be_changed_for_this_order_alone(client, basket, home):
    typed = as_typed(client.get(CHECKOUT)) | {"line1": "Neighbour 2"}

    client.post(CHECKOUT, typed)

    assert Order.objects.get().shipping_address.line1 == "Neighbour 2"
    assert addresses_of(home.user).get().line1 == "Home street 1"


def test_a_new_address_is_kept_by_a_tick_and_not_without(client, buyer, basket):
    client.post(CHECKOUT, filled_in(basket, keep_address="on", line1="New street 3"))

    assert Order.objects.count() == 1
    assert addresses_of(buyer).get().line1 == "New street 3"


def test_without_a_tick_nothing_is_kept(client, buyer, basket):
    client.post(CHECKOUT, filled_in(basket))

    assert Order.objects.count() == 1
    assert not addresses_of(buyer).exists()


def test_an_address_is_kept_once(client, buyer, basket, home):
    typed = as_typed(client.get(CHECKOUT)) | {"keep_address": "on"}

    client.post(CHECKOUT, typed)

    assert addresses_of(buyer).get() == home


def test_a_full_account_stops_no_order(client, buyer, basket, monkeypatch):
    monkeypatch.setattr("shop.customer.addresses.MOST", 0)

    client.post(CHECKOUT, filled_in(basket, keep_address="on"))

    assert Order.objects.count() == 1
    assert not addresses_of(buyer).exists()


@pytest.mark.parametrize("saved", ["{other}", "999999", "x", "%00", ""])
def test_nobody_chooses_an_address_of_somebody_else(client, basket, home, saved):
    other = keep_address(user=factories.user(), values=values(line1="Secret street 9"))
    typed = as_typed(client.get(CHECKOUT)) | {"saved": saved.format(other=other.pk), "update": "1"}

    answer = client.post(CHECKOUT, typed)

    assert answer.status_code == 200
    assert "Secret street" not in answer.content.decode()


def test_a_visitor_without_an_account_is_offered_none(client, world, stripe):
    carry(client, factories.basket(factories.piece()))

    html = client.get(CHECKOUT).content.decode()

    assert 'name="saved"' not in html
    assert 'name="keep_address"' not in html
