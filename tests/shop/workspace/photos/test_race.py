"""The same picture from two tabs, two phones and a form at once is one picture."""

import time
import uuid

import pytest
from django.db import connection
from django.db.models import QuerySet

from cooperatives.photos.models import Photo
from shop.workspace.photos import finishing, shelf
from shop.workspace.photos.arriving import Announced, WrongOffset, append, begin
from shop.workspace.photos.models import LeaderPhoto, Placed, Upload
from shop.workspace.photos.taking import take
from tests.guards import constraint_off
from tests.race import race
from tests.shop.workspace.photos.conftest import Phone, jpeg, sha256

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6
PIECE = 700


@pytest.fixture
def sent_at_once(leader):
    """How many pictures there are after six tabs of two phones sent the same one, each all of it, piece by piece."""
    data, listing = jpeg(), uuid.uuid4()
    phones = [Phone(leader), Phone(leader)]

    def one(number: int) -> int:
        """How many pieces this tab sent in vain."""
        phone, vain = phones[number % 2], 0
        begun = phone.begin(data, listing=listing)
        address, offset = begun["Location"], int(begun["Upload-Offset"])
        while offset < len(data):
            brought = phone.bring(address, data[offset : offset + PIECE], offset)
            if brought.status_code == 404:  # the other phone asked for it last
                begun = phone.begin(data, listing=listing)
                address, offset = begun["Location"], int(begun["Upload-Offset"])
                continue
            assert brought.status_code in (204, 409), brought.status_code
            vain += brought.status_code == 409
            offset = int(brought["Upload-Offset"])
        return vain

    def run() -> int:
        race(one, AT_ONCE)
        for upload in Upload.objects.filter(state=Upload.State.ARRIVED):
            finishing.finish(upload)
        return Photo.objects.count()

    run.data = data
    return run


@pytest.mark.proof(28)
def test_six_tabs_of_two_phones_send_one_picture(sent_at_once):
    assert sent_at_once() == 1
    assert Photo.objects.get().original_sha256 == sha256(sent_at_once.data)
    assert LeaderPhoto.objects.count() == Upload.objects.count() == Placed.objects.count() == 1
    assert Upload.objects.get().state == Upload.State.SAFE


def test_without_the_constraint_one_picture_becomes_several(leader):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, with or without the constraint.")
    data = jpeg()

    def one(number: int) -> None:
        QuerySet.get_or_create = _created_after_a_while
        take(leader=leader, data=data)

    with constraint_off(Upload, "the_same_bytes_are_sent_once", clear=lambda: Upload.objects.all().delete()):
        race(one, 3)
        made = LeaderPhoto.objects.count()

    assert made > 1


def test_the_same_form_at_once_makes_one_picture(leader):
    data, listing = jpeg(), uuid.uuid4()

    numbers = race(lambda number: take(leader=leader, data=data, listing=listing).pk, AT_ONCE)

    assert len(set(numbers)) == 1
    assert Photo.objects.count() == LeaderPhoto.objects.count() == Placed.objects.count() == 1


@pytest.fixture
def finished_at_once(leader, monkeypatch):
    """How many pictures six that look into the same upload make of it."""
    data = jpeg()
    upload = begin(leader=leader, device=None, announced=Announced(sha256(data), len(data)))
    arrived = append(upload=upload, offset=0, data=data)
    keep = finishing.keep

    def slowly(*args, **kwargs):
        time.sleep(0.3)
        return keep(*args, **kwargs)

    monkeypatch.setattr(finishing, "keep", slowly)

    def run() -> int:
        race(lambda number: finishing.finish(arrived).state, AT_ONCE)
        return LeaderPhoto.objects.count()

    return run


def test_several_that_finish_at_once_make_one_picture(finished_at_once):
    assert finished_at_once() == 1


def test_without_the_lock_they_make_several(finished_at_once, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, with or without this lock.")
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)

    assert finished_at_once() > 1


@pytest.fixture
def same_piece_at_once(leader, monkeypatch):
    """How many of six that bring the same piece are told that it was taken."""
    data = jpeg()
    upload = begin(leader=leader, device=None, announced=Announced(sha256(data), len(data)))
    write = shelf.write

    def slowly(*args, **kwargs):
        time.sleep(0.3)
        write(*args, **kwargs)

    monkeypatch.setattr(shelf, "write", slowly)

    def one(number: int) -> bool:
        try:
            append(upload=upload, offset=0, data=data[:PIECE])
        except WrongOffset:
            return False
        return True

    return lambda: sum(race(one, AT_ONCE))


def test_of_six_that_bring_the_same_piece_one_is_taken(same_piece_at_once):
    assert same_piece_at_once() == 1


def test_without_the_lock_the_same_piece_is_taken_several_times(same_piece_at_once, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, with or without this lock.")
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)

    assert same_piece_at_once() > 1


def _created_after_a_while(self, defaults=None, **wanted):
    """What `get_or_create` would be if the database did not hold it: looked for, and made a moment later."""
    known = self.filter(**wanted).first()
    if known:
        return known, False
    time.sleep(0.5)
    return self.create(**wanted, **(defaults or {})), True
