"""What is held about a buyer can be read, taken away and deleted; the books keep what they need; no cookie is kept quiet."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from oscar.apps.address.models import UserAddress
from oscar.apps.voucher.models import Voucher, VoucherApplication

from shop.basket.models import Basket
from shop.customer.addresses import keep_address
from shop.customer.closing import CannotClose, close_account
from shop.limits import Limit
from shop.order.models import Order
from shop.order.sending import mark_as_sent
from shop.users.models import User
from shop.wishlists.keeping import keep, share
from shop.wishlists.models import WishList
from tests import factories
from tests.checkout_form import carry, filled_in
from tests.queries import assert_same_queries, queries_of
from tests.vouchers import spend, voucher
from tests.worker import work

pytestmark = pytest.mark.django_db
PRIVACY, DATA, CLOSE = (reverse(f"customer:{name}") for name in ("privacy", "my-data", "close"))
PASSWORD = "a long password"


def values() -> dict:
    kept = factories.address()
    return {name: getattr(kept, name) for name in ("last_name", "line1", "line4", "postcode", "country")}


@pytest.fixture
def buyer(world, client):
    made = factories.user("buyer@example.org", first_name="Ann")
    client.force_login(made)
    return made


@pytest.fixture
def full(buyer, stripe):
    """An account with something of everything."""
    order = factories.paid_order(stripe, factories.piece("Pot"), user=buyer)
    mark_as_sent(order=order)
    keep_address(user=buyer, values=values())
    keep(user=buyer, piece=factories.piece("Mug"))
    factories.basket(factories.piece("Bowl"), owner=buyer)
    return buyer


def test_the_page_says_what_is_held(client, full):
    html = client.get(PRIVACY).content.decode()

    for words in ("buyer@example.org", "1 order:", "1 address", "1 piece.", "Bowl", "Download all of it"):
        assert words in html


def test_all_of_it_is_downloaded_at_once(client, full):
    answer = client.get(DATA)

    held = json.loads(answer.content)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert held["account"]["email"] == "buyer@example.org"
    [order] = held["orders"]
    assert order["lines"] == [{"title": "Pot", "quantity": 1, "paid": "€40.00"}]
    assert "Market Square 1" in order["delivered_to"]
    assert len(order["parcels"]) == 1
    assert "Market Square 1" in held["addresses"][0]["lines"]
    assert held["kept_for_later"]["pieces"] == ["Mug"]
    assert held["baskets"][0]["lines"] == [{"title": "Bowl", "quantity": 1}]


def test_nothing_of_anybody_else_is_in_it(client, full, stripe):
    other = factories.user("stranger@example.org")
    factories.paid_order(stripe, factories.piece("Secret"), user=other, email="stranger@example.org")
    keep_address(user=other, values=values() | {"line1": "Secret street"})
    keep(user=other, piece=factories.piece("Secret mug"))
    factories.basket(factories.piece("Secret bowl"), owner=other)

    text = client.get(DATA).content.decode() + client.get(PRIVACY).content.decode()

    assert "ecret" not in text
    assert "stranger" not in text


def test_nothing_that_opens_the_account_is_in_it(client, full):
    share(user=full)
    text = client.get(DATA).content.decode()

    assert full.password not in text
    assert WishList.objects.get().token not in text
    assert Order.objects.get().links.get().token not in text


@pytest.mark.parametrize("address", [PRIVACY, DATA])
def test_it_costs_as_much_for_many_orders(client, full, stripe, address):
    few = queries_of(client, address)
    for _ in range(4):
        mark_as_sent(order=factories.paid_order(stripe, factories.piece(), factories.piece(), user=full))
        keep(user=full, piece=factories.piece())

    assert_same_queries(address, few, queries_of(client, address))


def test_an_account_is_deleted_by_its_password_and_the_orders_stay_for_the_books(client, full):
    order = Order.objects.get()
    shared = share(user=full).get_absolute_url()

    answer = client.post(CLOSE, {"password": PASSWORD})

    assert answer.url == reverse("customer:closed")
    assert client.get(answer.url).status_code == 200
    assert not User.objects.exists()
    assert not UserAddress.objects.exists()
    assert not WishList.objects.exists()
    assert not Basket.objects.filter(status=Basket.OPEN).exists()
    order.refresh_from_db()
    assert (order.user, order.guest_email, order.basket_id is None) == (None, "buyer@example.org", False)
    assert order.shipping_address.line1 == "Market Square 1"
    assert Client().get(order.get_absolute_url()).status_code == 200
    assert Client().get(shared).status_code == 404
    assert client.get(PRIVACY).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_mail_confirms_it(transactional_db, client):
    factories.world()
    buyer = factories.user("buyer@example.org")
    factories.order(factories.piece(), user=buyer)

    close_account(user=buyer)
    work()

    [message] = outbox.outbox
    html = message.alternatives[0].content
    assert message.to == ["buyer@example.org"]
    for text in (message.body, html):
        assert "1 order is kept for the books" in text


@pytest.mark.parametrize("password", ["", "wrong", "x" * 5000, PASSWORD.upper(), "\x00"])
def test_without_the_password_nothing_is_deleted(client, full, password):
    answer = client.post(CLOSE, {"password": password})

    assert answer.status_code in (400, 422)
    assert User.objects.get() == full
    if answer.status_code == 422:
        assert "password" in answer.context["form"].errors


def test_looking_deletes_nothing(client, full):
    assert client.get(CLOSE).status_code == 200

    assert User.objects.exists()


def test_the_sixth_wrong_password_has_to_wait(client, full):
    for _ in range(5):
        client.post(CLOSE, {"password": "wrong"})

    assert client.post(CLOSE, {"password": PASSWORD}).status_code == 429
    assert User.objects.exists()


def test_without_the_limit_one_may_guess_for_ever(client, full, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(Limit, "is_reached", lambda self, request: False)

    assert {client.post(CLOSE, {"password": "wrong"}).status_code for _ in range(7)} == {422}


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}])
def test_who_works_here_is_not_deleted_by_a_press(client, world, fields):
    colleague = factories.user(**fields)
    client.force_login(colleague)

    answer = client.post(CLOSE, {"password": PASSWORD})

    assert answer.status_code == 422
    assert "Please ask a colleague" in answer.content.decode()
    with pytest.raises(CannotClose):
        close_account(user=colleague)


def test_an_unpaid_order_is_still_paid_or_given_up_after_its_account_is_deleted(client, buyer, stripe):
    order = factories.order(factories.piece(), user=buyer)
    basket = order.basket_id

    close_account(user=buyer)

    order.refresh_from_db()
    assert order.basket_id == basket
    assert Client().post(reverse("order:cancel", args=[order.links.get().token])).status_code == 302
    order.refresh_from_db()
    assert order.status == "Cancelled"


def test_a_voucher_that_was_used_stays_used(client, buyer, stripe):
    used = voucher()
    factories.order(factories.piece(), user=buyer, before=lambda basket: spend(used, basket))
    assert VoucherApplication.objects.count() == 1

    close_account(user=buyer)

    assert VoucherApplication.objects.count() == 1
    assert Voucher.objects.get().num_orders == 1


def named(text: str) -> set[str]:
    return set(re.findall(r"<dt>(\w+)</dt>", text))


@pytest.fixture
def cookies(world, stripe, client) -> set[str]:
    """What a visitor's browser is given, from the first page to the account."""
    buyer, piece = factories.user("buyer@example.org"), factories.piece("Pot")
    given = set()

    def do(method: str, address: str, data: dict | None = None) -> None:
        given.update(getattr(client, method)(address, data or {}).cookies)

    do("get", piece.get_absolute_url())
    do("get", reverse("catalogue:index"))
    assert given == set()
    do("post", reverse("basket:market"), {"country": "FR"})
    do("post", reverse("basket:add", args=[piece.pk]), {"quantity": 1})
    do("get", reverse("basket:summary"))
    do("get", reverse("checkout:index"))
    do("post", reverse("wishlists:add", args=[piece.pk]))
    basket = Basket.objects.get()
    carry(client, basket)
    client.cookies["market"] = "BE-EUR"
    do("post", reverse("checkout:index"), filled_in(basket))
    do("get", reverse("account_login"))
    do("post", reverse("account_login"), {"login": buyer.email, "password": PASSWORD})
    do("get", reverse("customer:summary"))
    return given


def test_every_cookie_that_is_set_is_named_where_we_say_so(cookies, client):
    told = named(client.get(PRIVACY).content.decode())
    public = (Path(settings.BASE_DIR) / "cms/demo/pages/privacy.md").read_text(encoding="utf-8")

    assert {"market", "oscar_open_basket", "awaiting", "keep", "sessionid", "csrftoken", "messages"} <= cookies
    assert cookies <= told
    assert cookies == set(re.findall(r"\*\*(\w+)\*\*:", public))
