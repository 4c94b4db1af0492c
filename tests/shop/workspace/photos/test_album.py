"""The album of a listing on the page of a piece: what it shows with and without scripts, and what it costs."""

import uuid

import pytest

from shop.workspace.photos.taking import take
from tests import factories
from tests.queries import assert_same_queries, queries_of
from tests.shop.workspace.photos.conftest import jpeg

pytestmark = pytest.mark.django_db
COLOURS = ("#a2401f", "#2c4a7c", "#8a5a12", "#111", "#ddd", "#777")


@pytest.fixture
def listing(leader):
    return factories.submission(leader, photos=0, state="draft").key


def page_of(phone, listing) -> str:
    page = phone.client.get(f"/workspace/pieces/{listing}/photos/")
    assert page.status_code == 200
    return page.text


def test_the_album_shows_the_photos_that_are_safe_and_leads_to_each(phone, leader, listing):
    photo = take(leader=leader, data=jpeg(), listing=listing)

    text = page_of(phone, listing)

    assert f'href="/workspace/photos/{photo.pk}/?in={listing}"' in text
    assert f'src="/workspace/photos/{photo.pk}/' in text


def test_without_scripts_the_album_is_a_form(phone, listing):
    text = page_of(phone, listing)

    assert 'action="/workspace/photos/add/"' in text
    assert f'name="listing" value="{listing}"' in text
    assert 'name="pictures"' in text


def test_a_piece_that_nobody_has_begun_has_an_album_too(phone):
    listing = uuid.uuid4()

    assert f'data-listing="{listing}"' in page_of(phone, listing)


def test_the_page_that_serves_any_piece_has_an_album_of_none(phone):
    page = phone.client.get("/workspace/pieces/write/")

    assert 'data-listing=""' in page.text


def test_the_album_names_the_people_of_the_group_alone(phone, leader, listing):
    of_ours, stranger = factories.artisan(leader.cooperative), factories.artisan(factories.cooperative())

    text = page_of(phone, listing)

    assert of_ours.person.full_name in text
    assert stranger.person.full_name not in text


def test_a_full_album_asks_the_database_no_more_than_one_of_one_photo(phone, leader, listing):
    take(leader=leader, data=jpeg(), listing=listing)
    full = factories.submission(leader, photos=0, state="draft").key
    for colour in COLOURS:
        take(leader=leader, data=jpeg(colour), listing=full)

    of_one = queries_of(phone.client, f"/workspace/pieces/{listing}/photos/")
    of_six = queries_of(phone.client, f"/workspace/pieces/{full}/photos/")

    assert_same_queries("the album", of_one, of_six)


def test_the_photos_on_the_phone_are_known_to_the_phone_alone(phone, leader, listing):
    photo = take(leader=leader, data=jpeg(), listing=listing)

    page = phone.client.get("/workspace/photos/")

    assert page.status_code == 200
    assert f"/workspace/photos/{photo.pk}/" not in page.text
