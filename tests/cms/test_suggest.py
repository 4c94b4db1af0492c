"""What is offered while a search is typed."""

import pytest
from django.utils import translation

from cms.suggest import suggested
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/search/suggest/"


@pytest.fixture
def pieces(site):
    return [factories.piece(title) for title in ("Tall agaseke with a lid", "Low basket", "Égal bowl")]


def test_names_are_offered_in_which_a_word_begins_so(pieces):
    assert "Tall agaseke with a lid" in suggested("aga")
    assert "Tall agaseke with a lid" in suggested("li ta")
    assert "Low basket" not in suggested("aga")


def test_accents_and_capitals_do_not_matter(pieces):
    assert "Égal bowl" in suggested("EGA")


@pytest.mark.parametrize("typed", ["", " ", "a", "%", "zzzz", "<script>", "😀" * 200])
def test_nothing_is_offered_for_nothing(pieces, client, typed):
    answer = client.get(ADDRESS, {"q": typed})

    assert answer.status_code == 200
    assert answer.json() == {"names": []}


def test_no_more_than_six_are_offered_each_once(site):
    for number in range(12):
        factories.piece(f"Basket {number:02d}")
        factories.piece("Basket")

    names = suggested("basket")

    assert len(names) == 6
    assert len(set(names)) == 6


def test_a_piece_that_is_not_shown_is_not_offered(pieces):
    pieces[0].is_public = False
    pieces[0].save()

    assert suggested("agaseke") == []


def test_each_language_offers_its_own_words(pieces):
    pieces[1].title_fr = "Panier bas"
    pieces[1].save()

    with translation.override("fr"):
        assert "Panier bas" in suggested("pan")
    assert "Panier bas" not in suggested("pan")


def test_it_may_be_kept_for_everybody(pieces, client):
    answer = client.get(ADDRESS, {"q": "low"})

    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    assert client.post(ADDRESS).status_code == 405
