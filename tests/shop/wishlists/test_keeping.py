"""Pieces kept for later: by whoever is signed in, lost by nobody who is not yet, and shown to others only while the owner wants."""

import base64

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from shop.catalogue.models import Product
from shop.limits import Limit
from shop.wishlists import keeping
from shop.wishlists.keeping import keep, share, stop_sharing
from shop.wishlists.models import Line, WishList
from shop.wishlists.views import LIST_LIMIT
from shop.wishlists.waiting import COOKIE
from tests import factories
from tests.guards import constraint_off
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
KEPT, SHARE, STOP = (reverse(f"customer:{name}") for name in ("kept", "share", "stop-sharing"))
SCRIPT = {"Accept": "application/json"}
LOGIN = reverse("account_login")


def add(piece: Product) -> str:
    return reverse("wishlists:add", args=[piece.pk])


def kept_by(user) -> list[str]:
    return list(Line.objects.filter(wishlist__owner=user).values_list("title", flat=True))


@pytest.fixture
def buyer(world, client):
    made = factories.user("buyer@example.org")
    client.force_login(made)
    return made


@pytest.fixture
def pot(world):
    return factories.piece("Pot")


def test_a_piece_is_kept_once_and_let_go(client, buyer, pot):
    for _ in range(2):
        assert client.post(add(pot)).url == KEPT
    assert kept_by(buyer) == ["Pot"]
    assert "“Pot” is kept for you." in client.get(KEPT).content.decode()

    client.post(reverse("customer:let-go", args=[Line.objects.get().pk]))

    assert kept_by(buyer) == []


def test_nobody_lets_go_of_what_somebody_else_keeps(client, buyer, pot):
    other = factories.user()
    line = keep(user=other, piece=pot)

    client.post(reverse("customer:let-go", args=[line.pk]))

    assert kept_by(other) == ["Pot"]


def test_looking_keeps_nothing(client, buyer, pot):
    assert client.get(add(pot)).url == pot.get_absolute_url()
    client.get(KEPT)

    assert not WishList.objects.exists()


def test_a_visitor_signs_in_and_finds_the_piece_kept(client, world, pot):
    buyer = factories.user("buyer@example.org")

    asked = client.post(add(pot))
    assert asked.url == f"{LOGIN}?next={KEPT}"
    answer = client.post(asked.url, {"login": buyer.email, "password": "a long password"})

    assert answer.url == KEPT
    assert kept_by(buyer) == ["Pot"]
    assert client.cookies[COOKIE].value == ""
    assert "“Pot” is kept for you." in client.get(KEPT).content.decode()


def test_a_visitor_makes_an_account_and_finds_the_piece_kept(client, world, pot):
    client.post(add(pot))

    client.post(
        reverse("account_signup") + f"?next={KEPT}", {"email": "new@example.org", "password1": "weave-and-fire-1"}
    )

    assert Line.objects.get().wishlist.owner.email == "new@example.org"


@pytest.mark.parametrize("cookie", ["7", "7:forged", "", "x" * 5000])
def test_a_forged_memory_keeps_nothing_and_signs_in(client, world, pot, cookie):
    buyer = factories.user("buyer@example.org")
    client.cookies[COOKIE] = cookie

    answer = client.post(LOGIN, {"login": buyer.email, "password": "a long password"})

    assert answer.status_code == 302
    assert kept_by(buyer) == []


def test_a_script_is_told_in_data(client, buyer, pot):
    state = reverse("wishlists:state", args=[pot.pk])
    assert client.get(state).json() == {"kept": False}

    assert client.post(add(pot), headers=SCRIPT).json() == {"kept": True, "url": KEPT}

    assert client.get(state).json() == {"kept": True}
    assert Client().get(state).json() == {"kept": False}
    assert Client().post(add(pot), headers=SCRIPT).json() == {"kept": False, "url": f"{LOGIN}?next={KEPT}"}


def test_the_page_of_a_piece_is_the_same_for_who_keeps_it(client, buyer, pot):
    keep(user=buyer, piece=pot)

    mine, anybodys = client.get(pot.get_absolute_url()), Client().get(pot.get_absolute_url())

    assert mine.content == anybodys.content
    assert "Keep for later" in anybodys.content.decode()
    assert not anybodys.cookies


