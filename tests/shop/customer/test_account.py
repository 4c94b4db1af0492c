"""A buyer's own rooms: orders, addresses. Each sees their own, and an order of a guest is found by a confirmed address alone."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from shop.customer.addresses import MOST, TooManyAddresses, addresses_of, keep_address, make_default, remove_address
from shop.customer.claims import claim_orders, orders_to_claim
from shop.order.models import Order
from shop.order.sending import mark_as_arrived, mark_as_sent
from shop.users.models import User
from tests import factories
from tests.checkout_form import as_typed
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
ORDERS, CLAIM = reverse("customer:summary"), reverse("customer:claim")
ADDRESSES, NEW = reverse("customer:addresses"), reverse("customer:address-new")
TYPED = {"country": "BE", "name": "An Example", "line1": "Market Square 1", "city": "Ghent", "postcode": "9000"}


def values(**fields) -> dict:
    kept = factories.address(**fields)
    return {name: getattr(kept, name) for name in ("last_name", "line1", "line4", "postcode", "country")}


def confirmed(user: User, email: str = "", *, verified: bool = True) -> User:
    EmailAddress.objects.create(user=user, email=email or user.email, verified=verified, primary=not email)
    return user


@pytest.fixture
def buyer(world, client):
    made = factories.user("buyer@example.org")
    client.force_login(made)
    return made


def test_orders_are_shown_with_their_state_and_their_pictures(client, buyer, stripe):
    pieces = [factories.piece(f"Piece {number}") for number in range(6)]
    for piece in pieces:
        factories.picture_of(piece, size=(16, 16))
    order = factories.paid_order(stripe, *pieces, user=buyer)
    mark_as_arrived(parcel=mark_as_sent(order=order))

    answer = client.get(ORDERS)

    [row] = answer.context["orders"]
    assert (row.number, row.state, row.url) == (order.number, "arrived", order.get_absolute_url())
    assert (len(row.pictures), row.more) == (3, 3)
    assert "Piece 0, Piece 1" in answer.content.decode()


def test_the_list_costs_as_much_for_many_orders_of_many_pieces(client, buyer, stripe):
    def bought(number: int) -> None:
        pieces = [factories.piece() for _ in range(number)]
        for piece in pieces:
            factories.picture_of(piece, size=(16, 16))
        mark_as_sent(order=factories.paid_order(stripe, *pieces, user=buyer))

    bought(1)
    few = queries_of(client, ORDERS)
    for _ in range(3):
        bought(3)

    assert_same_queries(ORDERS, few, queries_of(client, ORDERS))


def test_older_orders_are_on_the_next_page(client, buyer, monkeypatch):
    monkeypatch.setattr("shop.customer.views.ORDERS_A_PAGE", 2)
    piece = factories.piece(stock=5)
    made = [factories.order(piece, user=buyer).number for _ in range(3)]

    pages = [client.get(ORDERS, {"page": page}).context["orders"] for page in ("1", "2", "99", "x")]

    assert [[row.number for row in rows] for rows in pages] == [
        [made[2], made[1]],
        made[:1],
        made[:1],
        [made[2], made[1]],
    ]


def test_a_guests_order_is_added_to_the_account_whose_address_was_confirmed(client, buyer):
    order = factories.order(factories.piece(), email="Buyer@Example.org")
    other = factories.order(factories.piece(), email="somebody@example.org")
    confirmed(buyer)
    assert client.get(ORDERS).context["to_claim"] == 1
    assert client.get(CLAIM).status_code == 302
    assert Order.objects.filter(user=buyer).count() == 0

    client.post(CLAIM)

    assert Order.objects.get(user=buyer) == order
    assert Order.objects.get(pk=other.pk).user is None
    assert not client.get(ORDERS).context["to_claim"]


def test_an_address_that_nobody_confirmed_finds_nothing(client, buyer):
    """Anybody may sign up with anybody's address."""
    factories.order(factories.piece(), email=buyer.email)
    confirmed(buyer, verified=False)

    answer = client.get(ORDERS)
    client.post(CLAIM)

    assert answer.context["to_claim"] == 0
    assert "Confirm your e-mail address" in answer.content.decode()
    assert not Order.objects.filter(user=buyer).exists()


def test_an_order_of_an_account_is_claimed_by_no_other(world):
    first, second = confirmed(factories.user()), factories.user()
    factories.order(factories.piece(), email=first.email, user=second)

    assert not orders_to_claim(first).exists()
    assert claim_orders(user=first) == 0


