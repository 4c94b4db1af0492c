"""Row 19, for buyers: whatever they type at the checkout, in their rooms, in letters or in a search, no page runs it."""

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from oscar.apps.address.models import UserAddress
from oscar.apps.catalogue.reviews.models import ProductReview

from shop.customer.addresses import MOST
from shop.order.models import Order, OrderLink
from tests import factories
from tests.checkout_form import carry, filled_in
from tests.cms.test_forms import contact_page, do_what_was_put_off, send
from tests.hostile import PAYLOADS, found_in, injected_in
from tests.shared_out import IS_WHOLE, share_of
from tests.test_doors import STAFF, plain

pytestmark = [pytest.mark.django_db, pytest.mark.proof(19)]
TEXTS = share_of(PAYLOADS)
CHECKOUT = reverse("checkout:index")


@pytest.fixture(autouse=True)
def _nobody_did_anything_yet(db):
    forget_limits()


def forget_limits() -> None:
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture
def boss(site) -> Client:
    client = Client()
    client.force_login(factories.staff(email="boss@example.org"))
    return client


@pytest.fixture
def buyer(site):
    return factories.user("buyer@example.org")


@pytest.fixture
def rooms(buyer) -> Client:
    client = Client()
    client.force_login(buyer)
    return client


def fits(text: str, length: int = 60) -> str:
    return text.replace("\x01", "")[:length]


def typed(text: str) -> dict:
    return {"name": fits(text), "line1": fits(text), "line2": fits(text), "city": fits(text), "phone": fits(text, 20)}


def test_no_page_runs_what_was_typed_at_the_checkout(site, stripe, boss, client, reached):
    piece = factories.piece("Pot", stock=500)
    for text in TEXTS:
        basket = factories.basket(piece)
        carry(client, basket)

        wrong = client.post(CHECKOUT, filled_in(basket, **typed(text), email=text, postcode=text))
        client.post(CHECKOUT, filled_in(basket, **typed(text) | {"phone": ""}))

        assert wrong.status_code == 422, text
        assert found_in(wrong.text) == [], text
        client.cookies.clear()
    orders = list(Order.objects.all())

    assert len(orders) > len(TEXTS) * 0.8  # some names are refused
    for order in orders:
        link = OrderLink.objects.get_or_create(order=order)[0]
        assert found_in(client.get(f"/order/{link.token}/").text) == [], order.shipping_address.last_name
        assert injected_in(boss.get(f"/dashboard/orders/{order.number}/").text) == [], order.shipping_address.last_name
    assert_no_list_runs_it(boss)
    reached(f"{len(TEXTS)} texts at the checkout, {len(orders)} orders with them: nothing ran")


def test_no_room_of_a_buyer_runs_what_they_typed(site, boss, rooms, buyer, client):
    kept = 0
    for text in TEXTS:
        forget_limits()
        if UserAddress.objects.count() == MOST:
            kept += look_at_addresses(rooms)
            UserAddress.objects.all().delete()
        wrong = rooms.post("/account/addresses/new/", {**typed(text), "country": "BE", "postcode": text})
        rooms.post("/account/addresses/new/", {**typed(text), "phone": "", "country": "BE", "postcode": "9000"})
        rooms.post("/account/kept/share/", {"shown_name": fits(text)})

        assert found_in(wrong.text) == [], text
        for address in ("/account/kept/", shared_list_of(buyer)):
            assert found_in(client.get(address, follow=True).text) == [], (address, text)
    kept += look_at_addresses(rooms)
    assert_no_list_runs_it(boss)
    assert kept > len(TEXTS) * 0.5


def look_at_addresses(rooms) -> int:
    """On every page that shows them; how many there are."""
    for address in ("/account/", "/account/addresses/", "/account/privacy/", CHECKOUT):
        assert found_in(rooms.get(address, follow=True).text) == [], address
    numbers = list(UserAddress.objects.values_list("pk", flat=True))
    for number in numbers:
        assert found_in(rooms.get(f"/account/addresses/{number}/").text) == [], number
    return len(numbers)


def shared_list_of(buyer) -> str:
    address = buyer.wishlists.get().get_absolute_url()
    assert address
    return address


def test_no_door_runs_what_was_typed_at_it(site, client):
    fields = ("email", "login", "password", "password1", "password2", "code", "next", "key", "username")
    doors = ("/accounts/signup/", "/accounts/login/", "/accounts/password/reset/", "/basket/vouchers/add/")
    for text in TEXTS:
        forget_limits()
        for door in doors:
            page = client.post(door, dict.fromkeys(fields, text), follow=True)

            assert page.status_code < 500, (door, text)
            assert found_in(page.text) == [], (door, text)


def test_no_search_runs_what_was_looked_for(site, client):
    factories.piece("Pot")
    for text in TEXTS if IS_WHOLE else TEXTS[::2]:
        asked = [("/search/", "q"), ("/search/suggest/", "q"), ("/pieces/", "material"), ("/pieces/", "sort")]
        asked += [("/accounts/login/", "next"), ("/workspace/who/", "next"), ("/workspace/language/", "next")]
        for address, field in asked:
            page = client.get(address, {field: text})

            assert page.status_code < 500, (address, text)
            if "html" in page["Content-Type"]:
                assert found_in(page.text) == [], (address, text)


def test_no_screen_runs_what_was_written_in_a_letter(site, boss, client):
    page = contact_page(site)
    words = {"what_is_it_about": "An order", "e_mail": "ada@example.org"}
    for text in TEXTS:
        forget_limits()
        wrong = send(page, {"your_name": text, "your_letter": text, "e_mail": text, "how_many": text})
        kept = send(page, words | {"your_name": text, "your_letter": text})

        assert found_in(wrong.text) == [], text
        assert kept.status_code in (200, 302), text
        assert found_in(kept.text) == [], text
    do_what_was_put_off()

    screen = boss.get(f"/admin/forms/submissions/{page.pk}/")

    assert screen.status_code == 200
    assert injected_in(screen.text) == []


def test_no_screen_runs_what_was_written_in_a_review(site, boss, client, buyer):
    piece = factories.piece("Pot")
    for text in TEXTS:
        made = ProductReview.objects.create(
            product=piece, score=4, title=text, body=text, name=text[:200], email="a@example.org", status=0
        )

        assert injected_in(boss.get(f"/admin/review/reviews/{made.pk}/").text) == [], text
    assert injected_in(boss.get("/admin/review/?kind=review").text) == []
    ProductReview.objects.update(status=ProductReview.APPROVED)
    assert found_in(client.get(piece.get_absolute_url()).text) == []


def test_no_mail_runs_what_a_buyer_typed(site, stripe):
    for text in TEXTS[::4]:
        address = factories.address(last_name=fits(text), line1=fits(text))
        factories.paid_order(stripe, factories.piece("Pot"), address=address)
    for waiting in DBTaskResult.objects.filter(task_path__startswith="shop.order"):
        waiting.task.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])

    pages = [body for message in mail.outbox for body, kind in message.alternatives if kind == "text/html"]
    assert pages
    for page in pages:
        assert injected_in(page) == []


def assert_no_list_runs_it(boss: Client) -> None:
    for address in plain(STAFF):
        if address.startswith("/dashboard/") or "buyer" in address or "order" in address or "user" in address:
            page = boss.get(address)
            if "html" in page.get("Content-Type", "") and not page.streaming:
                assert injected_in(page.text) == [], address
