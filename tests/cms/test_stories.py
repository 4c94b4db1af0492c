"""Stories and what they show point at each other."""

from cms.models import StoryPage, StoryProduct
from tests import factories
from tests.queries import assert_same_queries, queries_of


def test_a_published_story_is_found_from_the_piece_and_from_the_cooperative_it_shows(site):
    piece, group = factories.piece(), factories.cooperative()

    story = site.story(shows=[piece, group])

    assert list(StoryPage.objects.about(piece)) == [story]
    assert list(StoryPage.objects.of(group)) == [story]


def test_a_story_about_a_piece_is_also_one_of_the_cooperative_that_made_it(site):
    group = factories.cooperative()
    piece = factories.piece(by=group)

    story = site.story(shows=[piece])

    assert list(StoryPage.objects.of(group)) == [story]


def test_a_piece_lists_its_own_stories_before_those_of_its_makers(site):
    group = factories.cooperative()
    piece = factories.piece(by=group)
    of_the_group = site.story("Of the group", shows=[group], told_on="2026-09-01")
    of_the_piece = site.story("Of the piece", shows=[piece], told_on="2026-01-01")

    found = list(StoryPage.objects.about(piece))

    assert found == [of_the_piece, of_the_group]


def test_a_piece_taken_out_of_a_story_no_longer_leads_to_it(site):
    piece = factories.piece()
    story = site.story(shows=[piece])

    story.body = [("text", "<p>Without it.</p>")]
    story.save_revision().publish()

    assert not StoryProduct.objects.filter(product=piece).exists()


def test_a_draft_changes_nothing_of_what_is_shown(site):
    piece = factories.piece()
    story = site.story(shows=[piece])

    story.body = [("text", "<p>Without it.</p>")]
    story.save_revision()

    assert list(StoryPage.objects.about(piece)) == [story]


def test_an_unpublished_story_is_told_nowhere(site):
    piece = factories.piece()
    story = site.story(shows=[piece])

    story.unpublish()

    assert list(StoryPage.objects.about(piece)) == []


def test_a_piece_that_is_chosen_twice_is_shown_by_the_story_once(site):
    piece = factories.piece()

    story = site.story(shows=[piece, piece])

    assert story.pieces_shown.count() == 1


def test_story_piece_and_cooperative_link_to_each_other(site, client):
    group = factories.cooperative("Ibumba Pottery")
    piece = factories.piece("Red vase", by=group)
    group_page = site.cooperative(group)
    story = site.story("The kiln", shows=[piece, group])

    pages = {page: client.get(page).content.decode() for page in (piece.get_absolute_url(), story.url, group_page.url)}

    assert story.url in pages[piece.get_absolute_url()]
    assert group_page.url in pages[piece.get_absolute_url()]
    assert piece.get_absolute_url() in pages[story.url]
    assert group_page.url in pages[story.url]
    assert story.url in pages[group_page.url]
    assert piece.get_absolute_url() in pages[group_page.url]


def test_a_story_outlives_a_piece_that_is_taken_off_the_site(site, client):
    piece = factories.piece("Red vase")
    story = site.story(shows=[piece])

    piece.is_public = False
    piece.save()

    response = client.get(story.url)
    assert response.status_code == 200
    assert "Red vase" not in response.content.decode()


def test_a_story_costs_the_same_whatever_it_shows(site, client):
    def things(number: int) -> list:
        pictures = [factories.photo(f"#{20 * shade:02x}{10 * number:02x}40") for shade in range(number)]
        return [make() for make in (factories.piece, factories.cooperative) for _ in range(number)] + pictures

    few = site.story(shows=things(1))
    many = site.story(shows=things(8))

    assert_same_queries(many.url, queries_of(client, few.url), queries_of(client, many.url))