def test_a_second_confirmed_address_counts_too(world):
    buyer = confirmed(confirmed(factories.user()), "work@example.org")
    factories.order(factories.piece(), email="work@example.org")

    assert claim_orders(user=buyer) == 1


def test_an_address_is_added_changed_used_first_and_removed(client, buyer):
    client.post(NEW, TYPED)
    client.post(NEW, TYPED | {"line1": "Second street 2"})
    first, second = addresses_of(buyer)
    assert (first.line1, first.is_default_for_shipping) == ("Market Square 1", True)

    client.post(reverse("customer:address-default", args=[second.pk]))
    assert [address.pk for address in addresses_of(buyer)] == [second.pk, first.pk]

    client.post(reverse("customer:address", args=[second.pk]), TYPED | {"line1": "Third street 3"})
    assert addresses_of(buyer).first().line1 == "Third street 3"

    client.post(reverse("customer:address-remove", args=[second.pk]))
    left = addresses_of(buyer).get()
    assert (left.pk, left.is_default_for_shipping) == (first.pk, True)


def test_an_address_has_the_fields_of_its_country(client, buyer):
    answer = client.post(NEW, TYPED | {"country": "US", "update": "1"})

    assert answer.status_code == 200
    assert as_typed(answer)["line1"] == "Market Square 1"
    assert {"area", "postcode"} <= answer.context["form"].fields.keys()
    refused = client.post(NEW, TYPED | {"country": "US"})
    assert refused.status_code == 422
    assert {"area", "postcode"} <= refused.context["form"].errors.keys()
    assert as_typed(refused)["line1"] == "Market Square 1"


def test_what_is_kept_is_shown_to_be_changed(client, buyer):
    address = keep_address(user=buyer, values=values() | {"phone_number": "+32470123456"})

    typed = as_typed(client.get(reverse("customer:address", args=[address.pk])))

    assert typed.items() >= (TYPED | {"phone": "+32470123456"}).items()


@pytest.mark.parametrize("typed", [{}, {"country": "XX"}, {"line1": "\x00"}, {"name": "x" * 500}, {"postcode": "12"}])
def test_a_bad_address_is_not_kept(client, buyer, typed):
    answer = client.post(NEW, (TYPED | typed) if typed else {})

    assert answer.status_code in (400, 422)
    assert not addresses_of(buyer).exists()


@pytest.mark.parametrize("name", ["address", "address-remove", "address-default"])
def test_an_address_of_somebody_else_is_not_there(client, buyer, name):
    other = keep_address(user=factories.user(), values=values())
    address = reverse(f"customer:{name}", args=[other.pk])

    assert client.post(address, TYPED | {"line1": "Mine now"}).status_code == 404
    if name == "address":
        assert client.get(address).status_code == 404

    other.refresh_from_db()
    assert (other.line1, other.is_default_for_shipping) == ("Market Square 1", True)


def test_an_account_keeps_only_so_many_addresses(client, buyer):
    for number in range(MOST):
        keep_address(user=buyer, values=values(line1=f"Street {number}"))

    with pytest.raises(TooManyAddresses):
        keep_address(user=buyer, values=values(line1="One more"))
    answer = client.post(NEW, TYPED)

    assert answer.status_code == 422
    assert "Please remove one" in answer.content.decode()
    assert addresses_of(buyer).count() == MOST
    assert keep_address(user=buyer, values=values(line1="Street 3")).line1 == "Street 3"


def test_one_address_is_used_first_whatever_is_done(world):
    buyer = factories.user()
    kept = [keep_address(user=buyer, values=values(line1=f"Street {number}")) for number in range(3)]

    make_default(address=kept[1])
    remove_address(address=kept[0])
    remove_address(address=addresses_of(buyer).first())

    assert [address.is_default_for_shipping for address in addresses_of(buyer)] == [True]


def test_the_list_of_addresses_costs_as_much_for_many(client, buyer):
    keep_address(user=buyer, values=values())
    few = queries_of(client, ADDRESSES)
    for number in range(5):
        keep_address(user=buyer, values=values(line1=f"Street {number}"))

    assert_same_queries(ADDRESSES, few, queries_of(client, ADDRESSES))


@pytest.mark.parametrize("address", [ORDERS, CLAIM, ADDRESSES, NEW])
def test_a_room_is_kept_by_nobody_and_closed_to_visitors(client, buyer, address):
    assert "no-store" in client.get(address).headers["Cache-Control"]
    assert Client().get(address).status_code == 302
    assert Client().post(address).status_code == 302
