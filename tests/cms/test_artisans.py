"""The page of a person: what it shows, what it needs, and that it is gone when the consent is."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from cms.models import ArtisanPage
from cooperatives.consents.models import Consent
from cooperatives.consents.needs import Need, missing
from cooperatives.consents.scopes import Scope
from cooperatives.photos.models import Photo
from tests import factories
from tests.queries import assert_same_queries, queries_of

ALL = (Scope.FULL_NAME, Scope.STORY, Scope.FACE)


@pytest.fixture
def group_page(site):
    return site.cooperative(factories.cooperative("Umucyo Weavers", district="Gicumbi"))


def member(group_page, *allows: Scope, name: str = "Béatha Uwimbabazi", **fields):
    person = factories.person(name, allows=allows)
    factories.artisan(group_page.cooperative, person=person, **fields)
    return person


def html_of(client, page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def scopes(page) -> set[Scope]:
    return {need.scope for need in page.needs()}


def test_a_person_has_a_page_with_their_words_craft_group_and_pieces(site, client, group_page):
    person = member(group_page, *ALL, craft="dyes the sisal")
    piece = factories.piece("Tall basket", by=group_page.cooperative)
    piece.artisans.add(person.artisan)
    factories.piece("Somebody else’s", by=group_page.cooperative)

    html = html_of(client, site.artisan(person, below=group_page, own_words="I am the one with the blue hands."))

    for words in ("Béatha Uwimbabazi", "dyes the sisal", "blue hands", "Umucyo Weavers", "Gicumbi", "Tall basket"):
        assert words in html
    assert "Somebody else" not in html


def test_stories_that_tell_of_a_person_lead_to_their_page_and_back(site, client, group_page):
    person = member(group_page, *ALL)
    page = site.artisan(person, below=group_page)
    story = site.story(body=[{"type": "quote", "value": {"text": "Blue.", "person": person.pk}}])

    assert f'href="{story.url}"' in html_of(client, page)
    assert f'href="{page.url}">Béatha Uwimbabazi' in html_of(client, story)


def test_a_page_needs_the_name_it_gives_away_and_the_story(group_page):
    person = member(group_page, *ALL)

    whole = ArtisanPage(title="Béatha Uwimbabazi", slug="beatha", person=person)
    first = ArtisanPage(title="Béatha", slug="beatha", person=person)
    by_address = ArtisanPage(title="Béatha", slug="beatha-uwimbabazi", person=person)

    assert {Scope.FULL_NAME, Scope.STORY} <= scopes(whole)
    assert {Scope.FULL_NAME, Scope.STORY} <= scopes(by_address)
    assert scopes(first) == {Scope.FIRST_NAME, Scope.STORY}


@pytest.mark.parametrize(("shows", "is_needed"), [("named", True), ("not_looked", True), ("nobody", False)])
def test_a_picture_of_somebody_needs_the_face_too(group_page, shows, is_needed):
    portrait = factories.photo()
    portrait.shows_people = shows
    page = ArtisanPage(title="Béatha", slug="beatha", person=member(group_page), portrait=portrait)

    assert (Scope.FACE in scopes(page)) is is_needed


def test_what_a_first_name_allows_is_not_enough_for_the_whole(group_page):
    person = member(group_page, Scope.FIRST_NAME, Scope.STORY)
    page = ArtisanPage(title="Béatha Uwimbabazi", slug="beatha", person=person)

    assert missing(page.needs()) == [Need(person.pk, Scope.FULL_NAME, "artisan’s page")]


def test_a_page_calls_a_person_what_they_allow_today(site, client, group_page):
    person = member(group_page, Scope.FIRST_NAME, Scope.STORY)
    page = site.artisan(person, below=group_page, title="Béatha", slug="beatha")

    assert "<h1>Béatha</h1>" in html_of(client, page)
    assert "Uwimbabazi" not in html_of(client, page)


@pytest.mark.parametrize("left", [(), (Scope.FULL_NAME,), (Scope.STORY,)])
def test_the_page_is_gone_the_moment_the_consent_is_over(site, client, group_page, left):
    person = member(group_page, *left)
    today = timezone.localdate()
    factories.consent(person, *ALL, valid_until=today)
    page = site.artisan(person, below=group_page)
    assert client.get(page.url).status_code == 200

    # As if a day had passed: a consent itself is never changed.
    raw = QuerySet(Consent).filter(person=person, valid_until=today)
    raw.update(valid_until=today - timedelta(1))

    assert client.get(page.url).status_code == 404


def test_the_face_is_hidden_where_only_the_rest_is_allowed(site, client, group_page):
    person = member(group_page, Scope.FULL_NAME, Scope.STORY)
    page = site.artisan(person, below=group_page)
    portrait = factories.photo(title="Her face")
    Photo.objects.filter(pk=portrait.pk).update(shows_people="named")
    ArtisanPage.objects.filter(pk=page.pk).update(portrait=portrait)

    assert "profile__picture" not in html_of(client, page)


def test_machines_learn_a_name_and_no_face(site, client, group_page):
    html = html_of(client, site.artisan(member(group_page, *ALL), below=group_page))

    assert '"mainEntity":{"@type":"Person","name":"Béatha Uwimbabazi"}' in html


def test_the_page_of_a_person_costs_the_same_whatever_they_made(site, client, group_page):
    def page(number: int):
        person = member(group_page, *ALL, name=f"Somebody {number}")
        for _ in range(number):
            piece = factories.piece(by=group_page.cooperative)
            piece.artisans.add(person.artisan)
            site.story(body=[{"type": "quote", "value": {"text": "Blue.", "person": person.pk}}])
        return site.artisan(person, below=group_page)

    few, many = page(1), page(5)

    assert_same_queries(many.url, queries_of(client, few.url), queries_of(client, many.url))


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "</script><b>", "\"'><img src=x onerror=alert(1)>"])
def test_whatever_a_person_says_is_text(site, client, group_page, evil):
    page = site.artisan(member(group_page, *ALL, craft=evil), below=group_page, own_words=evil)

    assert evil not in html_of(client, page)
