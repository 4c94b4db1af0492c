"""The sizes in which the storefront shows pictures: made when a picture arrives, only looked up when a page is shown.

A picture whose sizes are not made yet is shown as it is stored, which is larger than needed but never wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail.images.models import Filter

if TYPE_CHECKING:
    from cooperatives.photos.models import Photo, Rendition

WIDTHS = (320, 640, 960, 1200, 1600)
# The first that a browser understands is taken, JPEG by all others.
FORMATS = ("webp", "jpeg")
MIDDLE_WIDTH = 640


def spec(width: int, file_format: str) -> str:
    return f"width-{width}|format-{file_format}"


SPECS = tuple(spec(width, file_format) for width in WIDTHS for file_format in FORMATS)


@dataclass(frozen=True)
class PictureSource:
    type: str
    srcset: str


@dataclass(frozen=True)
class Picture:
    """All that a template needs for a <picture>, as plain text and numbers.

    `width` and `height` are those of the stored picture: they give the proportions.
    """

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    sources: tuple[PictureSource, ...]
    dominant_colour: str
    credit: str
    is_render: bool


def specs_for(photo: "Photo") -> list[str]:
    """The sizes that make sense for this picture: enlarging it would cost bytes and show nothing more."""
    widths = [width for width in WIDTHS if width <= photo.width] or [WIDTHS[0]]
    return [spec(width, file_format) for width in widths for file_format in FORMATS]


def make_renditions(photo: "Photo") -> list["Rendition"]:
    """Make the sizes of this picture that are still missing, and return those that were made now."""
    # Asked of the database and not by `get_renditions`, whose cache may remember sizes that another process deleted.
    made = set(photo.renditions.filter(filter_spec__in=SPECS).values_list("filter_spec", flat=True))
    missing = [Filter(spec=wanted) for wanted in specs_for(photo) if wanted not in made]
    return list(photo.create_renditions(*missing).values())


def picture_sources(photo: "Photo") -> Picture:
    """How to show this picture; without queries when it was fetched `with_renditions()`."""
    made = _made(photo)
    fallback = _by_width(made, "jpeg")
    if not fallback or fallback[-1][0] < photo.width:
        fallback = [*fallback, (photo.width, photo.file.url)]
    return Picture(
        src=next((url for width, url in fallback if width >= MIDDLE_WIDTH), fallback[-1][1]),
        srcset=_srcset(fallback),
        width=photo.width,
        height=photo.height,
        alt=photo.default_alt_text,
        sources=tuple(
            PictureSource(type=f"image/{file_format}", srcset=_srcset(candidates))
            for file_format in FORMATS[:-1]
            if (candidates := _by_width(made, file_format))
        ),
        dominant_colour=photo.dominant_colour,
        credit=photo.credit,
        is_render=photo.is_render,
    )


def _made(photo: "Photo") -> Iterable["Rendition"]:
    prefetched = getattr(photo, "prefetched_renditions", None)
    return photo.renditions.filter(filter_spec__in=SPECS) if prefetched is None else prefetched


def _by_width(renditions: Iterable["Rendition"], file_format: str) -> list[tuple[int, str]]:
    wanted = {spec(width, file_format) for width in WIDTHS}
    return sorted((rendition.width, rendition.url) for rendition in renditions if rendition.filter_spec in wanted)


def _srcset(candidates: list[tuple[int, str]]) -> str:
    return ", ".join(f"{url} {width}w" for width, url in candidates)
