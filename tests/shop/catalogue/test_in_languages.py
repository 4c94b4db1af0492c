"""A piece in the reader's language: on its page, in lists, in filters and in the search; English, marked, where it is not said."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalogue.models import Material, Product
from shop.catalogue.spoken import languages_of, spoken
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(world):
    made = factories.piece(
        "Red vase", title_fr="Vase rouge", summary="From a bank of clay.", summary_fr="D’un banc d’argile."
    )
    made.materials.add(Material.objects.create(name="Clay", name_fr="Argile", slug="clay"))
    return made


def html_of(client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_page_of_a_piece_says_it_in_the_language_of_its_address(client, vase):
    html = html_of(client, f"/fr{vase.get_absolute_url()}")

    assert '<h1 class="piece__title">Vase rouge</h1>' in html
    assert "D’un banc d’argile." in html
    assert ">Argile<" in html
    assert "Red vase" not in html


def test_what_is_not_said_in_a_language_is_english_and_marked_as_such(client, vase):
    html = html_of(client, f"/nl{vase.get_absolute_url()}")

    assert '<h1 class="piece__title" lang="en">Red vase</h1>' in html
    assert '<span lang="en">Clay</span>' in html


def test_lists_and_filters_say_pieces_and_words_in_the_readers_language(client, vase):
    html = html_of(client, "/fr/pieces/?material=clay")

    assert ">Vase rouge</a>" in html
    assert re.search(r"<span>Argile</span>", html)
    assert "Red vase" not in html


def test_a_list_by_name_goes_by_the_names_that_are_shown(client, vase):
    factories.piece("Apple", title_fr="Zèbre")
    factories.piece("Middle")

    def order(path: str) -> list[str]:
        return re.findall(r'class="card__link" href="[^"]*"[^>]*>([^<]*)</a>', html_of(client, path))

    assert order("/pieces/?sort=title") == ["Apple", "Middle", "Red vase"]
    assert order("/fr/pieces/?sort=title") == ["Middle", "Vase rouge", "Zèbre"]


def test_the_languages_of_a_piece_are_those_it_says_something_in(vase):
    assert languages_of(vase, "title") == ["en", "fr"]
    assert (spoken(vase, "title", "fr"), spoken(vase, "title", "rw")) == ("fr", "en")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_list_costs_the_same_for_one_piece_and_for_ten_in_any_language(client, vase, language):
    path = "/pieces/?sort=title" if language == "en" else f"/{language}/pieces/?sort=title"
    client.get(path)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    one = queries()
    for number in range(9):
        factories.piece(f"Vase {number}", title_fr=f"Vase no {number}")

    assert queries() == one


def test_a_piece_written_in_another_language_still_has_its_english(world):
    piece = factories.piece("Red vase")
    piece.title_fr = "Vase rouge"
    piece.save()

    assert Product.objects.get().title == "Red vase"
    assert Product.objects.filter(title_fr="Vase rouge").exists()
