"""Promise 24, the storefront: a page costs as many queries for one row as for twenty."""

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalogue.browsing import PieceQuerySet
from shop.catalogue.models import Colour, Material, Product
from shop.order.models import Order
from tests import factories
from tests.checkout_form import carry
from tests.queries import assert_same_queries, queries_of
from tests.vouchers import spend, voucher

pytestmark = pytest.mark.django_db
MANY = 20


def described_piece(number: int, cooperatives: int = 2, pictures: int = 2) -> Product:
    """With all that a page can show of it."""
    groups = {factories.cooperative(district="Huye"): part + 1 for part in range(cooperatives)}
    made = factories.piece(f"Piece {number}", by=groups)
    for picture in range(pictures):
        factories.picture_of(made, title=f"Picture {number}.{picture}", size=(16, 16))
    made.materials.add(Material.objects.create(name=f"Fibre {number}", slug=f"fibre-{number}"))
    made.colours.add(Colour.objects.create(name=f"Red {number}", slug=f"red-{number}", swatch="#a2401f"))
    made.artisans.add(factories.artisan(next(iter(groups))))
    return made


@pytest.fixture
def rows():
    return range(MANY)


def compare(address: str, client: Client, more, reached, what: str) -> None:
    """The page, then with `more()` rows on it."""
    before = queries_of(client, address)
    more()
    after = queries_of(client, address)
    assert_same_queries(address, before, after)
    reached(f"{what} {len(after)}")


@pytest.mark.proof(24)
@pytest.mark.parametrize("asked", ["", "?in_stock=on&sort=price&minimum=1", "?material=fibre-0&colour=red-0"])
def test_the_list_of_pieces(world, client, reached, rows, asked):
    described_piece(0)

    def more():
        for number in rows[1:]:
            described_piece(number)

    compare(reverse("catalogue:index") + asked, client, more, reached, "list")


@pytest.mark.proof(24)
def test_a_category(world, client, reached, rows):
    kind = described_piece(0).categories.get()

    def more():
        for number in rows[1:]:
            described_piece(number)
            factories.category(f"Kind {number}")

    compare(kind.get_absolute_url(), client, more, reached, "category")


@pytest.mark.proof(24)
def test_the_page_of_a_piece_with_one_and_with_ten_of_everything(world, client, reached):
    group = factories.cooperative()
    simple = factories.piece(by=group)
    factories.picture_of(simple, size=(16, 16))
    factories.picture_of(factories.piece(by=group), size=(16, 16))
    rich = described_piece(1, cooperatives=10, pictures=10)
    for contribution in rich.contributions.all():
        other = factories.piece(by=contribution.cooperative)
        factories.picture_of(other, size=(16, 16))
    for number in range(10):
        rich.materials.add(Material.objects.create(name=f"Grass {number}", slug=f"grass-{number}"))
        rich.artisans.add(factories.artisan(group))
    simple.materials.add(Material.objects.first())
    simple.artisans.add(factories.artisan(group))

    few = queries_of(client, simple.get_absolute_url())
    many = queries_of(client, rich.get_absolute_url())

    assert_same_queries("piece", few, many)
    reached(f"piece {len(many)}")


@pytest.mark.proof(24)
@pytest.mark.parametrize("with_voucher", [False, True])
@pytest.mark.parametrize("name", ["basket:summary", "checkout:index", "basket:count"])
def test_the_basket_and_the_checkout(world, client, reached, rows, name, with_voucher):
    basket = factories.basket(described_piece(0, pictures=1))
    elsewhere = factories.piece(prices={"USD": "10.00"})
    stranger = factories.basket(elsewhere, market=factories.Market("US", "USD"))
    stranger.lines.update(basket=basket)
    if with_voucher:
        spend(voucher(), basket)
    carry(client, basket)

    def more():
        for number in rows[1:]:
            basket.add_product(described_piece(number, pictures=1))

    compare(reverse(name), client, more, reached, name.split(":")[0])


@pytest.mark.proof(24)
def test_the_page_of_an_order(world, stripe, client, reached, rows):
    small = factories.paid_order(stripe, described_piece(0))
    large = factories.paid_order(stripe, *(described_piece(number) for number in rows[1:]))

    few = queries_of(client, small.get_absolute_url())
    many = queries_of(client, large.get_absolute_url())

    assert_same_queries("order", few, many)
    reached(f"order {len(many)}")


@pytest.mark.proof(24)
def test_the_account(world, client, reached, rows):
    buyer = factories.user()
    client.force_login(buyer)
    piece = factories.piece(stock=MANY)
    factories.order(piece, user=buyer)

    def more():
        for _number in rows[1:]:
            factories.order(piece, user=buyer)

    compare(reverse("customer:summary"), client, more, reached, "account")
    assert Order.objects.filter(user=buyer).count() == MANY


@pytest.mark.proof(24)
def test_a_list_that_asks_again_for_each_card_is_noticed(world, client, reached, monkeypatch):
    """The negative control: the same list without its prefetched cooperatives."""
    monkeypatch.setattr(PieceQuerySet, "for_cards", lambda self, currency: self.listed().priced(currency))
    described_piece(0)
    few = queries_of(client, reverse("catalogue:index"))
    for number in range(1, 5):
        described_piece(number)
    many = queries_of(client, reverse("catalogue:index"))

    with pytest.raises(AssertionError):
        assert_same_queries("list", few, many)
    reached(f"without prefetching: {len(few)} → {len(many)}")


def test_a_long_list_is_read_a_page_at_a_time(world, client, monkeypatch):
    monkeypatch.setattr("shop.catalogue.views.PIECES_A_PAGE", 2)
    for number in range(5):
        factories.piece(f"Piece {number}")

    pages = [
        client.get(reverse("catalogue:index"), {"page": page, "sort": "title"}).context["cards"]
        for page in ("1", "2", "3", "99", "-1", "x")
    ]

    assert [[card.title for card in cards] for cards in pages] == [
        ["Piece 0", "Piece 1"],
        ["Piece 2", "Piece 3"],
        ["Piece 4"],
        ["Piece 4"],
        ["Piece 4"],
        ["Piece 0", "Piece 1"],
    ]
