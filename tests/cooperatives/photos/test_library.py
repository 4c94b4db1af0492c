import io

import pytest
from django.core.files.base import ContentFile
from django.db.models import Prefetch
from PIL import Image

from cooperatives.models import Cooperative
from cooperatives.photos.ingest import PictureRefused
from cooperatives.photos.library import add_photo
from cooperatives.photos.models import Photo, ShowsPeople
from cooperatives.photos.renditions import make_renditions, picture_sources
from cooperatives.photos.showing import say_who_is_seen

pytestmark = pytest.mark.usefixtures("library")

IN_THE_REQUEST = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def looked_at(**picture):
    """A picture of nobody."""
    return say_who_is_seen(add_photo(**picture), shows=ShowsPeople.NOBODY)


@pytest.fixture
def basket(encode):
    return looked_at(data=encode(size=(1200, 900)), title="Agaseke", description="A basket with a lid", credit="Demo")


def files_under(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_an_added_picture_knows_its_size_colour_and_fingerprints(basket):
    basket.refresh_from_db()

    assert (basket.width, basket.height) == (1200, 900)
    assert basket.dominant_colour in ("#fe0000", "#0000fe")
    assert basket.file_size == basket.file.size
    assert len(basket.original_sha256) == 64
    assert basket.file_hash


def test_the_same_picture_is_stored_once(basket, encode, media):
    before = files_under(media)

    again = add_photo(data=encode(size=(1200, 900)), title="Once more")

    assert again == basket
    assert files_under(media) == before


def test_a_picture_that_is_refused_leaves_nothing_behind(media):
    with pytest.raises(PictureRefused):
        add_photo(data=b"<svg/>", title="No picture")

    assert not Photo.objects.exists()
    assert files_under(media) == []


def test_no_way_to_store_a_picture_goes_round_the_door(telling_jpeg, media):
    assigned = Photo(title="assigned", file=ContentFile(telling_jpeg, name="where-i-live.jpg"))
    assigned.save()
    saved = Photo(title="saved")
    saved.file.save("where-i-live.jpg", ContentFile(telling_jpeg))
    for photo in (assigned, saved):
        make_renditions(photo)

    stored = files_under(media)

    assert len(stored) == 2 * 8  # the picture; 320, 480, 640 and 800 pixels as AVIF, 640 as WebP, 320 and 640 as JPEG
    for path in stored:
        assert b"CANARY" not in path.read_bytes(), path
        assert "where-i-live" not in path.name
        assert not Image.open(path).getexif()


@pytest.mark.parametrize("data", [b"<svg/>", b"", b"\xff\xd8\xff\xe0 and no more"])
def test_what_is_no_picture_is_refused_by_the_model_itself(data):
    with pytest.raises(PictureRefused):
        Photo(title="hostile", file=ContentFile(data, name="hostile.jpg")).save()


def test_the_storefronts_sizes_are_made_without_enlarging(basket):
    make_renditions(basket)

    sizes = sorted(basket.renditions.values_list("width", "filter_spec"))

    assert sizes == [
        (320, "width-320|format-avif"),
        (320, "width-320|format-jpeg"),
        (480, "width-480|format-avif"),
        (640, "width-640|format-avif"),
        (640, "width-640|format-jpeg"),
        (640, "width-640|format-webp"),
        (800, "width-800|format-avif"),
        (1200, "width-1200|format-avif"),
        (1200, "width-1200|format-jpeg"),
        (1200, "width-1200|format-webp"),
    ]


def test_each_size_is_written_in_the_format_it_is_offered_in(basket):
    make_renditions(basket)

    written = {made.filter_spec.split("-")[-1]: Image.open(made.file.path).format for made in basket.renditions.all()}

    assert written == {"avif": "AVIF", "webp": "WEBP", "jpeg": "JPEG"}


def test_making_the_sizes_again_makes_nothing(basket, media):
    make_renditions(basket)
    before = files_under(media)

    assert make_renditions(basket) == []
    assert files_under(media) == before


def test_a_new_file_gets_new_sizes(basket, encode):
    make_renditions(basket)

    basket.file.save("new.jpg", ContentFile(encode(size=(700, 700))))
    make_renditions(basket)

    assert set(basket.renditions.values_list("width", "height")) == {(320, 320), (480, 480), (640, 640)}


def test_a_picture_is_offered_in_every_size_that_was_made(basket):
    make_renditions(basket)

    picture = picture_sources(Photo.objects.with_renditions().get())

    assert (picture.width, picture.height, picture.alt) == (1200, 900, "A basket with a lid")
    assert [source.type for source in picture.sources] == ["image/avif", "image/webp"]
    offered = [
        [part.split()[1] for part in candidates.srcset.split(", ")] for candidates in (*picture.sources, picture)
    ]
    assert offered == [["320w", "480w", "640w", "800w", "1200w"], ["640w", "1200w"], ["320w", "640w", "1200w"]]
    assert "width-640" in picture.src


def test_a_picture_larger_than_its_sizes_is_offered_whole_as_well(encode):
    photo = looked_at(data=encode(size=(2000, 900)), title="Hill")
    make_renditions(photo)

    assert photo.picture.srcset.endswith(f"{photo.file.url} 2000w")


def test_a_picture_without_sizes_is_shown_as_it_is_stored(basket, django_assert_num_queries):
    basket.renditions.all().delete()
    photo = Photo.objects.with_renditions().get()

    with django_assert_num_queries(0):
        picture = picture_sources(photo)

    assert picture.src == photo.file.url
    assert picture.sources == ()
    assert not basket.renditions.exists()


def test_a_picture_says_where_its_focal_point_is(basket):
    assert basket.picture.focus is None

    basket.focal_point_x, basket.focal_point_y = 300, 675
    basket.focal_point_width = basket.focal_point_height = 10

    assert basket.picture.focus == (25, 75)


def test_a_tiny_picture_is_shown_too(encode):
    photo = looked_at(data=encode(size=(20, 20)), title="Bead")
    make_renditions(photo)

    assert photo.picture.width == 20
    assert photo.picture.src


@pytest.mark.proof(24)
@pytest.mark.parametrize("number", [1, 6])
def test_many_cards_with_pictures_take_the_same_queries_as_one(encode, django_assert_num_queries, number):
    for index in range(number):
        photo = looked_at(data=encode(size=(340 + index, 300)), title=f"{index}")
        make_renditions(photo)
        Cooperative.objects.create(name=f"{index}", slug=f"{index}", crafts="both", district="Huye", photo=photo)
    cards = Cooperative.objects.prefetch_related(Prefetch("photo", queryset=Photo.objects.with_renditions()))

    with django_assert_num_queries(3):
        assert all("width-320" in cooperative.photo.picture.srcset for cooperative in cards)


def test_a_new_picture_asks_for_its_sizes_once(encode, settings):
    settings.TASKS = IN_THE_REQUEST

    photo = looked_at(data=encode(size=(400, 300)), title="Bowl")
    photo.title = "A bowl"
    photo.save()

    assert photo.renditions.count() == 3  # AVIF, WebP and JPEG


def test_a_deleted_picture_takes_its_files_with_it(basket, media, settings, django_capture_on_commit_callbacks):
    settings.TASKS = IN_THE_REQUEST
    make_renditions(basket)

    with django_capture_on_commit_callbacks(execute=True):
        basket.delete()

    assert files_under(media) == []


def test_the_stored_file_is_what_the_door_made(basket):
    with basket.file.open() as file:
        assert Image.open(io.BytesIO(file.read())).format == "JPEG"
