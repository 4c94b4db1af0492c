"""Programmes: where each stands, its goals, who takes part, and what was reached with them."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cms.models import ProgrammePage, Theme
from tests import factories
from tests.cms.our_work import HOSTILE, Work
from tests.queries import assert_same_queries, queries_of

# A page looks up its kind in the database as soon as it is made.
pytestmark = pytest.mark.django_db


@pytest.fixture
def work(site) -> Work:
    return Work(site)


@pytest.fixture
def staff(db) -> Client:
    client = Client()
    client.force_login(factories.user("staff@example.org", is_staff=True, is_superuser=True))
    return client


def test_the_list_costs_the_same_for_one_and_for_many(work, client):
    def fill():
        return work.programme(sdgs=[1, 5], cooperatives=[factories.cooperative()])

    fill()
    few = queries_of(client, work.programmes.url)
    for _ in range(5):
        fill()

    assert_same_queries(work.programmes.url, few, queries_of(client, work.programmes.url))


def test_a_programme_costs_the_same_however_many_take_part(site, work, client):
    theme = Theme.objects.create(name="Markets")
    page = work.programme(cooperatives=[factories.cooperative()], partners=[work.partner()], themes=[theme])
    page.milestone_kinds = ["training"]
    page.save()
    factories.milestone(page.cooperatives.first(), trainees=3)
    site.story(themes=[theme])
    work.event(programme=page)
    few = queries_of(client, page.url)

    groups = [factories.cooperative() for _ in range(4)]
    page.cooperatives.set(groups)
    page.partners.set([work.partner() for _ in range(4)])
    page.themes.set([theme] + [Theme.objects.create(name=f"Theme {number}") for number in range(4)])
    page.save()
    for group in groups:
        factories.milestone(group, trainees=3)
        work.event(programme=page)

    assert_same_queries(page.url, few, queries_of(client, page.url))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "planned"}, "Planned"),
        ({"state": "active"}, "Under way"),
        ({"state": "handed_over"}, "Handed over"),
        ({"state": "handed_over", "handed_over_to": "the district of Huye"}, "Handed over to the district of Huye"),
    ],
)
def test_a_programme_says_where_it_stands(work, client, fields, words):
    page = work.programme(**fields)

    assert f">{words}</span>" in client.get(page.url).text
    # In the list there is room for less.
    assert f">{words.removesuffix(' to the district of Huye')}</span>" in client.get(work.programmes.url).text


def test_goals_are_told_by_number_and_name(work, client):
    page = work.programme(sdgs=[16, 5])

    html = client.get(page.url).text

    assert "Goal 16:" in html
    assert "Peace, justice and strong institutions" in html


def test_a_goal_that_does_not_exist_is_refused():
    page = ProgrammePage(title="A programme", slug="a", summary="…", sdgs=[1, 18])

    with pytest.raises(ValidationError) as refused:
        page.clean_fields(exclude=["path", "depth", "content_type", "locale"])

    assert list(refused.value.error_dict) == ["sdgs"]


def test_goals_are_kept_in_their_order_and_once():
    page = ProgrammePage(title="A programme", slug="a", summary="…", sdgs=[16, 5, 5])

    page.clean_fields(exclude=["path", "depth", "content_type", "locale"])

    assert page.sdgs == [5, 16]


def test_only_milestones_of_its_kinds_and_groups_are_added_up(work, client):
    ours, other = factories.cooperative(), factories.cooperative()
    page = work.programme(cooperatives=[ours], milestone_kinds=["livestock"])
    factories.milestone(ours, kind="livestock", count=12, unit="goats")
    factories.milestone(other, kind="livestock", count=100, unit="goats")
    factories.milestone(ours, kind="land", count=7, unit="hectares")

    html = client.get(page.url).text

    assert "12 goats" in html
    assert "112" not in html
    assert "hectares" not in html


def test_stories_that_are_about_it_come_before_those_on_its_themes(site, work, client):
    theme = Theme.objects.create(name="Markets")
    page = work.programme(themes=[theme])
    site.story("On the theme", themes=[theme], told_on="2026-09-01")
    site.story("About the programme", programmes=[page], told_on="2026-01-01")
    site.story("About something else")

    html = client.get(page.url).text

    assert html.index("About the programme") < html.index("On the theme")
    assert "About something else" not in html


def test_an_event_of_it_is_told_while_it_is_coming(work, client):
    page = work.programme()
    work.event("Next week", programme=page)
    work.event("Last week", programme=page, days=-7)

    html = client.get(page.url).text

    assert "Next week" in html
    assert "Last week" not in html


def test_hostile_text_is_harmless(work, client):
    page = work.programme(HOSTILE, summary=HOSTILE, state="handed_over", handed_over_to=HOSTILE)

    for address in (page.url, work.programmes.url):
        html = client.get(address).text

        assert "<script>alert" not in html, address
        assert "alert(1)" in html, address


def test_the_editor_ticks_goals_and_saves_them(work, staff):
    page = work.programme()

    html = staff.get(f"/admin/pages/{page.pk}/edit/").text

    assert html.count('name="sdgs"') == 17


def test_all_pages_of_the_work_are_reached_from_the_menu_and_the_footer(work, client):
    html = client.get("/").text

    for page in (work.programmes, work.impact, work.partners, work.events):
        assert html.count(f'href="{page.url}"') >= 2, page


def test_the_work_is_found_by_its_words(work, client):
    work.programme("A title of land")
    work.event("Land day")
    work.partner("Surveyors", summary="They measure land.")

    html = client.get("/search/?q=land").text

    for words in ("A title of land", "Land day", "Surveyors"):
        assert words in html
