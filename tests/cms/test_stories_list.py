"""The list of stories: narrowed by links alone, a page of it at a time, as quick for two thousand as for twenty."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.models import StoryPage, StoryProduct
from tests import factories
from tests.cms.many_stories import told
from tests.queries import assert_same_queries, queries_of


def titles(client, address: str) -> list[str]:
    return [story.title for story in client.get(address).context["stories"]]


@pytest.fixture
def three(site):
    """Three stories, each of which differs from the others; what they are about, by name."""
    weavers, potters = factories.cooperative("Umucyo Weavers"), factories.cooperative("Ibumba Pottery")
    about = {
        "dyes": site.theme("Dyes"),
        "fire": site.theme("Fire"),
        "coil": site.technique("The coil"),
        "weavers": weavers,
        "potters": potters,
    }
    site.story("Blue", themes=[about["dyes"]], techniques=[about["coil"]], shows=[weavers], told_on="2026-03-01")
    site.story("Red", themes=[about["dyes"], about["fire"]], shows=[weavers, potters], told_on="2026-02-01")
    site.story("Black", themes=[about["fire"]], shows=[factories.piece(by=potters)], told_on="2026-01-01")
    return about


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Blue", "Red", "Black"]),
        ("theme=dyes", ["Blue", "Red"]),
        ("theme=fire", ["Red", "Black"]),
        ("technique=the-coil", ["Blue"]),
        ("cooperative=umucyo-weavers", ["Blue", "Red"]),
        ("cooperative=ibumba-pottery", ["Red", "Black"]),
        ("theme=fire&cooperative=umucyo-weavers", ["Red"]),
        ("theme=fire&technique=the-coil", []),
    ],
)
def test_stories_are_narrowed_by_what_they_are_about(site, client, three, asked, found):
    assert titles(client, f"{site.stories.url}?{asked}") == found


@pytest.mark.parametrize(
    "asked",
    [
        "theme=nothing",
        "technique=' OR 1=1 --",
        "theme=&cooperative=",
        "theme=" + "x" * 4000,
        "page=x",
    ],
)
def test_what_there_is_not_is_as_if_it_were_not_asked_for(site, client, three, asked):
    response = client.get(f"{site.stories.url}?{asked}")

    assert response.status_code == 200
    assert [story.title for story in response.context["stories"]] == ["Blue", "Red", "Black"]


def test_where_nothing_fits_the_page_says_so_and_leads_back(site, client, three):
    html = client.get(f"{site.stories.url}?theme=fire&technique=the-coil").content.decode()

    assert "No story tells of all of this yet." in html
    assert f'href="{site.stories.url}">See all stories' in html


def test_a_choice_is_a_link_that_keeps_the_others_and_takes_itself_back(site, client, three):
    html = client.get(f"{site.stories.url}?theme=fire&cooperative=umucyo-weavers").content.decode()

    assert f'href="{site.stories.url}?theme=dyes&amp;cooperative=umucyo-weavers"' in html
    assert f'href="{site.stories.url}?cooperative=umucyo-weavers" aria-current="true"' in html


def test_a_narrowed_list_is_for_people_and_its_whole_for_search_engines(site, client, three):
    narrowed = client.get(f"{site.stories.url}?theme=fire").content.decode()
    whole = client.get(site.stories.url).content.decode()

    assert '<meta name="robots" content="noindex">' in narrowed
    assert f'{site.stories.url}"' in narrowed.split('rel="canonical" href="')[1].split(">")[0]
    assert "noindex" not in whole


def test_only_what_stories_are_about_can_be_chosen(site, client, three):
    site.theme("Nobody tells of this")
    factories.cooperative("Nobody tells of them")

    assert "Nobody tells" not in client.get(site.stories.url).content.decode()


def test_stories_that_are_not_live_offer_no_choice(site, client):
    site.story(themes=[site.theme("Dyes")]).unpublish()

    assert "Dyes" not in client.get(site.stories.url).content.decode()


def test_older_stories_are_on_the_next_page_which_keeps_the_choice(site, client):
    theme = site.theme("Dyes")
    for number in range(15):
        site.story(f"Told {number}", themes=[theme], told_on=date(2026, 1, 1) + timedelta(number))

    assert titles(client, f"{site.stories.url}?theme=dyes&page=2") == ["Told 1", "Told 0"]
    html = client.get(f"{site.stories.url}?theme=dyes").content.decode()
    assert 'href="?theme=dyes&amp;page=2"' in html


def test_a_feed_may_be_of_one_theme(site, client, three):
    feed = client.get("/feed/stories.xml?theme=fire").content.decode()

    assert "<title>Red</title>" in feed
    assert "<title>Blue</title>" not in feed
    assert "<title>Blue</title>" in client.get("/feed/stories.xml?theme=nothing").content.decode()


def test_the_list_costs_the_same_for_twenty_stories_and_for_more(site, client):
    site.story(themes=[site.theme("Dyes")], techniques=[site.technique()], shows=[factories.cooperative()])
    told(site, 20)
    few = queries_of(client, site.stories.url)

    for number in range(4):
        site.story(themes=[site.theme(f"{number}")], techniques=[site.technique()], shows=[factories.cooperative()])

    assert_same_queries(site.stories.url, few, queries_of(client, site.stories.url))


@pytest.mark.proof(24)
def test_of_two_thousand_stories_a_page_shows_few(site, client):
    """How long it takes is measured by `make bench`."""
    theme, group = site.theme("Dyes"), factories.cooperative()
    piece, group_page, story = factories.piece(by=group), site.cooperative(group), site.story(themes=[theme])
    stories = told(site, 2000)
    StoryPage.themes.through.objects.bulk_create(
        StoryPage.themes.through(storypage_id=story.pk, theme_id=theme.pk) for story in stories
    )
    StoryProduct.objects.bulk_create(StoryProduct(story=story, product=piece) for story in stories)
    narrowed = f"{site.stories.url}?theme=dyes&page=40"

    for address in (site.stories.url, narrowed, story.url, group_page.url, piece.get_absolute_url()):
        response = client.get(address)

        assert response.status_code == 200
        assert response.content.count(b'href="/stories/') < 40, address
    assert len(client.get(narrowed).context["stories"]) == 13


def test_the_list_reads_no_story_it_only_names(site, client):
    told(site, 3)

    with CaptureQueriesContext(connection) as asked:
        client.get(site.stories.url)

    bodies = [query["sql"] for query in asked if '"cms_storypage"."body"' in query["sql"].split(" FROM ")[0]]
    assert bodies == []
