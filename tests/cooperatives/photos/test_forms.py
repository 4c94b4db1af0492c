"""Pictures that staff upload in the Wagtail admin pass the same door, by each of its ways to upload."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from cooperatives.photos.models import Photo
from cooperatives.photos.renditions import make_renditions
from tests import hostile_pictures
from tests.shared_out import share_of

FIELDS = {"title": "Basket", "description": "A basket", "credit": "", "tags": "", "collection": "1"}


@pytest.fixture
def staff(client, library):
    model = get_user_model()
    user = model.objects.create(**{model.USERNAME_FIELD: "staff@example.org"}, is_superuser=True, is_staff=True)
    client.force_login(user)
    FIELDS["collection"] = str(library.pk)
    return client


def upload(data, name="where-i-live.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def add(staff, data, name="where-i-live.jpg"):
    return staff.post(reverse("wagtailimages:add"), FIELDS | {"file": upload(data, name)})


def add_several(staff, data, title="where-i-live", name="where-i-live.jpg"):
    return staff.post(reverse("wagtailimages:add_multiple"), {"title": title, "files[]": upload(data, name)})


def choose(staff, data, name="where-i-live.jpg"):
    fields = {f"image-chooser-upload-{name}": value for name, value in FIELDS.items()}
    return staff.post(
        reverse("wagtailimages_chooser:create"), fields | {"image-chooser-upload-file": upload(data, name)}
    )


WAYS = [add, add_several, choose]


def files_under(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("way", WAYS)
def test_an_upload_is_stored_without_what_it_told(staff, media, telling_jpeg, way):
    response = way(staff, telling_jpeg)

    photo = Photo.objects.get()
    assert response.status_code in (200, 302)
    assert (photo.width, photo.height) == (900, 700)
    assert photo.original_sha256
    assert photo.file_size == photo.file.size
    for path in files_under(media):
        assert b"CANARY" not in path.read_bytes()
        assert "where" not in path.name


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script>",
        b"\xff\xd8\xff\xe0 and no more",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"RIFF\x10\0\0\0WEBPVP8 ",
    ],
)
def test_a_hostile_upload_is_refused_with_a_word_of_explanation(staff, media, way, data):
    response = way(staff, data)

    assert response.status_code == 200
    assert not Photo.objects.exists()
    assert files_under(media) == []
    page = response.content.decode()
    assert "picture" in page or "empty" in page


@pytest.mark.parametrize("file_format", ["HEIF", "AVIF", "WEBP", "PNG"])
def test_a_picture_of_a_phone_is_let_in_whatever_its_file_is_called(staff, encode, file_format):
    add(staff, encode(file_format), name="photo.jpg")

    assert Photo.objects.get().file.name.endswith(".jpg")


def test_an_upload_with_another_fault_is_not_kept_in_the_public_folder(staff, media, telling_jpeg):
    """Wagtail's uploader would keep the original beside the pictures until the form is complete."""
    response = add_several(staff, telling_jpeg, title="")

    assert response.json()["success"] is False
    assert not UploadedFile.objects.exists()
    assert files_under(media) == []


def test_a_kept_upload_passes_the_door_too_when_it_becomes_a_picture(staff, telling_jpeg):
    kept = UploadedFile.objects.create(
        file=upload(telling_jpeg), for_content_type=ContentType.objects.get_for_model(Photo), uploaded_by_user=None
    )
    UploadedFile.objects.update(uploaded_by_user=get_user_model().objects.get())
    fields = {f"uploaded-image-{kept.pk}-{name}": value for name, value in FIELDS.items()}

    staff.post(reverse("wagtailimages:create_multiple_from_uploaded_image", args=[kept.pk]), fields)

    with Photo.objects.get().file.open() as file:
        assert b"CANARY" not in file.read()


def test_what_is_said_of_a_picture_can_be_changed_without_its_file(staff, encode):
    add(staff, encode())
    photo = Photo.objects.get()
    name = photo.file.name

    response = staff.post(reverse("wagtailimages:edit", args=[photo.pk]), FIELDS | {"is_render": "on"})

    photo.refresh_from_db()
    assert response.status_code == 302
    assert photo.is_render
    assert photo.file.name == name


def test_a_replaced_file_takes_its_sizes_and_fingerprints_with_it(staff, encode, media):
    add(staff, encode(size=(700, 700)))
    photo = Photo.objects.get()
    make_renditions(photo)
    before = photo.original_sha256

    staff.post(reverse("wagtailimages:edit", args=[photo.pk]), FIELDS | {"file": upload(encode(size=(400, 300)))})
    photo = Photo.objects.get()
    make_renditions(photo)

    assert photo.original_sha256 != before
    assert set(photo.renditions.filter(filter_spec__contains="format").values_list("width", "height")) == {
        (320, 240),
        (400, 300),
    }
    assert (photo.width, photo.height) == Image.open(photo.file.path).size == (400, 300)


def test_the_form_asks_for_the_alternative_text(staff):
    page = staff.get(reverse("wagtailimages:add")).content.decode()

    assert "Alternative text" in page
    assert "a rendered picture, not a photograph" in page


# A name is no path, no page and no programme: it is not used at all.
NAMES = [
    "../../../etc/passwd",
    "..\\..\\boot.ini",
    "/etc/passwd",
    "photo.php.jpg",
    "photo.jpg.html",
    ".htaccess",
    "<img src=x onerror=alert(1)>.jpg",
    "a\u202egpj.exe",
    "CON.jpg",
    "a;rm -rf.jpg",
    "n" * 300 + ".jpg",
    "Ifoto y’agaseke 🧺.jpg",
]


@pytest.mark.proof(18)
@pytest.mark.parametrize("way", WAYS)
def test_no_file_is_stored_under_the_name_it_came_with(staff, media, encode, way):
    for name in NAMES:
        way(staff, encode(), name=name)

    stored = files_under(media)
    assert Photo.objects.count() == len(NAMES)
    assert all(re.fullmatch(r"[0-9a-f]{20}(\.[a-z0-9-]+)*\.(jpg|avif|webp)", path.name) for path in stored)
    assert {path.parent.name for path in stored} <= {"pictures", "images"}


@pytest.mark.proof(18)
def test_no_hostile_file_breaks_the_form_or_lies_in_the_public_folder(staff, media, reached):
    small = share_of(list(hostile_pictures.small().items()))
    files = {name: data for name, (data, _expected) in small}

    answers = {name: add(staff, data).status_code for name, data in files.items()}

    assert set(answers.values()) <= {200, 302}
    sent = set(files.values())
    for path in files_under(media):
        stored = path.read_bytes()
        assert stored not in sent
        assert b"CANARY" not in stored
        assert b"Exif" not in stored
    reached(f"{len(files)} through the form of staff")
