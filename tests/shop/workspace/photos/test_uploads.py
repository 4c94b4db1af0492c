"""A picture that comes piece by piece is the picture that was sent, once, whatever happens on the way."""

import base64
import hashlib
import uuid

import pytest
from django.utils import timezone

from cooperatives.photos.models import Photo, ShowsPeople
from shop.workspace.photos import shelf
from shop.workspace.photos.listing import photos_of
from shop.workspace.photos.models import LeaderPhoto, Placed, Upload
from tests import factories
from tests.shop.workspace.photos.conftest import Phone, jpeg, metadata

pytestmark = pytest.mark.django_db


def test_the_house_says_what_it_speaks(phone):
    answer = phone.client.options(phone.door)

    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "checksum", "termination"}
    assert int(answer["Tus-Max-Size"]) == 25 * 1024 * 1024


def test_a_picture_sent_in_pieces_is_safe(phone, leader, django_capture_on_commit_callbacks):
    data, listing = jpeg(), uuid.uuid4()

    with django_capture_on_commit_callbacks(execute=True):
        address = phone.send(data, listing=listing, says="nobody")

    told = phone.told(address)
    [photo] = photos_of(listing)
    assert told["state"] == "safe"
    assert told["offset"] == told["length"] == len(data)
    assert told["photo"] == photo.pk
    assert photo.cooperative == leader.cooperative
    assert photo.says == "nobody"
    assert photo.photo.original_sha256 == hashlib.sha256(data).hexdigest()
    assert not shelf.read(Upload.objects.get().token)


def test_no_visitor_sees_it_before_staff_have_looked(phone):
    phone.send(jpeg(), says="nobody")

    photo = Photo.objects.get()
    assert photo.shows_people == ShowsPeople.NOT_LOOKED_AT
    assert not photo.may_be_shown()
    assert not photo.is_public


def test_what_was_cut_off_goes_on_where_it_ended(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]
    phone.bring(address, data[:1000], 0)

    far = phone.how_far(address)
    rest = phone.bring(address, data[1000:], 1000)

    assert far["Upload-Offset"] == "1000"
    assert far["Upload-Length"] == str(len(data))
    assert "no-store" in far["Cache-Control"]
    assert rest.status_code == 204
    assert phone.told(address)["state"] == "safe"


def test_the_same_picture_sent_again_is_there_already(phone):
    data, listing = jpeg(), uuid.uuid4()
    phone.send(data, listing=listing)

    again = phone.begin(data, listing=listing)

    assert again.status_code == 201
    assert int(again["Upload-Offset"]) == len(data)
    assert LeaderPhoto.objects.count() == Photo.objects.count() == Placed.objects.count() == 1


def test_a_picture_that_is_here_is_put_into_another_listing_without_being_sent(phone):
    data, other = jpeg(), uuid.uuid4()
    phone.send(data, listing=uuid.uuid4())

    again = phone.begin(data, listing=other)

    assert int(again["Upload-Offset"]) == len(data)
    assert [photo.pk for photo in photos_of(other)] == [LeaderPhoto.objects.get().pk]


def test_another_group_that_sends_the_same_picture_has_its_own(phone, leader):
    data, theirs = jpeg(), Phone(factories.leader())
    phone.send(data)

    theirs.send(data)

    first, second = LeaderPhoto.objects.order_by("pk")
    assert first.photo != second.photo
    assert {first.cooperative, second.cooperative} == {leader.cooperative, theirs.leader.cooperative}


def test_a_piece_at_the_wrong_place_is_refused_and_the_right_place_is_told(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]
    phone.bring(address, data[:500], 0)

    answers = [phone.bring(address, data[:500], offset) for offset in (0, 400, 501)]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert {answer["Upload-Offset"] for answer in answers} == {"500"}


