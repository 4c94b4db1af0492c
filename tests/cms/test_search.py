"""What people type, and what they find."""

import pytest
from modelsearch import index

from cms.search import search
from tests import factories


def piece(title: str, **fields):
    made = factories.piece(title, **fields)
    # Otherwise the work of a task.
    index.insert_or_update_object(made)
    return made


@pytest.fixture
def basket(site):
    return piece("Agaseke with zigzags", category=factories.category("Baskets"))


@pytest.fixture
def mug(site):
    return piece("Tall mug", category=factories.category("Mugs"), technique="thrown and glazed")


def titles(found) -> list[str]:
    return [card.title for card in found.cards]


def test_a_piece_is_found_by_its_kind_whether_one_is_asked_for_or_several(basket, mug):
    assert titles(search("basket", "EUR")) == titles(search("Baskets", "EUR")) == [basket.title]


@pytest.mark.parametrize("word", ["panier", "mand", "igiseke", "PANIER"])
def test_a_word_of_another_language_finds_what_it_means_and_the_visitor_is_told(basket, mug, word):
    found = search(word, "EUR")

    assert titles(found) == [basket.title]
    assert found.used == "basket"


@pytest.mark.parametrize(("slip", "meant"), [("agasekee", "agaseke"), ("zigzgas", "zigzags"), ("glazd", "glazed")])
def test_a_slip_of_the_finger_finds_what_was_meant_and_the_visitor_is_told(basket, mug, slip, meant):
    found = search(slip, "EUR")

    assert len(found.cards) == 1
    assert found.used == meant


def test_what_is_found_as_it_was_typed_is_not_corrected(basket, mug):
    found = search("tall mug", "EUR")

    assert found.used == ""


def test_a_story_and_a_cooperative_are_found_beside_the_pieces(site, basket):
    group = factories.cooperative("Ibumba Pottery", district="Musanze")
    page = site.cooperative(group)
    story = site.story("A kiln in Musanze")

    found = search("Musanze", "EUR")

    assert found.cooperative_pages == [page]
    assert found.stories == [story]


def test_what_is_not_public_is_not_found(site, basket):
    hidden = piece("Agaseke for nobody", is_public=False)
    story = site.story("Agaseke in secret")
    story.unpublish()

    found = search("agaseke", "EUR")

    assert hidden.title not in titles(found)
    assert found.stories == []


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "'", '"', '" OR 1=1 --', "*", "NEAR(", "AND", "%", "\\", "x" * 500, "плетёная", "🧺", "a\tb\nc"],
)
def test_nothing_that_can_be_typed_breaks_the_search(basket, client, typed):
    response = client.get("/search/", {"q": typed})

    assert response.status_code == 200


def test_a_search_for_nothing_shows_nothing(basket):
    assert search("  ", "EUR").total == 0


def test_the_page_says_what_it_looked_for_instead(basket, client):
    response = client.get("/search/", {"q": "panier"})

    assert "Showing results for <strong>basket</strong>" in response.content.decode()


def test_what_was_typed_stands_in_the_page_as_text_and_never_as_markup(basket, client):
    response = client.get("/search/", {"q": "<script>alert(1)</script>"})

    assert "<script>alert" not in response.content.decode()


def test_what_was_found_is_narrowed_and_sorted_and_the_best_match_stands_first_otherwise(basket, mug, client):
    both = {"q": "zigzags mug", "sort": "title"}
    assert [card.title for card in client.get("/search/", both).context["cards"]] == [basket.title, mug.title]

    page = client.get("/search/", {**both, "maximum": "1"})

    assert page.context["cards"] == []
    assert page.context["total"] == 0
    assert page.context["whole_list"] == "?q=zigzags+mug"


def test_a_search_counts_only_what_it_found(basket, mug, client):
    facets = {facet.name: facet for facet in client.get("/search/", {"q": "tall mug"}).context["facets"]}

    assert [option.count for option in facets["cooperative"].options] == [1]


def test_where_nothing_is_found_words_like_it_and_what_is_new_are_offered(basket, mug, client):
    page = client.get("/search/", {"q": "gazz"})

    assert page.context["found"].total == 0
    assert "glazed" in page.context["suggestions"]
    assert {card.title for card in page.context["cards"]} == {basket.title, mug.title}
    assert "/search/?q=glazed" in page.content.decode()


@pytest.mark.parametrize("query", ["", " ", "💧", "%", "'", "a" * 5000, "<script>"])
def test_whatever_is_typed_is_answered(basket, client, query):
    answer = client.get("/search/", {"q": query, "sort": "gold", "minimum": "x", "page": "9"})

    assert answer.status_code == 200
    assert b"<script>&" not in answer.content


def test_techniques_and_people_are_found_by_their_names(site, client):
    technique, group = site.technique("The agaseke coil"), factories.cooperative()
    member = factories.artisan(group, person=factories.person("An Example", allows=["full_name", "story"]))
    page = site.artisan(member.person, below=site.cooperative(group))

    assert f'href="{technique.url}"' in client.get("/search/?q=agaseke").content.decode()
    assert f'href="{page.url}"' in client.get("/search/?q=example").content.decode()
