"""Money pages are for those who may look at the books: never for a buyer, and not for whoever only edits the site."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
ENTER, BOOKS, ORDERS = "wagtailadmin.access_admin", "ledger.view_entry", "order.view_order"

ROLES = {
    "buyer": ((), 302),
    "staff of the dashboard": ((ORDERS,), 302),
    "editor": ((ENTER,), 302),
    "packer": ((ENTER, ORDERS), 302),
    "reader of the books without orders": ((ENTER, BOOKS), 302),
    "accountant": ((ENTER, BOOKS, ORDERS), 200),
    "bookkeeper outside the admin": ((BOOKS, ORDERS), 302),
}


@pytest.fixture
def order(world, stripe):
    return factories.paid_order(stripe, factories.piece("A secret basket"), email="canary@example.org")


def someone_with(permissions, **fields) -> Client:
    person = factories.user(**fields)
    for name in permissions:
        app, codename = name.split(".")
        person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_look_at_orders_and_books_sees_an_orders_money(order, role):
    permissions, expected = ROLES[role]

    answer = someone_with(permissions).get(reverse("order_money", args=[order.number]))

    assert answer.status_code == expected
    assert ("A secret basket" in answer.content.decode()) == (expected == 200)


def test_a_visitor_is_asked_to_sign_in(order):
    answer = Client().get(reverse("order_money", args=[order.number]))

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_owner_of_the_order_has_another_page(world, stripe):
    buyer = factories.user()
    order = factories.paid_order(stripe, factories.piece(), user=buyer)
    client = Client()
    client.force_login(buyer)

    assert client.get(reverse("order_money", args=[order.number])).status_code == 302


def test_nothing_is_changed_by_the_page(order):
    client = someone_with((ENTER, BOOKS, ORDERS))

    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(reverse("order_money", args=[order.number])).status_code == 405


def test_links_to_it_are_shown_to_those_who_may_follow_them(order):
    address = reverse("order_money", args=[order.number])

    assert address in someone_with((ENTER, BOOKS, ORDERS)).get(reverse("shop_orders:index")).content.decode()
    assert address not in someone_with((ENTER, ORDERS)).get(reverse("shop_orders:index")).content.decode()
    dashboard = reverse("dashboard:order-detail", kwargs={"number": order.number})
    assert address in someone_with((ENTER, BOOKS, ORDERS), is_staff=True).get(dashboard).content.decode()
    assert address not in someone_with((ORDERS,), is_staff=True).get(dashboard).content.decode()