def test_more_than_was_said_is_not_taken(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]

    answer = phone.bring(address, data + b"more", 0)

    assert answer.status_code == 413
    assert phone.how_far(address)["Upload-Offset"] == "0"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_that_was_spoiled_on_the_way_is_not_kept(phone, algorithm):
    data = jpeg()
    address = phone.begin(data)["Location"]
    digest = base64.b64encode(hashlib.new(algorithm, data[:800]).digest()).decode()

    spoiled = phone.bring(address, b"\0" + data[1:800], 0, **{"Upload-Checksum": f"{algorithm} {digest}"})
    whole = phone.bring(address, data[:800], 0, **{"Upload-Checksum": f"{algorithm} {digest}"})

    assert spoiled.status_code == 460
    assert whole.status_code == 204
    assert whole["Upload-Offset"] == "800"


def test_bytes_that_are_not_what_was_said_are_sent_again(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]

    answer = phone.bring(address, b"\0" + data[1:], 0)
    far = phone.how_far(address)["Upload-Offset"]
    again = phone.bring(address, data, 0)

    assert answer.status_code == 460
    assert far == "0"
    assert again.status_code == 204
    assert phone.told(address)["state"] == "safe"


def test_a_file_that_is_no_picture_is_refused_in_words(phone):
    data, listing = b"%PDF-1.7 not a picture", uuid.uuid4()

    address = phone.send(data, listing=listing)

    told = phone.told(address)
    assert told["state"] == "refused"
    assert "not a picture we can read" in told["refused"]
    assert not LeaderPhoto.objects.exists()
    assert not Placed.objects.exists()
    # Sending it again would be paid for in vain.
    assert int(phone.begin(data)["Upload-Offset"]) == len(data)


def test_a_disk_that_lost_the_last_bytes_is_believed(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]
    phone.bring(address, data[:1000], 0)
    token = Upload.objects.get().token
    shelf.write(token, at=0, data=data[:600], is_last=False)

    far = phone.how_far(address)["Upload-Offset"]
    rest = phone.bring(address, data[600:], 600)

    assert far == "600"
    assert rest.status_code == 204
    assert phone.told(address)["state"] == "safe"


def test_what_the_leader_takes_out_is_ended(phone):
    data, listing = jpeg(), uuid.uuid4()
    address = phone.begin(data, listing=listing)["Location"]
    phone.bring(address, data[:1000], 0)

    ended = phone.end(address)

    assert ended.status_code == 204
    assert phone.how_far(address).status_code == 410
    assert phone.bring(address, data[1000:], 1000).status_code == 410
    assert not Placed.objects.exists()


def test_taking_a_safe_picture_out_leaves_it_in_the_other_listing(phone):
    data, one, other = jpeg(), uuid.uuid4(), uuid.uuid4()
    address = phone.send(data, listing=one)
    phone.begin(data, listing=other)

    phone.end(address)

    assert photos_of(one) == []
    assert len(photos_of(other)) == 1


def test_a_refused_picture_taken_out_may_be_sent_anew(phone):
    address = phone.send(b"no picture", listing=uuid.uuid4())

    phone.end(address)

    assert not Upload.objects.exists()


def test_pictures_stand_where_the_phone_put_them(phone):
    listing = uuid.uuid4()
    for position, colour in ((2, "red"), (0, "green"), (1, "blue")):
        phone.send(jpeg(colour), listing=listing, position=position)

    assert [place.position for place in Placed.objects.filter(listing=listing)] == [0, 1, 2]


def test_the_people_of_the_group_are_named(phone, leader):
    member = factories.artisan(leader.cooperative)

    phone.send(jpeg(), says="named", people=member.person.pk)

    photo = LeaderPhoto.objects.get()
    assert photo.says == "named"
    assert list(photo.says_people.all()) == [member.person]


def test_somebody_of_another_group_is_not_named_and_the_picture_is_kept(phone):
    stranger = factories.artisan(factories.cooperative())

    phone.send(jpeg(), says="named", people=stranger.person.pk)

    photo = LeaderPhoto.objects.get()
    assert photo.says == "unsaid"
    assert not photo.says_people.exists()


