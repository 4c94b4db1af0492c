"""Whatever breaks off while a picture becomes safe, it becomes safe later; and nothing is kept that nobody wants."""

import os
import time
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cooperatives.photos.models import Photo
from shop.workspace.photos import finishing, shelf, thumbs
from shop.workspace.photos.arriving import Announced, append, begin
from shop.workspace.photos.listing import OfAnotherGroup, adopt, on_their_way, order, photos_of, place, remove
from shop.workspace.photos.models import LeaderPhoto, Placed, Upload
from shop.workspace.photos.sweeping import UNUSED_KEPT, WAITED_FOR, sweep
from shop.workspace.photos.taking import take
from tests import factories
from tests.shop.workspace.photos.conftest import jpeg, sha256

pytestmark = pytest.mark.django_db

STEPS = [
    "finishing.ingest",
    "finishing.hints_of",
    "finishing.keep",
    "finishing.of_leader",
    "finishing._put_away",
    "thumbs.make",
]


class Crash(BaseException):
    """As when the process is killed: nothing catches it."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_any_step_is_repaired(phone, monkeypatch, step):
    data, listing = jpeg(), uuid.uuid4()
    address = phone.begin(data, listing=listing)["Location"]

    def crash(*args, **kwargs):
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(f"shop.workspace.photos.{step}", crash)
        with pytest.raises(Crash):
            phone.bring(address, data, 0)
    before = phone.told(address)["state"]
    time_passes()
    sweep()

    assert before in ("arrived", "safe")
    assert phone.told(address)["state"] == "safe"
    assert len(photos_of(listing)) == 1
    assert Photo.objects.count() == LeaderPhoto.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_the_bytes_and_the_row_is_written_over(phone, monkeypatch):
    data = jpeg()
    address = phone.begin(data)["Location"]
    write = shelf.write

    def crash(*args, **kwargs):
        write(*args, **kwargs)
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(shelf, "write", crash)
        with pytest.raises(Crash):
            phone.bring(address, data[:2000], 0)
    far = phone.how_far(address)["Upload-Offset"]
    phone.bring(address, data[:700], 0)
    phone.bring(address, data[700:], 700)

    assert far == "0"
    assert phone.told(address)["state"] == "safe"


def test_a_picture_somebody_is_looking_into_is_left_to_them(phone, monkeypatch):
    phone.send(jpeg())
    Upload.objects.update(state=Upload.State.ARRIVED)

    assert sweep()["finished"] == 0


def test_a_fault_of_ours_in_the_hints_costs_no_picture(phone, monkeypatch):
    def fault(file):
        raise ZeroDivisionError

    monkeypatch.setattr(finishing, "hints_of", fault)

    address = phone.send(jpeg())

    assert phone.told(address)["state"] == "safe"
    assert phone.told(address)["hints"] == []


def test_what_a_phone_began_long_ago_is_given_up(phone, django_capture_on_commit_callbacks):
    data, listing = jpeg(), uuid.uuid4()
    address = phone.begin(data, listing=listing)["Location"]
    phone.bring(address, data[:1000], 0)
    token = Upload.objects.get().token
    Upload.objects.update(changed_at=timezone.now() - WAITED_FOR - timedelta(hours=1))

    with django_capture_on_commit_callbacks(execute=True):
        call_command("sweep_uploads", verbosity=0)

    assert phone.how_far(address).status_code == 410
    assert shelf.size(token) == 0
    assert not Placed.objects.exists()


def test_what_a_phone_began_last_week_is_waited_for(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]
    phone.bring(address, data[:1000], 0)
    Upload.objects.update(changed_at=timezone.now() - timedelta(days=7))

    sweep()

    assert phone.how_far(address)["Upload-Offset"] == "1000"


def test_files_that_nothing_knows_go(phone):
    data = jpeg()
    address = phone.begin(data)["Location"]
    phone.bring(address, data[:1000], 0)
    token, lost = Upload.objects.get().token, "a" * 22
    shelf.write(lost, at=0, data=b"lost", is_last=False)
    long_ago = time.time() - 3 * 24 * 3600
    for name in (token, lost):
        os.utime(shelf._path(name), (long_ago, long_ago))

    assert sweep()["lost files"] == 1
    assert shelf.size(lost) == 0
    assert shelf.size(token) == 1000


def test_a_picture_that_is_in_no_listing_and_shown_nowhere_goes_after_a_while(leader):
    listing = uuid.uuid4()
    loose, kept, hung, fresh = (factories.leader_photo(leader, listing=listing) for _number in range(4))
    factories.piece().images.create(original=hung.photo)
    for photo in (loose, hung, fresh):
        remove(listing=listing, photo=photo)
    LeaderPhoto.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - UNUSED_KEPT - timedelta(hours=1))

    done = sweep()

    assert done["unused"] == 1
    assert set(LeaderPhoto.objects.all()) == {kept, hung, fresh}
    assert not Photo.objects.filter(pk=loose.photo_id).exists()


def test_a_picture_that_went_can_be_sent_again(phone):
    data = jpeg()
    address = phone.send(data)
    Photo.objects.all().delete()

    phone.send(data)

    assert phone.told(address)["state"] == "safe"
    assert LeaderPhoto.objects.count() == 1


def test_thumbs_that_went_are_made_again(phone):
    address = phone.send(jpeg())
    photo = LeaderPhoto.objects.get()
    thumbs.make(photo.photo)
    for path in thumbs.older_than(time.time() + 60):
        path.unlink()

    assert phone.client.get(phone.told(address)["thumb"]).status_code == 200


def test_a_picture_half_sent_by_a_phone_is_completed_by_a_form(phone, leader):
    data, listing = jpeg(), uuid.uuid4()
    address = phone.begin(data)["Location"]
    phone.bring(address, data[:1000], 0)

    taken = take(leader=leader, data=data, listing=listing)

    assert phone.told(address)["photo"] == taken.pk
    assert photos_of(listing) == [taken]


def test_what_a_phone_brought_spoiled_does_not_spoil_what_a_form_brings(phone, leader):
    data = jpeg()
    address = phone.begin(data)["Location"]
    phone.bring(address, b"\0" * 1000, 0)

    taken = take(leader=leader, data=data)

    assert taken.photo.original_sha256 == sha256(data)


# ---- The pictures of a listing ----


def test_pictures_stand_in_the_order_that_was_said_and_the_rest_follow(leader):
    listing = uuid.uuid4()
    one, two, three = (factories.leader_photo(leader, listing=listing) for _number in range(3))

    order(listing=listing, photos=[three.pk, 999_999, two.pk])

    assert photos_of(listing) == [three, two, one]


def test_a_picture_is_put_into_a_listing_once(leader):
    photo, listing = factories.leader_photo(leader), uuid.uuid4()

    first, second = place(listing=listing, photo=photo), place(listing=listing, photo=photo)

    assert first == second
    assert photos_of(listing) == [photo]


def test_a_picture_is_not_put_into_another_groups_listing(leader):
    photo, theirs = factories.leader_photo(leader), factories.submission(photos=0, state="draft")

    with pytest.raises(OfAnotherGroup):
        place(listing=theirs.key, photo=photo)


def test_what_another_group_put_there_before_it_was_a_listing_is_not_shown(leader):
    key, theirs = uuid.uuid4(), factories.leader()
    factories.leader_photo(theirs, listing=key)

    factories.submission(leader, key=key, photos=0)

    assert photos_of(key) == []


def test_pictures_on_their_way_are_counted_and_not_shown(leader):
    listing = uuid.uuid4()

    begin(leader=leader, device=None, announced=Announced("a" * 64, 100, listing))

    assert on_their_way(listing) == 1
    assert photos_of(listing) == []


def test_a_picture_that_staff_made_becomes_the_groups_own(leader):
    member = factories.artisan(leader.cooperative)
    picture = factories.photo(people=[member.person])

    adopted = adopt(photo=picture, cooperative=leader.cooperative)

    assert adopted == adopt(photo=picture, cooperative=leader.cooperative)
    assert adopted.says == "named"
    assert list(adopted.says_people.all()) == [member.person]


def test_a_picture_of_one_group_does_not_become_anothers(leader):
    theirs = factories.leader_photo(factories.leader())

    with pytest.raises(OfAnotherGroup):
        adopt(photo=theirs.photo, cooperative=leader.cooperative)


def test_no_more_is_written_down_than_was_said(leader):
    from shop.workspace.photos.arriving import TooMuch

    upload = begin(leader=leader, device=None, announced=Announced("a" * 64, 3))

    with pytest.raises(TooMuch):
        append(upload=upload, offset=0, data=b"four")


def time_passes() -> None:
    Upload.objects.update(changed_at=timezone.now() - timedelta(minutes=2))
