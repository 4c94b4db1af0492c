"""Staff edit pages and choose pieces and cooperatives for them."""

import pytest

from cms.models import StoryPage
from tests import factories


@pytest.fixture
def admin(client, site):
    client.force_login(factories.staff())
    return client


def test_every_kind_of_page_can_be_edited(admin, site):
    technique, group = site.technique(), factories.cooperative()
    member = factories.artisan(group, person=factories.person(allows=["full_name", "story"]))
    group_page = site.cooperative(group, techniques=[technique])
    pages = [
        site.home,
        site.stories,
        site.groups,
        site.story(shows=[factories.piece(), factories.cooperative(), factories.photo()], themes=[site.theme("Fire")]),
        group_page,
        site.artisan(member.person, below=group_page),
        technique,
        technique.get_parent(),
        site.standard("About us"),
    ]

    for page in pages:
        assert admin.get(f"/admin/pages/{page.pk}/edit/").status_code == 200, page


def test_what_is_not_saved_yet_can_be_looked_at(admin, site):
    theme, technique, group = site.theme("Fire"), site.technique("Clay"), factories.cooperative()
    member = factories.artisan(group, person=factories.person("An Example", allows=["full_name", "story"]))
    group_page = site.cooperative(group, techniques=[technique])
    pages = {
        site.story(themes=[theme], techniques=[technique], shows=[group]): "Fire",
        group_page: "Clay",
        site.artisan(member.person, below=group_page): "An Example",
        technique: "Clay",
        site.stories: "Stories",
        technique.get_parent().specific: "Clay",
    }

    for page, words in pages.items():
        shown = page.get_latest_revision_as_object().make_preview_request()
        assert shown.status_code == 200, page
        assert words in shown.content.decode(), page


def test_themes_are_edited_in_the_same_menu(admin, site):
    theme = site.theme("Fire and clay")

    assert "Fire and clay" in admin.get("/admin/snippets/cms/theme/").content.decode()
    assert admin.get(f"/admin/snippets/cms/theme/edit/{theme.pk}/").status_code == 200


def test_a_story_is_begun_below_the_stories_and_nowhere_else(admin, site):
    assert admin.get(f"/admin/pages/add/cms/storypage/{site.stories.pk}/").status_code == 200
    assert admin.get(f"/admin/pages/add/cms/storypage/{site.home.pk}/").status_code == 302
    assert StoryPage.allowed_parent_page_models() == [type(site.stories)]


@pytest.mark.parametrize("chooser", ["piece_chooser", "cooperative_chooser"])
def test_a_chooser_lists_what_can_be_chosen(admin, chooser):
    piece = factories.piece("Red vase", by=factories.cooperative("Ibumba Pottery"))

    html = admin.get(f"/admin/{chooser}/").content.decode()

    assert (piece.title if chooser == "piece_chooser" else "Ibumba Pottery") in html


@pytest.mark.parametrize("chooser", ["piece_chooser", "cooperative_chooser"])
def test_a_chooser_is_for_staff_alone(client, site, chooser):
    client.force_login(factories.user())

    assert client.get(f"/admin/{chooser}/").status_code in (302, 403)


def test_a_draft_is_seen_by_staff_and_kept_by_no_cache(admin, site):
    story = site.story("The kiln")
    story.title = "The new kiln"
    story.save_revision()

    response = admin.get(f"/admin/pages/{story.pk}/view_draft/")

    assert "The new kiln" in response.content.decode()
    assert "public" not in response.headers.get("Cache-Control", "")


def test_a_page_that_is_shown_may_be_kept_for_everybody_in_a_market(client, site):
    response = client.get("/")

    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in response.headers["Vary"]
