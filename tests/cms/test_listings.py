"""Lists of one kind of page in the back office: who wrote it, how it stands, and whether its translation is behind."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.listings import ContentGroup
from tests import factories
from tests.cms.every_kind import one_of_each
from tests.queries import assert_same_queries, queries_of


@pytest.fixture
def admin(client, site):
    client.force_login(factories.staff())
    return client


@pytest.mark.parametrize("listing", ContentGroup.items, ids=lambda listing: listing.name)
def test_a_kind_of_page_has_a_list_of_its_own(admin, site, listing):
    pages = one_of_each(site)

    html = admin.get(f"/admin/{listing.name}/").content.decode()

    assert pages[listing.model.__name__].title in html


def test_a_translation_that_is_behind_is_marked(admin, site):
    story = site.story("The kiln")
    french = Locale.objects.get_or_create(language_code="fr")[0]
    other = story.copy_for_translation(french, copy_parents=True)
    other.title = "Le four"
    other.save_revision().publish()
    Page.objects.filter(pk=story.pk).update(last_published_at=timezone.now() + timedelta(minutes=1))

    html = admin.get("/admin/stories/").content.decode()

    assert html.count("The original has changed") == 1


def test_a_list_costs_the_same_however_long_it_is(admin, site):
    site.story()
    site.story()
    few = queries_of(admin, "/admin/stories/")

    for _number in range(6):
        site.story()

    assert_same_queries("/admin/stories/", few, queries_of(admin, "/admin/stories/"))


@pytest.mark.parametrize(
    "asked", ["?told_on_from=2020-01-01", "?live=true", "?language=1", "?q=kiln", "?told_on=x&language=99"]
)
def test_a_list_can_be_narrowed(admin, site, asked):
    site.story("The kiln")

    assert admin.get(f"/admin/stories/{asked}").status_code == 200
