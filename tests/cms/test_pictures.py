"""Pictures on pages: the first before all others, the rest when they are near, and none of them made while somebody waits."""

import re

import pytest
from django.template import Context, Template
from modelsearch import index

from cooperatives.photos.models import Rendition
from cooperatives.photos.renditions import make_renditions
from tests import factories


@pytest.fixture
def pages_with_pictures(site):
    """The addresses of every kind of page that shows pictures, which have no sizes yet."""
    group = factories.cooperative("Ibumba Pottery", photo=factories.photo("#223344", title="The kiln"))
    pieces = [factories.piece(f"Vase {number}", by=group) for number in range(6)]
    for number, piece in enumerate(pieces):
        factories.picture_of(piece, colour=f"#{number}12233", title=piece.title)
        index.insert_or_update_object(piece)  # otherwise the work of a task
    story = site.story(shows=[pieces[0], factories.photo("#445566", title="The clay")])
    return {
        "home": "/",
        "list": "/pieces/",
        "category": pieces[0].categories.first().get_absolute_url(),
        "piece": pieces[0].get_absolute_url(),
        "stories": site.stories.url,
        "story": story.url,
        "cooperatives": site.groups.url,
        "cooperative": site.cooperative(group).url,
        "search": "/search/?q=vase",
    }


def pictures_on(client, address: str) -> list[str]:
    return re.findall(r"<img[^>]*>", client.get(address).content.decode())


def shown(photo, **options) -> str:
    words = "".join(f' {name}="{value}"' for name, value in options.items())
    return Template("{% load cms_tags %}{% picture photo" + words + " %}").render(Context({"photo": photo}))


def test_no_page_makes_a_size_of_a_picture(pages_with_pictures, client):
    for name, address in pages_with_pictures.items():
        assert pictures_on(client, address), name

    assert not Rendition.objects.exists()


def test_the_guard_above_would_notice_a_size_made_by_a_page(site):
    photo = factories.photo()

    Template("{% load wagtailimages_tags %}{% image photo width-20 %}").render(Context({"photo": photo}))

    assert Rendition.objects.exists()


def test_one_picture_of_a_page_goes_first_and_those_far_below_wait(pages_with_pictures, client):
    for name, address in pages_with_pictures.items():
        pictures = pictures_on(client, address)

        first, *others = ["fetchpriority" in picture for picture in pictures]
        assert first, name
        assert not any(others), name
        assert 'loading="lazy"' not in pictures[0], name
        assert all('loading="lazy"' in picture for picture in pictures[4:]), name


def test_a_picture_has_its_own_colour_until_it_is_there(world):
    photo = factories.photo("#3b5b3a")

    assert f'data-colour="{photo.dominant_colour}"' in shown(photo)
    assert photo.dominant_colour != "#f1e7d8"


def test_what_matters_in_a_picture_stays_in_sight_where_a_frame_cuts_it(world):
    photo = factories.photo(size=(200, 100))
    assert "picture--" not in shown(photo)

    photo.focal_point_x, photo.focal_point_y, photo.focal_point_width, photo.focal_point_height = 150, 20, 10, 10

    assert 'class="picture--cover picture--x-8 picture--y-2"' in shown(photo, css_class="picture--cover")


def test_a_picture_is_offered_in_the_smallest_format_first(world):
    photo = factories.photo(size=(700, 700))
    make_renditions(photo)

    html = shown(photo, sizes="50vw")

    assert re.findall(r'type="image/(\w+)"', html) == ["avif", "webp"]
    assert html.count('sizes="50vw"') == 3