def test_another_site_keeps_nothing_in_our_name(client, buyer, pot):
    assert client.post(add(pot), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403

    assert kept_by(buyer) == []


@pytest.mark.parametrize("signed_in", [True, False])
def test_what_is_no_piece_is_not_kept(client, buyer, signed_in):
    if not signed_in:
        client.logout()

    assert client.post("/kept/add/999999/").status_code == 404


def test_a_list_has_an_end(client, buyer, pot, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 1)
    keep(user=buyer, piece=factories.piece("Mug"))

    client.post(add(pot))

    assert kept_by(buyer) == ["Mug"]
    assert "no room for more" in client.get(KEPT).content.decode()


def test_the_list_says_what_can_be_bought_and_what_is_gone(client, buyer):
    for piece in (
        factories.piece("There"),
        factories.piece("Sold", stock=0),
        factories.piece("Hidden"),
        factories.piece("Removed"),
    ):
        keep(user=buyer, piece=piece)
    Product.objects.filter(title="Hidden").update(is_public=False)
    Product.objects.get(title="Removed").delete()
    wishlist = share(user=buyer)

    for html in (client.get(KEPT).content.decode(), Client().get(wishlist.get_absolute_url()).content.decode()):
        assert html.count("No longer in the shop.") == 2
        assert html.count("Add to basket") == 1
        assert "Sold out" in html
        assert "Removed" in html


def test_a_list_is_shared_by_a_link_that_cannot_be_guessed(client, buyer, pot):
    keep(user=buyer, piece=pot)

    client.post(SHARE, {"shown_name": ""})

    wishlist = WishList.objects.get()
    assert len(base64.urlsafe_b64decode(wishlist.token + "==")) * 8 == 128
    answer = Client().get(wishlist.get_absolute_url())
    html = answer.content.decode()
    assert "Pot" in html
    assert "Let it go" not in html
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_the_owner_is_named_only_as_they_wish(client, world, pot):
    buyer = factories.user("secret@example.org", first_name="Secretname")
    keep(user=buyer, piece=pot)
    wishlist = share(user=buyer)
    html = Client().get(wishlist.get_absolute_url()).content.decode()
    assert "ecret" not in html

    share(user=buyer, shown_name="Ann <b>")

    assert "Kept by Ann &lt;b&gt;" in Client().get(wishlist.get_absolute_url()).content.decode()


def test_the_link_stays_while_the_name_changes_and_is_another_after_it_was_taken_back(client, buyer, pot):
    first = share(user=buyer).token
    assert share(user=buyer, shown_name="Ann").token == first

    client.post(STOP)
    assert Client().get(reverse("wishlists:detail", args=[first])).status_code == 404
    again = share(user=buyer)

    assert again.token != first
    assert again.shown_name == ""
    assert Client().get(reverse("wishlists:detail", args=[first])).status_code == 404
    assert stop_sharing(user=buyer)
    assert not stop_sharing(user=buyer)


def test_a_name_that_is_too_long_is_refused_and_kept_to_be_changed(client, buyer, pot):
    keep(user=buyer, piece=pot)

    answer = client.post(SHARE, {"shown_name": "x" * 61})

    assert answer.status_code == 422
    assert "x" * 61 in answer.content.decode()
    assert WishList.objects.get().token is None


def test_the_21st_wrong_guess_has_to_wait(client, buyer):
    token = share(user=buyer).token
    guesses = [client.get(f"/kept/list/guess{number}/").status_code for number in range(LIST_LIMIT.times)]

    assert set(guesses) == {404}
    assert client.get("/kept/list/guess/").status_code == 429
    assert client.get(f"/kept/list/{token}/").status_code == 429


def test_without_the_limit_one_may_guess_for_ever(client, world, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(Limit, "is_reached", lambda self, request: False)

    assert {client.get(f"/kept/list/guess{number}/").status_code for number in range(40)} == {404}


def test_an_account_has_one_list(world):
    buyer = factories.user()
    WishList.objects.create(owner=buyer)

    with pytest.raises(IntegrityError), transaction.atomic():
        WishList.objects.create(owner=buyer)


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_it_would_have_two(transactional_db):
    """The negative control."""
    buyer = factories.user()

    with constraint_off(WishList, "one_list_per_account", clear=lambda: WishList.objects.all().delete()):
        for _ in range(2):
            WishList.objects.create(owner=buyer)
        assert WishList.objects.count() == 2


def test_a_list_costs_as_much_for_many_pieces(client, buyer):
    def more(number: int) -> None:
        for _ in range(number):
            piece = factories.piece()
            factories.picture_of(piece, size=(16, 16))
            keep(user=buyer, piece=piece)

    more(1)
    shared = share(user=buyer).get_absolute_url()
    few = {address: queries_of(client, address) for address in (KEPT, shared)}
    more(8)

    for address in (KEPT, shared):
        assert_same_queries(address, few[address], queries_of(client, address))
