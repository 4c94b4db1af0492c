"""Row 18 at the doors of leaders: no hostile file breaks them, and nothing of it lies where visitors can read."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cooperatives.photos.ingest import MAX_BYTES
from cooperatives.photos.models import Photo
from shop.workspace.photos import shelf
from shop.workspace.photos.models import Upload
from tests import hostile_pictures
from tests.shared_out import share_of

pytestmark = [pytest.mark.django_db, pytest.mark.proof(18)]
FINAL = (Upload.State.SAFE, Upload.State.REFUSED)


@pytest.fixture
def files():
    small = share_of(list(hostile_pictures.small().items()))
    return {name: data for name, (data, _expected) in small}


def assert_nothing_of_them_is_public(settings, files) -> None:
    sent = set(files.values())
    for path in settings.MEDIA_ROOT.rglob("*"):
        stored = path.read_bytes() if path.is_file() else b""
        assert stored not in sent or not stored
        assert b"CANARY" not in stored
        assert b"Exif" not in stored


def test_no_hostile_file_breaks_the_door_of_phones(
    phone, files, settings, reached, django_capture_on_commit_callbacks
):
    for name, data in files.items():
        begun = phone.begin(data)
        if len(data) > MAX_BYTES or not data:
            assert begun.status_code in (400, 413), name
            continue
        with django_capture_on_commit_callbacks(execute=True):
            brought = phone.bring(begun["Location"], data, 0)

        told = phone.told(begun["Location"])
        assert brought.status_code == 204, name
        assert told["state"] in FINAL, name
        assert (told["state"] == Upload.State.REFUSED) == bool(told["refused"]), name
    # Whatever became of them, the bytes that were sent are gone.
    assert not any(shelf.read(upload.token) for upload in Upload.objects.all())
    assert_nothing_of_them_is_public(settings, files)
    reached(f"{len(files)} through the door of phones")


def test_no_hostile_file_breaks_the_form_of_leaders(phone, files, settings, reached):
    listing = uuid.uuid4()

    for name, data in files.items():
        picture = SimpleUploadedFile("<img src=x onerror=alert(1)>.jpg", data, "image/jpeg")
        answer = phone.client.post("/workspace/photos/add/", {"listing": listing, "pictures": [picture]})
        assert answer.status_code == 302, name

    assert_nothing_of_them_is_public(settings, files)
    assert not Photo.objects.filter(title__contains="img").exists()
    reached(f"{len(files)} through the form of leaders")
