"""The trees of pages: alike in every language, each page shown in its reader's once, and a translation that fell behind says so."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from cms import trees
from cms.models import CooperativePage, StoryPage
from cms.roles import TRANSLATORS, make_roles
from cms.search import search
from tests import factories

FRENCH = {"title": "La couleur de la fumée", "intro": "Comment c’était.", "body": "Il était une fois."}


@pytest.fixture
def spoken(site):
    """The site in all its languages."""
    site.speak()
    return site


def html_of(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_new_page_stands_in_every_tree_in_the_words_of_the_original(spoken, client):
    story = spoken.story("The colour of smoke")

    there = [page for page in StoryPage.objects.filter(translation_key=story.translation_key) if page.pk != story.pk]

    assert {page.locale.language_code for page in there} == {"fr", "nl", "rw"}
    assert {page.spoken for page in there} == {"en"}
    assert {page.slug for page in there} == {story.slug}
    assert '<h1 class="story__title" lang="en">The colour of smoke</h1>' in html_of(client, f"/rw{story.url}")


def test_a_translated_page_is_shown_in_its_own_words(spoken, client):
    story = spoken.story("The colour of smoke")

    spoken.translate(story, "fr", **FRENCH)

    there = html_of(client, f"/fr{story.url}")
    assert '<h1 class="story__title">La couleur de la fumée</h1>' in there
    assert "language-note" not in there
    assert "The colour of smoke" in html_of(client, f"/nl{story.url}")


def test_a_translation_that_was_begun_and_has_no_words_yet_is_still_the_english(spoken, client):
    story = spoken.story("The colour of smoke")

    spoken.translate(story, "fr")

    assert '<h1 class="story__title" lang="en">' in html_of(client, f"/fr{story.url}")


def test_every_list_shows_a_page_once_and_in_the_readers_language(spoken, client):
    group = factories.cooperative("Ibumba Pottery")
    piece = factories.piece(by=group)
    picture = factories.photo(title="A pot")
    story = spoken.story("The colour of smoke", shows=[piece, group], lead_picture=picture)
    spoken.translate(story, "fr", **FRENCH)
    page = spoken.cooperative(group)

    for path in (
        "/",
        spoken.stories.url,
        piece.get_absolute_url(),
        page.url,
        "/search/?q=fum%C3%A9e",
        "/search/?q=smoke",
    ):
        html = html_of(client, f"/fr{path}")
        assert "The colour of smoke" not in html, path
        if "smoke" not in path:
            assert html.count(">La couleur de la fumée<") == 1, path
    assert html_of(client, "/").count(">The colour of smoke<") == 1


def test_a_cooperative_has_one_page_in_each_language(spoken):
    group = factories.cooperative()
    page = spoken.cooperative(group)

    with pytest.raises(ValidationError):
        CooperativePage(title="Again", slug="again", cooperative=group, locale=page.locale).clean()

    assert CooperativePage.objects.filter(cooperative=group).count() == 4


def test_the_search_finds_stories_by_the_words_of_the_readers_language(spoken, client):
    story = spoken.story("The colour of smoke")
    spoken.translate(story, "fr", **FRENCH)

    assert "La couleur de la fumée" in html_of(client, "/fr/search/?q=couleur")
    assert "La couleur de la fumée" not in html_of(client, "/search/?q=couleur")
    assert [found.title for found in search("smoke", "EUR").stories] == ["The colour of smoke"]


def test_the_menu_of_languages_leads_to_the_page_and_else_to_the_first_one(spoken, client):
    story = spoken.story("The colour of smoke")
    StoryPage.objects.get(translation_key=story.translation_key, locale__language_code="nl").delete()

    html = html_of(client, story.url)

    assert f'href="/fr{story.url}" hreflang="fr"' in html
    assert 'href="/nl/" hreflang="nl"' in html


def test_a_renamed_page_has_its_new_address_in_every_language(spoken, client):
    story = spoken.story("The colour of smoke")
    spoken.translate(story, "fr", **FRENCH)

    story.slug = "black"
    story.save_revision().publish()

    for code in ("fr", "nl", "rw"):
        assert client.get(f"/{code}/stories/black/").status_code == 200


def test_a_translation_is_stale_when_the_english_is_published_again(spoken, client):
    story = spoken.story("The colour of smoke")
    spoken.translate(story, "fr", **FRENCH)
    assert "The English has changed" not in html_of(client, f"/fr{story.url}")

    story.refresh_from_db()
    story.intro = "How it was, and is."
    story.save_revision().publish()

    there = html_of(client, f"/fr{story.url}")
    assert '<h1 class="story__title">La couleur de la fumée</h1>' in there
    assert f'<a href="{story.url}" hreflang="en">' in re.search(r'<p class="language-note">.*?</p>', there)[0]
    assert "language-note" not in html_of(client, story.url)


def test_a_translation_made_anew_is_stale_no_more(spoken, client):
    story = spoken.story("The colour of smoke")
    spoken.translate(story, "fr", **FRENCH)
    story.refresh_from_db()
    story.save_revision().publish()

    spoken.translate(story, "fr", **FRENCH)

    source = TranslationSource.objects.get()
    source.update_from_db()
    assert "language-note" in html_of(client, f"/fr{story.url}"), "taken over, but not published yet"
    Page.objects.get(
        translation_key=story.translation_key, locale__language_code="fr"
    ).specific.save_revision().publish()
    assert "language-note" not in html_of(client, f"/fr{story.url}")


def test_staff_see_which_translations_are_stale_in_the_list_and_in_the_editor(spoken, client):
    story = spoken.story("The colour of smoke")
    there = spoken.translate(story, "fr", **FRENCH)
    client.force_login(factories.staff())
    listed = reverse("wagtailadmin_explore", args=[there.get_parent().pk])
    editor = reverse("wagtailadmin_pages:edit", args=[there.pk])
    assert "the English has changed" not in html_of(client, listed)
    assert "The English page has changed" not in html_of(client, editor)

    story.refresh_from_db()
    story.save_revision().publish()

    assert "La couleur de la fumée (the English has changed)" in html_of(client, listed)
    assert "The English page has changed" in html_of(client, editor)


def test_a_page_that_is_moved_or_deleted_is_so_in_every_language(spoken, client, django_capture_on_commit_callbacks):
    story = spoken.story("The colour of smoke")
    client.force_login(factories.staff())

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))

    assert not Page.objects.filter(translation_key=story.translation_key).exists()


def test_a_copied_page_is_copied_in_every_language(spoken):
    story = spoken.story("The colour of smoke")
    copy = story.copy(update_attrs={"slug": "again"})

    trees.follow_copy(copy)

    assert StoryPage.objects.filter(slug="again").count() == 4


def test_planting_the_trees_twice_changes_nothing(spoken):
    spoken.story()
    before = Page.objects.count()

    trees.plant()

    assert Page.objects.count() == before
    assert Locale.objects.count() == 4


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_in_many_languages_cost_the_same_for_one_story_and_for_ten(spoken, client, language):
    prefix = "" if language == "en" else f"/{language}"
    story = spoken.story()
    paths = [f"{prefix}/", f"{prefix}{spoken.stories.url}", f"{prefix}{story.url}"]

    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(path)
        return len(captured)

    for number in range(3):
        spoken.translate(
            spoken.story(f"Story number {number}"), "fr", title=f"Récit {number}", intro="Un.", body="Deux."
        )
    few = [queries(path) for path in paths]
    for number in range(3, 10):
        spoken.translate(
            spoken.story(f"Story number {number}"), "fr", title=f"Récit {number}", intro="Un.", body="Deux."
        )

    assert [queries(path) for path in paths] == few
    assert max(few) <= 40


def test_a_translator_writes_side_by_side_in_the_other_trees_alone_and_publishes_nothing(spoken, client):
    story = spoken.story("The colour of smoke")
    there = spoken.translate(story, "fr", **FRENCH)
    user = factories.user()
    user.groups.add(make_roles()[TRANSLATORS])
    client.force_login(user)

    html = html_of(client, reverse("wagtailadmin_pages:edit", args=[there.pk]))

    assert "The colour of smoke" in html
    assert "La couleur de la fumée" in html
    assert client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 302
    assert client.get(reverse("wagtail_localize:submit_page_translation", args=[story.pk])).status_code == 200
    assert not there.permissions_for_user(user).can_publish()


def test_somebody_without_the_role_translates_nothing(spoken, client):
    """The negative control."""
    story = spoken.story()
    there = spoken.translate(story, "fr", **FRENCH)
    client.force_login(factories.user(is_staff=True))

    assert client.get(reverse("wagtailadmin_pages:edit", args=[there.pk])).status_code == 302
    assert client.get(reverse("wagtail_localize:submit_page_translation", args=[story.pk])).status_code == 302


def test_staff_submit_a_page_for_translation_and_find_its_sentences(spoken, client):
    story = spoken.story("The colour of smoke")
    nl = Locale.objects.get(language_code="nl")
    client.force_login(factories.staff())

    client.post(reverse("wagtail_localize:submit_page_translation", args=[story.pk]), {"locales": [nl.pk]})

    translation = Translation.objects.get(source__object_id=story.translation_key, target_locale=nl)
    assert translation.get_progress()[0] >= 3
    assert client.get("/nl" + story.url).status_code == 200
