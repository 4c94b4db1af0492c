"""The claims register in the back office, and a figure on a page."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override
from modelsearch import index
from wagtail.models import ReferenceIndex

from cms.claims.models import Claim
from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/claims/claim/"
FORM = {
    "statement_en": "were given to families", "value_en": "Over 300", "unit_en": "goats", "slug": "goats", "number": "",
    "state": "stated", "attributed_to": "AIMPO", "source_name": "A page", "source_kind": "website", "source_url": "",
    "quotation": "over 300 goats", "checked_on": "2026-11-01", "checked_by": "An editor", "statement_fr": "ont été données",
}  # fmt: skip


@pytest.fixture
def staff(client, full_text):
    client.force_login(factories.staff())
    return client


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_figure_is_entered_with_its_words_in_two_languages(staff):
    made = staff.post(LIST + "add/", FORM)

    assert made.status_code == 302
    claim = Claim.objects.get()
    assert claim.statement == "were given to families"
    with override("fr"):
        assert claim.statement == "ont été données"


def test_a_figure_of_others_without_whose_it_is_is_not_accepted_and_keeps_what_was_typed(staff):
    page = text(staff.post(LIST + "add/", FORM | {"attributed_to": ""}))

    assert "Please say whose result this is" in page
    assert "over 300 goats" in page
    assert not Claim.objects.exists()


def test_a_change_stands_in_the_history_with_what_it_said_before(staff):
    staff.post(LIST + "add/", FORM)
    claim = Claim.objects.get()

    staff.post(f"{LIST}edit/{claim.pk}/", FORM | {"value_en": "Over 350"})

    assert claim.revisions.count() == 2
    first, second = claim.revisions.order_by("pk")
    compared = text(staff.get(f"{LIST}history/{claim.pk}/revisions/compare/{first.pk}...{second.pk}/"))
    assert "350" in compared
    assert "300" in compared


def test_a_revision_made_in_another_language_keeps_the_words_of_all(staff):
    staff.post(LIST + "add/", FORM)
    claim = Claim.objects.get()
    with override("fr"):
        claim.save_revision()
        again = claim.get_latest_revision_as_object()

    assert (again.statement_en, again.statement_fr) == ("were given to families", "ont été données")
    assert again.statement == "were given to families"


def test_the_list_says_how_each_is_told_today(staff):
    factories.claim(value="1,234", state=Claim.State.EXPECTED, attributed_to="IOM")
    factories.claim(value="5,678", checked_on=None)

    page = text(staff.get(LIST))

    assert "Expected by IOM, not reached yet" in page
    assert "Not shown on pages" in page


@pytest.mark.parametrize(
    ("attention", "found"),
    [
        ("any", {"Old one", "Unclear one", "Unchecked one"}),
        ("stale", {"Old one"}),
        ("unclear", {"Unclear one"}),
        ("unchecked", {"Unchecked one"}),
    ],
)
def test_what_needs_a_look_is_a_list_of_its_own(staff, attention, found):
    factories.claim(statement="Fresh one")
    factories.claim(statement="Old one", checked_on=date(2020, 1, 1))
    factories.claim(statement="Unclear one", state=Claim.State.UNCLEAR, doubt="Ten or more.")
    factories.claim(statement="Unchecked one", checked_on=None)

    page = text(staff.get(LIST, {"attention": attention}))

    assert {name for name in ("Fresh one", "Old one", "Unclear one", "Unchecked one") if name in page} == found


def test_it_is_known_where_a_figure_is_used(staff, site):
    used, unused = factories.claim(statement="Used one"), factories.claim(statement="Unused one")
    story = site.story(body=[("figure", {"claim": used, "words": ""})])
    ReferenceIndex.create_or_update_for_object(story)

    on_pages = text(staff.get(LIST, {"used": "yes"}))
    nowhere = text(staff.get(LIST, {"used": "no"}))

    assert "Used one" in on_pages
    assert "Unused one" not in on_pages
    assert "Unused one" in nowhere
    assert unused.shown()


def test_the_list_costs_the_same_for_one_and_for_fifteen(staff):
    factories.claim()
    few = queries_of(staff, LIST)
    for _number in range(14):
        factories.claim()

    assert_same_queries("claims", few, queries_of(staff, LIST))


def test_a_figure_is_chosen_in_the_editor_by_its_words(staff):
    claim = factories.claim(statement="were given to neighbours")
    index.insert_or_update_object(claim)

    assert "were given to neighbours" in text(staff.get(reverse("claim_chooser:choose"), {"q": "neighbours"}))


def test_a_figure_stands_on_a_page_with_its_source(client, site):
    claim = factories.claim(
        value="Over 300", attributed_to="AIMPO", source_name="A page", source_url="https://example.org/a?b=1&c=2"
    )
    story = site.story(body=[("figure", {"claim": claim, "words": ""})])

    page = text(client.get(story.url))

    assert "Over 300" in page
    assert "As stated by AIMPO" in page
    assert 'href="https://example.org/a?b=1&amp;c=2"' in page


def test_a_figure_that_is_better_not_told_leaves_no_trace_on_the_page(client, site):
    claim = factories.claim(value="Over 987", checked_on=None)
    story = site.story(body=[("figure", {"claim": claim, "words": "Words about it"})])

    page = text(client.get(story.url))

    assert "987" not in page
    assert "Words about it" not in page


def test_hostile_words_in_a_figure_are_words(client, site):
    bad = "<script>alert(1)</script>"
    claim = factories.claim(
        statement=bad, value=bad, unit=bad, attributed_to=bad, source_name=bad, quotation=bad, population=bad
    )
    story = site.story(body=[("figure", {"claim": claim, "words": bad})])

    assert "<script>alert(1)" not in text(client.get(story.url))


def test_what_is_expected_says_so_before_its_figure(client, site):
    claim = factories.claim(value="600", state=Claim.State.EXPECTED)
    story = site.story(body=[("figure", {"claim": claim, "words": ""})])

    page = text(client.get(story.url))

    assert page.index("Expected, not reached") < page.index(">600 <")


def test_words_that_are_not_translated_yet_say_which_language_they_are(client, site):
    claim = factories.claim(statement_fr="ont été données")
    story = site.story(body=[("figure", {"claim": claim, "words": ""})])

    french, dutch = (text(client.get(f"/{language}{story.url}")) for language in ("fr", "nl"))

    assert '<p class="claim__words">' in french
    assert "ont été données" in french
    assert '<p class="claim__words" lang="en">' in dutch
