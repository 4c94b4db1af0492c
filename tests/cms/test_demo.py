"""The demo's data is whole: every name it uses leads somewhere."""

import json
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from cms.demo import content, manuscript, photos
from cms.demo.photos import PICTURES
from cooperatives.districts import DISTRICTS
from cooperatives.models import Cooperative
from shop.catalogue.models import Category, Product

DEMO = Path(content.__file__).parent
PIECES = tomllib.loads((DEMO / "pieces.toml").read_text())["piece"]
GROUPS = tomllib.loads((DEMO / "cooperatives.toml").read_text())["cooperative"]
WORDS = tomllib.loads((DEMO / "categories.toml").read_text())
MANIFEST = {Path(entry["file"]).stem: entry for entry in json.loads((PICTURES / "manifest.json").read_text())}
STORIES = manuscript.read_all(DEMO / "stories")


def quietly(words):
    pass


@pytest.fixture
def loaded(world):
    content.load_cooperatives(progress=quietly)
    content.load_catalogue(progress=quietly)


def test_there_are_thirty_pieces_two_of_them_joint_and_eight_of_them_one_of_a_kind():
    assert len(PIECES) == 30
    assert sum(len(piece["made_by"]) == 2 for piece in PIECES) == 2
    assert [piece["stock"] for piece in PIECES if piece.get("is_one_of_a_kind")] == [1] * 8


def test_there_are_six_groups_in_real_districts_and_each_has_its_own_hue():
    assert {group["district"] for group in GROUPS} <= set(DISTRICTS)
    assert sorted(group["hue"] for group in GROUPS) == list(range(6))
    assert sorted(group["crafts"] for group in GROUPS) == ["both", "pottery", "pottery"] + ["weaving"] * 3
    assert all(1500 <= group["commission_bp"] <= 2000 for group in GROUPS)


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece["slug"])
def test_a_piece_has_pictures_makers_a_kind_colours_and_four_prices(piece):
    assert piece["slug"] in MANIFEST
    assert {part["cooperative"] for part in piece["made_by"]} <= {group["slug"] for group in GROUPS}
    assert piece["category"] in {category["slug"] for category in WORDS["category"]}
    assert set(piece["colours"]) <= {name for colour in WORDS["colour"] for name in colour["is"]}
    assert set(piece["prices"]) == {"EUR", "USD", "GBP", "RWF"}
    assert "." not in piece["prices"]["RWF"]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_a_story_shows_a_piece_and_a_cooperative_and_is_on_a_theme(story):
    shown = {kind for kind, _value in story.body}

    assert story.head["lead_picture"] in MANIFEST
    assert {"piece", "cooperative"} <= shown
    assert story.head["themes"]


def test_every_picture_is_there_and_says_what_it_shows():
    files = {path.name for path in PICTURES.glob("*.jpg")}

    assert files == {entry["file"] for entry in MANIFEST.values()}
    assert all(len(entry["alt"]) > 20 for entry in MANIFEST.values())
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < 7_000_000


def test_loading_twice_makes_everything_once(loaded):
    before = Product.objects.count(), Cooperative.objects.count(), Category.objects.count()

    content.load_cooperatives(progress=quietly)
    content.load_catalogue(progress=quietly)

    assert (Product.objects.count(), Cooperative.objects.count(), Category.objects.count()) == before == (30, 6, 7)


def test_loading_again_does_not_fill_up_what_was_sold(loaded):
    piece = Product.objects.get(slug="bowl-sage")
    piece.stockrecords.update(num_in_stock=2)

    content.load_catalogue(progress=quietly)

    assert piece.stockrecords.get().num_in_stock == 2


def test_pictures_that_are_there_get_the_sizes_of_a_newer_version(world, tmp_path, monkeypatch):
    Image.new("RGB", (700, 700), "#3b5b3a").save(tmp_path / "bowl.jpg")
    (tmp_path / "manifest.json").write_text(json.dumps([{"file": "bowl.jpg", "title": "Bowl", "alt": "A bowl"}]))
    monkeypatch.setattr(photos, "PICTURES", tmp_path)
    (photo,) = photos.load_photos(progress=quietly).values()
    photo.renditions.filter(filter_spec__endswith="avif").delete()

    photos.load_photos(progress=quietly)

    assert photo.renditions.filter(filter_spec__endswith="avif").count() == 3


def test_every_piece_can_be_bought_in_every_currency(loaded):
    for currency in ("EUR", "USD", "GBP", "RWF"):
        assert Product.objects.listed().priced(currency).available().count() == 30


def test_a_manuscript_becomes_blocks_in_its_order(tmp_path):
    path = tmp_path / "a-story.md"
    path.write_text(
        "title: A story\n\nOne & **two**.\n\nThree.\n\n## Four\n\n> Five. — Six\n\n[piece: bowl]\n[cooperative: ibumba]\n"
    )

    text = manuscript.read(path)

    assert text.head == {"title": "A story"}
    assert text.body == [
        ("text", "<p>One &amp; <b>two</b>.</p><p>Three.</p>"),
        ("heading", "Four"),
        ("quote", {"text": "Five.", "name": "Six"}),
        ("piece", "bowl"),
        ("cooperative", "ibumba"),
    ]