def test_what_is_said_later_is_heard(phone, leader):
    data, member = jpeg(), factories.artisan(leader.cooperative)
    phone.send(data)

    phone.begin(data, says="named", people=member.person.pk)

    photo = LeaderPhoto.objects.get()
    assert photo.says == "named"
    assert list(photo.says_people.all()) == [member.person]


# ---- Who may ----


def test_a_phone_nobody_signed_in_on_may_not_send(phone, client):
    answer = client.post(phone.door, headers={"Tus-Resumable": "1.0.0"})

    assert answer.status_code == 401


def test_it_goes_on_after_the_leader_has_left(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]
    del phone.client.cookies["workspace_visit"]

    answer = phone.bring(address, data, 0)

    assert answer.status_code == 204
    assert phone.told(address)["state"] == "safe"


def test_a_leader_who_never_signed_in_on_the_phone_may_not_be_named(phone):
    colleague = factories.leader(phone.leader.cooperative)

    answer = phone.begin(jpeg(), leader=colleague.pk)

    assert answer.status_code == 404
    assert not Upload.objects.exists()


def test_a_token_works_on_the_phone_that_asked_for_it_last(phone, leader):
    data, second = jpeg(), Phone(leader)
    address = phone.begin(data)["Location"]

    before = second.how_far(address).status_code
    second.begin(data)

    assert before == 404
    assert second.how_far(address).status_code == 200
    assert phone.how_far(address).status_code == 404


def test_a_lost_phone_is_shut_out(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]
    phone.device.revoked_at = timezone.now()
    phone.device.save()

    assert phone.bring(address, data, 0).status_code == 401
    assert phone.begin(data).status_code == 401


def test_nothing_is_put_into_another_groups_listing(phone):
    theirs = factories.submission(state="draft")

    answer = phone.begin(jpeg(), listing=theirs.key)

    assert answer.status_code == 404
    assert not Upload.objects.exists()


def test_a_post_from_another_site_is_refused(phone):
    answer = phone.client.post(phone.door, headers={"Tus-Resumable": "1.0.0", "Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


# ---- What does not keep to the protocol ----


SHA = hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": None}, 412),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": None}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "1.5"}, 400),
        ({"Upload-Length": "٣"}, 400),
        ({"Upload-Length": "0"}, 400),
        ({"Upload-Length": "9" * 30}, 400),
        ({"Upload-Length": str(25 * 1024 * 1024 + 1)}, 413),
        ({"Upload-Length": None, "Upload-Defer-Length": "1"}, 400),
        ({"Upload-Metadata": None}, 400),
        ({"Upload-Metadata": "sha256"}, 400),
        ({"Upload-Metadata": "sha256 !!!"}, 400),
        ({"Upload-Metadata": ",,,"}, 400),
        ({"Upload-Metadata": "leader MQ==,leader MQ=="}, 400),
        ({"Upload-Metadata": "leader /w=="}, 400),
        ({"sha256": "x"}, 400),
        ({"sha256": SHA + "0"}, 400),
        ({"sha256": "../../etc/passwd"}, 400),
        ({"leader": "0"}, 404),
        ({"leader": "999999999"}, 404),
        ({"leader": "9" * 40}, 400),
        ({"leader": "1 OR 1=1"}, 400),
        ({"listing": "no number"}, 400),
        ({"listing": "a\0b"}, 400),
        ({"position": "-1"}, 400),
        ({"position": "999999999"}, 201),
        ({"says": "everybody"}, 400),
        ({"people": "1,x"}, 400),
        ({"people": ",".join(["999999999"] * 50)}, 201),
        ({"filename": "../../x.php"}, 201),
    ],
)
def test_what_is_not_said_right_is_answered_clearly(phone, headers, status):
    said = {"sha256": SHA, "leader": phone.leader.pk}
    for name in [name for name in headers if name[0].islower()]:
        said[name] = headers[name]
    sent = {"Tus-Resumable": "1.0.0", "Upload-Length": "99", "Upload-Metadata": metadata(said)}
    sent |= {name: value for name, value in headers.items() if name[0].isupper()}

    answer = phone.client.post(phone.door, headers={name: value for name, value in sent.items() if value is not None})

    assert answer.status_code == status
    assert answer["Tus-Resumable"] == "1.0.0"
    assert Upload.objects.exists() == (status == 201)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Offset": None}, 400),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "0x10"}, 400),
        ({"Upload-Offset": "9" * 30}, 400),
        ({"Upload-Offset": "7"}, 409),
        ({"Upload-Checksum": "sha1"}, 400),
        ({"Upload-Checksum": "md5 AAAA"}, 400),
        ({"Upload-Checksum": "sha1 ???"}, 400),
        ({"Upload-Checksum": "sha1 AAAA"}, 400),
        ({"Upload-Checksum": "sha1 " + "A" * 27 + "="}, 460),
        ({"Tus-Resumable": "2.0.0"}, 412),
    ],
)
def test_a_piece_that_is_not_sent_right_changes_nothing(phone, headers, status):
    data = jpeg()
    address = phone.begin(data)["Location"]

    sent = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"} | headers
    answer = phone.client.patch(
        address,
        data[:100],
        content_type="application/offset+octet-stream",
        headers={name: value for name, value in sent.items() if value is not None},
    )

    assert answer.status_code == status
    assert phone.how_far(address)["Upload-Offset"] == "0"


