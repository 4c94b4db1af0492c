"""What a story leads to, and what leads to it; how long it takes to read; what is left of it when a piece is deleted."""

import pytest

from cms.models import StoryPage, StoryPerson
from cooperatives.consents.scopes import Scope
from tests import factories
from tests.queries import assert_same_queries, queries_of


def html_of(client, page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_story_says_how_long_it_takes_to_read(site, client):
    words = "<p>" + "clay " * 650 + "</p>"

    story = site.story(body=[{"type": "text", "value": words}])

    assert story.reading_minutes == 3
    assert "3 minutes to read" in html_of(client, story)


def test_reading_time_is_stored_with_the_story_and_not_with_its_draft(site):
    story = site.story()

    story.body = [("text", "<p>" + "clay " * 650 + "</p>")]
    story.save_revision()

    assert StoryPage.objects.get(pk=story.pk).reading_minutes == 1


def test_saving_the_body_alone_stores_the_reading_time_too(site):
    story = site.story()

    story.body = [("text", "<p>" + "clay " * 650 + "</p>")]
    story.save(update_fields=["body"])

    assert StoryPage.objects.get(pk=story.pk).reading_minutes == 3


def test_a_story_names_who_wrote_it_down_where_somebody_wishes_so(site, client):
    named, silent = site.story(byline="A friend of the house"), site.story()

    assert "told by A friend of the house" in html_of(client, named)
    assert "told by" not in html_of(client, silent)


def test_pieces_chosen_deep_in_a_story_are_known_to_it(site):
    pieces = [factories.piece(), factories.piece()]
    rows = {"title": "Both", "pieces": [piece.pk for piece in pieces]}

    story = site.story(body=[{"type": "pieces", "value": rows}])

    assert {link.product for link in story.pieces_shown.all()} == set(pieces)


def test_a_story_leads_to_its_themes_techniques_groups_and_programmes(site, client):
    group = factories.cooperative("Ibumba Pottery")
    group_page, technique, theme = site.cooperative(group), site.technique("Clay"), site.theme("Fire and clay")

    html = html_of(client, site.story(shows=[group], themes=[theme], techniques=[technique]))

    for address in (group_page.url, technique.url, f"{site.stories.url}?theme=fire-and-clay"):
        assert f'href="{address}"' in html


def test_a_story_leads_to_the_groups_that_made_the_pieces_it_shows(site, client):
    group = factories.cooperative("Ibumba Pottery")
    group_page = site.cooperative(group)

    html = html_of(client, site.story(shows=[factories.piece(by=group)]))

    assert f'<a class="facts__link" href="{group_page.url}">' in html


def test_more_stories_begin_with_those_that_share_most(site):
    theme, technique, piece, group = site.theme("Dyes"), site.technique(), factories.piece(), factories.cooperative()
    story = site.story(shows=[piece, group], themes=[theme], techniques=[technique], told_on="2026-01-01")
    none = site.story("Nothing in common", told_on="2026-11-01")
    by_theme = site.story("A theme", themes=[theme], told_on="2026-05-01")
    by_technique = site.story("A technique", techniques=[technique], told_on="2026-04-01")
    by_group = site.story("A group", shows=[group], told_on="2026-03-01")
    by_piece = site.story("A piece", shows=[piece], told_on="2026-02-01")

    found = list(StoryPage.objects.related_to(story))

    assert found == [by_piece, by_group, by_technique, by_theme, none]


def test_a_quote_of_a_person_makes_the_story_one_of_theirs(site):
    person = factories.person(allows=[Scope.FULL_NAME, Scope.STORY])

    story = site.story(body=[{"type": "quote", "value": {"text": "It is wood and air.", "person": person.pk}}])

    assert [link.person for link in StoryPerson.objects.filter(story=story)] == [person]
    assert list(StoryPage.objects.telling_of(person)) == [story]


def test_a_story_whose_piece_was_deleted_still_opens(site, client):
    piece = factories.piece("Red vase")
    story = site.story(shows=[piece])

    piece.delete()

    assert "Red vase" not in html_of(client, story)


def test_a_story_whose_piece_was_deleted_can_be_saved_again(site):
    piece = factories.piece()
    story = site.story(shows=[piece])
    piece.delete()

    StoryPage.objects.get(pk=story.pk).save_revision().publish()

    assert not story.pieces_shown.exists()


def test_a_story_with_much_around_it_costs_the_same(site, client):
    def story(number: int):
        pieces = [factories.piece() for _ in range(number)]
        for _ in range(number):
            site.cooperative(factories.cooperative())
        return site.story(
            shows=pieces,
            themes=[site.theme(f"Theme {number} {one}") for one in range(number)],
            techniques=[site.technique() for _ in range(number)],
        )

    few, many = story(1), story(6)

    assert_same_queries(many.url, queries_of(client, few.url), queries_of(client, many.url))


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "</script><b>", "\"'><img src=x onerror=alert(1)>"])
def test_whatever_is_typed_into_a_story_is_text(site, client, evil):
    theme = site.theme(evil)
    story = site.story("A plain title", intro=evil, byline=evil, themes=[theme], search_description=evil)

    for address in (story.url, site.stories.url, "/feed/stories.xml"):
        html = client.get(address).content.decode()
        assert evil not in html
        assert "<script>alert" not in html
