"""What the page of a piece says beside the piece: pieces like it, and how it gets to the visitor's country and back."""

import pytest

from shop.catalogue.likeness import like
from shop.catalogue.models import Colour, Material, Product
from shop.market import Market
from shop.shipping.models import DeliveryRate
from shop.shipping.postage import postage_for
from shop.shipping.zones import Zone
from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
BELGIUM = Market("BE", "EUR")


@pytest.fixture
def words(world):
    """Kinds, materials and colours to describe pieces by."""
    return {
        "baskets": factories.category("Baskets"),
        "mugs": factories.category("Mugs"),
        "sisal": Material.objects.create(name="Sisal", slug="sisal"),
        "clay": Material.objects.create(name="Clay", slug="clay"),
        "red": Colour.objects.create(name="Red", slug="red", swatch="#aa2200"),
        "blue": Colour.objects.create(name="Blue", slug="blue", swatch="#2c4a7c"),
    }


def piece(words, title: str, kind: str, material: str, colour: str, price: str = "40.00", **fields) -> Product:
    made = factories.piece(title, category=words[kind], prices={"EUR": price}, **fields)
    made.materials.add(words[material])
    made.colours.add(words[colour])
    return made


def liked(made: Product) -> list[str]:
    shown = Product.objects.priced("EUR").get(pk=made.pk)
    return [found.title for found in like(shown, "EUR")]


def test_the_likest_pieces_share_kind_material_and_colour(words):
    basket = piece(words, "This", "baskets", "sisal", "red")
    piece(words, "Only red", "mugs", "clay", "red")
    piece(words, "Only sisal", "mugs", "sisal", "blue")
    piece(words, "Another colour", "baskets", "sisal", "blue")
    piece(words, "All of it", "baskets", "sisal", "red")

    piece(words, "Nothing of it", "mugs", "clay", "blue")

    assert liked(basket) == ["All of it", "Another colour", "Only sisal", "Only red"]


def test_of_two_pieces_as_like_the_one_nearer_in_price_stands_first(words):
    basket = piece(words, "This", "baskets", "sisal", "red", "40.00")
    piece(words, "Dear", "baskets", "sisal", "red", "80.00")
    piece(words, "Near", "baskets", "sisal", "red", "44.00")
    piece(words, "Cheap", "baskets", "sisal", "red", "25.00")

    assert liked(basket) == ["Near", "Cheap", "Dear"]


def test_only_what_can_be_bought_now_is_offered(words):
    basket = piece(words, "This", "baskets", "sisal", "red")
    piece(words, "Gone", "baskets", "sisal", "red", stock=0)
    piece(words, "Hidden", "baskets", "sisal", "red", is_public=False)

    assert liked(basket) == []


def test_a_piece_is_not_shown_twice_on_a_page(words, client):
    group = factories.cooperative()
    basket = piece(words, "This", "baskets", "sisal", "red", by=group)
    piece(words, "By the same", "baskets", "sisal", "red", by=group)
    piece(words, "By others", "baskets", "sisal", "red")

    page = client.get(basket.get_absolute_url()).context

    assert [card.title for card in page["others"]] == ["By the same"]
    assert [card.title for card in page["alike"]] == ["By others"]


def test_a_piece_without_words_or_price_is_like_those_of_its_kind(world):
    bare = factories.piece("Bare", prices={"USD": "10.00"})
    other = factories.piece("Other")

    assert liked(bare) == [other.title]


@pytest.mark.proof(24)
def test_the_page_costs_the_same_for_one_piece_like_it_and_for_twenty(words, client, reached):
    basket = piece(words, "This", "baskets", "sisal", "red")
    factories.picture_of(basket, size=(16, 16))
    factories.picture_of(piece(words, "One", "baskets", "sisal", "red"), size=(16, 16))
    few = queries_of(client, basket.get_absolute_url())

    for number in range(19):
        factories.picture_of(piece(words, f"One {number}", "baskets", "sisal", "red"), size=(16, 16))
    many = queries_of(client, basket.get_absolute_url())

    assert_same_queries("piece", few, many)
    reached(f"piece {len(many)}")


def test_the_post_asks_by_weight_and_zone_in_the_currency_of_the_market(world):
    DeliveryRate.objects.filter(zone=Zone.WORLD).delete()
    light, heavy = ({one.zone: one for one in postage_for(grams=grams, market=BELGIUM)} for grams in (800, 2001))

    assert (light[Zone.EUROPE].amount, heavy[Zone.EUROPE].amount) == (12, 36)
    assert light[Zone.WORLD].amount is None
    assert [one.zone for one in light.values() if one.is_here] == [Zone.EUROPE]


def test_the_time_is_said_in_days_or_in_whole_weeks(world):
    times = {one.zone: one.time for one in postage_for(grams=1, market=BELGIUM)}

    assert times == {
        Zone.RWANDA: "2 to 4 days",
        Zone.EAST_AFRICA: "1 to 2 weeks",
        Zone.EUROPE: "2 to 3 weeks",
        Zone.WORLD: "3 to 5 weeks",
    }


@pytest.mark.parametrize(
    ("market", "said"), [("BE-EUR", "To Belgium"), ("US-USD", "To United States"), ("RW-RWF", "To Rwanda")]
)
def test_delivery_is_said_for_the_visitors_country(world, client, market, said):
    client.cookies["market"] = market

    html = client.get(factories.piece().get_absolute_url()).content.decode()

    assert said in html
    assert ("ask for duty or tax when it arrives. We" in html) == (market != "RW-RWF")


def test_where_no_parcel_goes_the_page_says_so(world, client):
    html = client.get(factories.piece(weight_grams=90_000).get_absolute_url()).content.decode()

    assert "No parcel of this weight goes there" in html


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"stock": 1}, "Only this one left"),
        ({"stock": 1, "is_one_of_a_kind": True}, "One of a kind: there is only this one"),
        ({"stock": 3}, "3 left"),
        ({"stock": 30}, "In stock"),
    ],
)
def test_how_many_are_left_is_said_without_haste(world, client, fields, said):
    assert said in client.get(factories.piece(**fields).get_absolute_url()).content.decode()