def test_a_piece_of_another_kind_is_refused(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]

    answer = phone.client.patch(
        address, data, content_type="image/jpeg", headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    )

    assert answer.status_code == 415


def test_a_method_may_be_said_by_a_header(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]

    answer = phone.client.post(
        address,
        data,
        content_type="application/offset+octet-stream",
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"},
    )

    assert answer.status_code == 204
    assert phone.told(address)["state"] == "safe"


@pytest.mark.parametrize("method", ["put", "post", "trace"])
def test_other_methods_are_refused(phone, method):
    address = phone.begin(jpeg())["Location"]

    assert getattr(phone.client, method)(address).status_code == 405


@pytest.mark.parametrize("token", ["x", "a" * 5000, "..%2f..%2fetc", "%00", "'; DROP TABLE"])
def test_a_token_nobody_gave_is_gone(phone, token):
    answer = phone.how_far(f"{phone.door}{token}/")

    assert answer.status_code in (400, 404, 410)


def test_a_phone_cannot_fill_the_disk_with_beginnings(phone, monkeypatch):
    monkeypatch.setattr("shop.workspace.photos.arriving.MOST_AT_ONCE", 2)

    answers = [phone.begin(f"picture {number}".encode()).status_code for number in range(3)]

    assert answers == [201, 201, 429]
    assert Upload.objects.count() == 2


def test_a_listing_has_enough_pictures_at_some_point(phone, monkeypatch):
    monkeypatch.setattr("shop.workspace.photos.arriving.MOST_IN_LISTING", 1)
    listing = uuid.uuid4()

    answers = [phone.begin(f"picture {number}".encode(), listing=listing) for number in range(2)]

    assert [answer.status_code for answer in answers] == [201, 400]
    assert "enough photos" in answers[1].text


def test_a_full_disk_is_said_and_nothing_is_lost(phone, monkeypatch):
    data = jpeg()
    address = phone.begin(data)["Location"]
    phone.bring(address, data[:1000], 0)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shelf, "write", full)
        answer = phone.bring(address, data[1000:], 1000)

    assert answer.status_code == 503
    assert phone.how_far(address)["Upload-Offset"] == "1000"
    assert phone.bring(address, data[1000:], 1000).status_code == 204
