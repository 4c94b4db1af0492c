"""A photo on a plain page: sent by a form, turned, cut, moved, taken out, and who is to be seen in it."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cooperatives.consents.models import Scope
from cooperatives.photos.models import Photo
from shop.workspace.listings.models import Submission
from shop.workspace.photos.listing import photos_of
from shop.workspace.photos.models import LeaderPhoto, Placed
from shop.workspace.photos.taking import take
from shop.workspace.photos.uploads import thumb_address
from tests import factories
from tests.queries import assert_same_queries, queries_of
from tests.shop.workspace.photos.conftest import Phone, jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing(leader):
    return factories.submission(leader, photos=0, state="draft").key


@pytest.fixture
def photo(leader, listing):
    return take(leader=leader, data=jpeg(size=(1200, 900)), listing=listing)


def file(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


# ---- Sent by a form ----


def test_several_photos_are_sent_by_a_form(phone, listing):
    answer = phone.client.post(
        "/workspace/photos/add/",
        {"listing": listing, "says": "nobody", "pictures": [file(jpeg("red")), file(jpeg("blue"))]},
    )

    assert answer.status_code == 302
    assert answer["Location"] == f"/workspace/pieces/{listing}/photos/"
    assert [(photo.says, photo.leader) for photo in photos_of(listing)] == [("nobody", phone.leader)] * 2


def test_the_form_says_what_was_wrong_and_keeps_what_was_right(phone, listing):
    answer = phone.client.post(
        "/workspace/photos/add/",
        {"listing": listing, "pictures": [file(jpeg()), file(b"no picture")]},
        follow=True,
    )

    assert "1 photo is safe." in answer.text
    assert "not a picture we can read" in answer.text
    assert len(photos_of(listing)) == 1


def test_the_form_sent_twice_is_sent_once(phone, listing):
    for _time in range(2):
        phone.client.post("/workspace/photos/add/", {"listing": listing, "pictures": [file(jpeg())]})

    assert Photo.objects.count() == LeaderPhoto.objects.count() == Placed.objects.count() == 1


def test_a_form_without_a_photo_says_so(phone, listing):
    answer = phone.client.post("/workspace/photos/add/", {"listing": listing}, follow=True)

    assert "Choose a photo first." in answer.text


@pytest.mark.parametrize("said", ["", "no number", "00000000-0000-0000-0000-00000000000g"])
def test_a_form_for_no_listing_is_not_found(phone, said):
    answer = phone.client.post("/workspace/photos/add/", {"listing": said, "pictures": [file(jpeg())]})

    assert answer.status_code == 404
    assert not LeaderPhoto.objects.exists()


def test_a_form_for_another_groups_listing_is_not_found(phone):
    theirs = factories.submission(photos=0, state="draft")

    answer = phone.client.post("/workspace/photos/add/", {"listing": theirs.key, "pictures": [file(jpeg())]})

    assert answer.status_code == 404
    assert photos_of(theirs.key) == []


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/workspace/", "/admin/"])
def test_a_form_leads_only_back_into_the_workspace(phone, listing, away):
    answer = phone.client.post(
        "/workspace/photos/add/", {"listing": listing, "pictures": [file(jpeg())], "next": away}
    )

    assert answer["Location"].startswith("/workspace/pieces/")


# ---- Who is to be seen ----


def test_the_page_tells_who_said_yes_to_being_shown(phone, photo, leader):
    factories.artisan(leader.cooperative, person=factories.person("Alphonsine Example", allows=[Scope.FACE]))
    factories.artisan(leader.cooperative, person=factories.person("Béatrice Example"))

    page = phone.client.get(f"/workspace/photos/{photo.pk}/").text

    assert "Said yes to being shown." in page.partition("Alphonsine Example")[2].partition("Béatrice Example")[0]
    assert "Has not said yes to being shown." in page.partition("Béatrice Example")[2]


def test_the_leader_says_who_it_is(phone, photo, leader):
    member = factories.artisan(leader.cooperative)

    phone.client.post(f"/workspace/photos/{photo.pk}/who/", {"says": "named", "people": [member.person.pk]})

    photo.refresh_from_db()
    assert photo.says == "named"
    assert list(photo.says_people.all()) == [member.person]


def test_saying_that_it_is_one_of_us_and_not_who_is_asked_again(phone, photo):
    answer = phone.client.post(f"/workspace/photos/{photo.pk}/who/", {"says": "named"})

    assert answer.status_code == 422
    assert "Please say who it is." in answer.text
    photo.refresh_from_db()
    assert photo.says == "unsaid"


@pytest.mark.parametrize("people", [["999999999"], ["x"], ["1" * 30]])
def test_people_who_are_not_of_the_group_leave_it_unsaid(phone, photo, people):
    stranger = factories.artisan(factories.cooperative())

    answer = phone.client.post(
        f"/workspace/photos/{photo.pk}/who/", {"says": "named", "people": [*people, stranger.person.pk]}
    )

    assert answer.status_code == 302
    photo.refresh_from_db()
    assert photo.says == "unsaid"
    assert not photo.says_people.exists()


def test_what_staff_said_of_it_stays(phone, leader, listing):
    looked_at = factories.leader_photo(leader, listing=listing, looked_at=True)

    phone.client.post(f"/workspace/photos/{looked_at.pk}/who/", {"says": "unsaid"})

    looked_at.photo.refresh_from_db()
    assert looked_at.photo.shows_people == "nobody"


# ---- Turned, cut, moved, taken out ----


def test_a_turned_photo_stands_in_the_place_of_the_old_one(phone, photo, listing):
    answer = phone.client.post(f"/workspace/photos/{photo.pk}/turn/", {"to": "right", "in": listing})

    [turned] = photos_of(listing)
    assert answer["Location"] == f"/workspace/photos/{turned.pk}/?in={listing}"
    assert turned.pk != photo.pk
    assert (turned.photo.width, turned.photo.height) == (photo.photo.height, photo.photo.width)
    assert turned.says == photo.says
    # The old one may be shown elsewhere, and staff may have looked at it; nobody has looked at this one.
    assert Photo.objects.filter(pk=photo.photo_id).exists()
    assert not turned.photo.is_looked_at


def test_right_is_with_the_clock(phone, leader, listing):
    content = io.BytesIO()
    picture = Image.new("RGB", (800, 600), "white")
    picture.paste("black", (0, 0, 800, 100))  # above
    picture.save(content, "JPEG")
    photo = take(leader=leader, data=content.getvalue(), listing=listing)

    phone.client.post(f"/workspace/photos/{photo.pk}/turn/", {"to": "right"})

    with photos_of(listing)[0].photo.open_file() as stored, Image.open(stored) as turned:
        assert turned.getpixel((590, 400))[0] < 50  # now at the right
        assert turned.getpixel((10, 400))[0] > 200


def test_a_turn_pressed_twice_is_one_turn(phone, photo, listing):
    for _time in range(2):
        phone.client.post(f"/workspace/photos/{photo.pk}/turn/", {"to": "right"})

    assert len(photos_of(listing)) == 1
    assert LeaderPhoto.objects.count() == 2


def test_a_little_is_cut_off(phone, photo, listing):
    phone.client.post(f"/workspace/photos/{photo.pk}/crop/", {"off": "left"})

    [cut] = photos_of(listing)
    assert (cut.photo.width, cut.photo.height) == (photo.photo.width * 9 // 10, photo.photo.height)


def test_a_cut_that_makes_no_sense_is_asked_again(phone, photo, listing):
    cuts = ({}, {"off": "inside"}, {"left": "x"}, {"left": "-5"}, {"left": ""}, {"left": "٣"}, {"left": "9" * 40})

    answers = [phone.client.post(f"/workspace/photos/{photo.pk}/crop/", cut).status_code for cut in cuts]

    assert answers == [422] * 7
    assert [shown.pk for shown in photos_of(listing)] == [photo.pk]


def test_a_cut_leaves_something_to_be_seen(phone, leader, listing):
    small = take(leader=leader, data=jpeg(size=(300, 220)), listing=listing)

    answer = phone.client.post(f"/workspace/photos/{small.pk}/crop/", {"left": 40, "right": 40})

    assert answer.status_code == 422
    assert "Too little of the photo" in answer.text


def test_photos_change_places(phone, leader, listing):
    one, two, three = (take(leader=leader, data=jpeg(colour), listing=listing) for colour in ("red", "green", "blue"))

    phone.client.post(f"/workspace/photos/{three.pk}/move/", {"to": "first"})
    phone.client.post(f"/workspace/photos/{one.pk}/move/", {"to": "later"})

    assert [photo.pk for photo in photos_of(listing)] == [three.pk, two.pk, one.pk]


def test_a_photo_is_taken_out(phone, photo, listing):
    answer = phone.client.post(f"/workspace/photos/{photo.pk}/remove/", follow=True)

    assert "The photo is out." in answer.text
    assert photos_of(listing) == []


@pytest.mark.parametrize("state", ["sent", "published", "given_up"])
def test_photos_of_a_piece_that_staff_read_stay_as_they_are(phone, photo, listing, state):
    Submission.objects.filter(key=listing).update(state=state)

    answers = [
        phone.client.post(f"/workspace/photos/{photo.pk}/{act}/", {"off": "left", "to": "right"}).status_code
        for act in ("turn", "crop", "move", "remove")
    ]

    assert answers == [404] * 4
    assert [shown.pk for shown in photos_of(listing)] == [photo.pk]
    assert "stay as they are" in phone.client.get(f"/workspace/photos/{photo.pk}/").text


def test_another_groups_photo_is_not_found(phone):
    theirs = factories.leader_photo(factories.leader(), listing=uuid.uuid4())
    address = f"/workspace/photos/{theirs.pk}/"

    answers = [phone.client.get(address).status_code] + [
        phone.client.post(f"{address}{act}/", {"says": "nobody"}).status_code
        for act in ("who", "turn", "crop", "move", "remove")
    ]

    assert answers == [404] * 6


def test_a_photo_is_not_looked_at_in_a_listing_it_is_not_in(phone, photo):
    answer = phone.client.get(f"/workspace/photos/{photo.pk}/", {"in": uuid.uuid4()})

    assert answer.status_code == 404


def test_a_script_is_told_what_became_of_it(phone, photo):
    headers = {"Accept": "application/json"}

    turned = phone.client.post(f"/workspace/photos/{photo.pk}/turn/", headers=headers).json()
    wrong = phone.client.post(f"/workspace/photos/{turned['photo']}/crop/", headers=headers)

    assert turned["thumb"] == thumb_address(LeaderPhoto.objects.get(pk=turned["photo"]))
    assert wrong.status_code == 422
    assert "what to cut off" in wrong.json()["error"]


# ---- Thumbs ----


def test_a_thumb_is_small_and_kept_by_the_phone_alone(phone, photo):
    small = phone.client.get(thumb_address(photo), headers={"Accept": "image/avif,*/*"})
    old = phone.client.get(thumb_address(photo))
    large = phone.client.get(thumb_address(photo, "large"))

    assert small["Content-Type"] == "image/avif"
    assert old["Content-Type"] == large["Content-Type"] == "image/jpeg"
    assert len(small.content) < 4000
    assert max(Image.open(io.BytesIO(small.content)).size) == 192
    assert max(Image.open(io.BytesIO(large.content)).size) == 640
    assert small["Cache-Control"].startswith("private, max-age=")
    assert "no-store" not in small["Cache-Control"]


def test_a_thumb_is_for_its_group_alone(phone, photo, client):
    address = thumb_address(photo)

    assert Phone(factories.leader()).client.get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert phone.client.get(address.replace("-small", "-huge")).status_code == 404
    assert phone.client.get(f"/workspace/photos/{photo.pk}/guessed-small/").status_code == 404


# ---- Speed ----


def test_the_page_asks_as_much_for_one_photo_and_one_member_as_for_many(phone, photo, leader, listing):
    address = f"/workspace/photos/{photo.pk}/"
    factories.consent(leader.person, Scope.FACE)
    few = queries_of(phone.client, address)
    for _number in range(3):
        factories.artisan(leader.cooperative, person=factories.person(allows=[Scope.FACE]))
        factories.leader_photo(leader, listing=listing)

    assert_same_queries(address, few, queries_of(phone.client, address))


def test_the_photos_of_a_listing_cost_the_same_however_many(leader, django_assert_num_queries):
    one, many = uuid.uuid4(), uuid.uuid4()
    factories.leader_photo(leader, listing=one)
    for _number in range(4):
        factories.leader_photo(leader, listing=many)

    for listing, count in ((one, 1), (many, 4)):
        with django_assert_num_queries(3):
            assert len(photos_of(listing)) == count
