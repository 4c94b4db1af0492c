"""Films, recordings and captions come in by one door, and go out as what they are and nothing else."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import re_path

from cms.media import media
from cms.media_files import Kind, MediaRefused, look_into
from cms.models import MediaFile
from cms.models.media_files import add_media_file
from tests import factories, films

urlpatterns = [re_path(r"^media/(?P<path>.*)$", media)]  # as in the demo

ACCEPTED = {
    "film.mp4": (films.film(), Kind.VIDEO, "mp4"),
    "film.mov": (films.film(brand=b"qt  "), Kind.VIDEO, "mp4"),
    "film.webm": (films.webm(), Kind.VIDEO, "webm"),
    "song.mp3": (films.recording(), Kind.AUDIO, "mp3"),
    "song.m4a": (films.film(brand=b"M4A "), Kind.AUDIO, "m4a"),
    "song.ogg": (b"OggS" + b"\0" * 60, Kind.AUDIO, "ogg"),
    "song.wav": (films.wave(), Kind.AUDIO, "wav"),
    "words.vtt": (films.CAPTIONS, Kind.CAPTIONS, "vtt"),
    "words with a mark.vtt": (b"\xef\xbb\xbf" + films.CAPTIONS, Kind.CAPTIONS, "vtt"),
}
REFUSED = {
    "nothing": b"",
    "a page": b"<html><script>alert(1)</script></html>",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 60,
    "a program": b"MZ" + b"\0" * 60,
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a document": b"%PDF-1.7\n",
    "an archive": b"PK\x03\x04" + b"\0" * 60,
    "half a film": films.film()[:60],
    "a film whose parts are longer than itself": b"\xff\xff\xff\xffftypisom" + b"\0" * 60,
    "a film in Ogg": b"OggS" + b"\0" * 24 + b"\x80theora" + b"\0" * 30,
    "captions without a line": b"WEBVTT\n\n",
    "captions in another encoding": "WEBVTT\n\n00:00.000 --> 00:02.000\nÀ bientôt\n".encode("latin-1"),
    "captions that only begin so": b"WEBVTTscript --> <script>",
    "captions of a megabyte and more": films.CAPTIONS + b"x" * 1024 * 1024,
}


@pytest.fixture(autouse=True)
def _a_place_for_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(client, site):
    client.force_login(factories.staff())
    return client


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_file_is_known_by_what_is_in_it(name):
    data, kind, extension = ACCEPTED[name]

    looked = look_into(io.BytesIO(data))

    assert (looked.kind, looked.extension) == (kind, extension)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_played_is_refused_with_what_to_do(name):
    with pytest.raises(MediaRefused) as refused:
        look_into(io.BytesIO(REFUSED[name]))

    assert "Please" in str(refused.value)


def test_a_film_forgets_where_it_was_taken_and_stays_as_long_as_it_was():
    file = io.BytesIO(films.film(place=films.PLACE))
    before = len(file.getvalue())

    look_into(file)

    assert b"01.95" not in file.getvalue()
    assert b"\xa9xyz" not in file.getvalue()
    assert len(file.getvalue()) == before
    assert file.getvalue().endswith(b"film" * 50)


@pytest.mark.django_db
def test_a_file_gets_a_name_of_ours_and_says_what_it_is(world):
    made = add_media_file(file=ContentFile(films.film(), name="Claudine at home in Huye.avi"), title="At the kiln")

    assert made.kind == Kind.VIDEO
    assert made.url.startswith("/media/films/")
    assert "claudine" not in made.url.lower()
    assert made.content_type == "video/mp4"


@pytest.mark.parametrize("name", REFUSED)
def test_the_editor_says_why_a_file_is_not_taken(editor, name):
    sent = SimpleUploadedFile("film.mp4", REFUSED[name])

    answer = editor.post("/admin/documents/add/", {"title": "A film", "file": sent, "collection": 1})

    assert answer.status_code == 200
    assert not MediaFile.objects.exists()


def test_a_film_that_is_sent_through_the_editor_is_kept(editor):
    sent = SimpleUploadedFile("film.mp4", films.film(), content_type="text/html")

    answer = editor.post("/admin/documents/add/", {"title": "At the kiln", "file": sent, "collection": 1})

    assert answer.status_code == 302, answer.content[:2000]
    assert MediaFile.objects.get().kind == Kind.VIDEO
    assert editor.get("/admin/documents/").status_code == 200


def test_several_files_at_once_are_looked_into_one_by_one(editor):
    for name, data in (("a.mp4", films.film()), ("b.mp4", REFUSED["a page"])):
        answer = editor.post(
            "/admin/documents/multiple/add/",
            {"files[]": SimpleUploadedFile(name, data), "collection": 1},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
        assert answer.status_code == 200

    assert [made.kind for made in MediaFile.objects.all()] == [Kind.VIDEO]
    assert answer.json()["success"] is False


def test_a_file_that_is_too_large_is_refused_before_it_is_looked_into(editor, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 100
    sent = SimpleUploadedFile("film.mp4", films.film())

    answer = editor.post("/admin/documents/add/", {"title": "A film", "file": sent, "collection": 1})

    assert "too big" in answer.content.decode()
    assert not MediaFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
class TestServed:
    @pytest.fixture
    def film(self, world, settings):
        return add_media_file(file=ContentFile(films.film(), name="film.mp4"), title="At the kiln")

    def test_a_film_is_served_as_a_film_and_is_not_guessed_at(self, film):
        answer = Client().get(film.url)

        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert "immutable" in answer.headers["Cache-Control"]

    def test_anything_that_is_no_picture_or_film_is_only_for_keeping(self, settings):
        (settings.MEDIA_ROOT / "page.html").write_text("<script>alert(1)</script>")
        (settings.MEDIA_ROOT / "drawing.svg").write_text("<svg><script>alert(1)</script></svg>")

        for name in ("page.html", "drawing.svg"):
            assert Client().get(f"/media/{name}").headers["Content-Disposition"] == "attachment"

    @pytest.mark.parametrize(
        ("wanted", "begins", "ends"),
        [("bytes=0-9", 0, 9), ("bytes=10-", 10, None), ("bytes=-5", -5, None), ("bytes=5-100000000", 5, None)],
    )
    def test_a_player_can_begin_in_the_middle(self, film, wanted, begins, ends):
        whole = film.file.read()
        size = len(whole)

        answer = Client().get(film.url, headers={"Range": wanted})

        part = whole[begins:] if ends is None else whole[begins : ends + 1]
        first = begins % size
        assert answer.status_code == 206
        assert answer.getvalue() == part
        assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{size}"
        assert int(answer.headers["Content-Length"]) == len(part)

    def test_a_part_that_is_not_there_is_said_so(self, film):
        answer = Client().get(film.url, headers={"Range": "bytes=999999-"})

        assert answer.status_code == 416
        assert answer.headers["Content-Range"] == f"bytes */{film.file.size}"

    @pytest.mark.parametrize(
        "wanted", ["bytes=", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes=" + "9" * 400]
    )
    def test_a_wish_that_makes_no_sense_gets_the_whole(self, film, wanted):
        answer = Client().get(film.url, headers={"Range": wanted})

        assert answer.status_code == 200
        assert answer.getvalue() == film.file.read()
