"""The sizes in which the storefront shows pictures: made when a picture arrives, only looked up when a page is shown.

A picture whose sizes are not made yet is shown as it is stored, which is larger than needed but never wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.templatetags.static import static
from PIL import Image

from cooperatives.photos.encoding import encode, shrink

if TYPE_CHECKING:
    from cooperatives.photos.models import Photo, Rendition

# A browser takes the first format that it understands. Nearly all of them understand AVIF, so it has every width;
# the two behind it have as many as it takes to be right on old phones, in mails and in the back office.
WIDTHS = {"avif": (320, 480, 640, 800, 1200, 1600), "webp": (640, 1200), "jpeg": (320, 640, 1200)}
MIDDLE_WIDTH = 640


def spec(width: int, file_format: str) -> str:
    return f"width-{width}|format-{file_format}"


SPECS = tuple(spec(width, file_format) for file_format, widths in WIDTHS.items() for width in widths)


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
    # What must stay in sight where a frame of other proportions cuts it: per cent from the left and from the top.
    focus: tuple[int, int] | None
    credit: str
    is_render: bool
    is_withheld: bool = False

    @property
    def largest(self) -> str:
        """The address of the largest size, in a format that everything reads."""
        return self.srcset.rpartition(", ")[2].partition(" ")[0] or self.src


def withheld() -> Picture:
    """What stands in the place of a picture that may not be shown: a woven pattern, and no word of who was to be seen."""
    address = static("photos/withheld.svg")
    return Picture(address, f"{address} 80w", 80, 60, "", (), "#e6d9c6", None, "", is_render=False, is_withheld=True)


def sizes_for(photo: "Photo") -> list[tuple[int, str]]:
    """The widths and formats that make sense for this picture: enlarging it would cost bytes and show nothing more."""
    return [
        (width, file_format)
        for file_format, widths in WIDTHS.items()
        for width in [width for width in widths if width <= photo.width] or widths[:1]
    ]


def make_renditions(photo: "Photo") -> list["Rendition"]:
    """Make the sizes of this picture that are still missing, and return those that were made now."""
    if not (missing := _missing(photo)):
        return []
    # Read once and shrunk once a width; Wagtail reads and shrinks it anew for every file, which takes twice as long.
    with photo.open_file() as file, Image.open(file) as stored:
        whole = stored.convert("RGB")
    shrunk = {width: shrink(whole, width=width) for width, _format in missing}
    files = {size: encode(shrunk[size[0]], file_format=size[1]) for size in missing}
    # Another process may have been quicker: then what it made stays, and no second file is stored.
    still_missing = _missing(photo)
    rendition = photo.get_rendition_model()
    return rendition.objects.bulk_create(
        [
            rendition(image=photo, filter_spec=spec(*size), file=ContentFile(files[size], name=_name(photo, *size)))
            for size in still_missing
        ],
        ignore_conflicts=True,
    )


def picture_sources(photo: "Photo") -> Picture:
    """How to show this picture to visitors; without queries when it was fetched `with_renditions()`."""
    return picture_for_staff(photo) if photo.may_be_shown() else withheld()


def picture_for_staff(photo: "Photo") -> Picture:
    """The same, whether visitors may see it or not."""
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
            for file_format in WIDTHS
            if file_format != "jpeg" and (candidates := _by_width(made, file_format))
        ),
        dominant_colour=photo.dominant_colour,
        focus=_focus(photo),
        credit=photo.credit,
        is_render=photo.is_render,
    )


def _missing(photo: "Photo") -> list[tuple[int, str]]:
    # Asked of the database and not by `get_renditions`, whose cache may remember sizes that another process deleted.
    made = set(photo.renditions.filter(filter_spec__in=SPECS).values_list("filter_spec", flat=True))
    return [size for size in sizes_for(photo) if spec(*size) not in made]


def _name(photo: "Photo", width: int, file_format: str) -> str:
    extension = "jpg" if file_format == "jpeg" else file_format
    return f"{Path(photo.file.name).stem}.width-{width}.{extension}"


def _made(photo: "Photo") -> Iterable["Rendition"]:
    prefetched = getattr(photo, "prefetched_renditions", None)
    return photo.renditions.filter(filter_spec__in=SPECS) if prefetched is None else prefetched


def _by_width(renditions: Iterable["Rendition"], file_format: str) -> list[tuple[int, str]]:
    wanted = {spec(width, file_format) for width in WIDTHS[file_format]}
    return sorted((rendition.width, rendition.url) for rendition in renditions if rendition.filter_spec in wanted)


def _focus(photo: "Photo") -> tuple[int, int] | None:
    if not photo.has_focal_point():
        return None
    return round(100 * photo.focal_point_x / photo.width), round(100 * photo.focal_point_y / photo.height)


def _srcset(candidates: list[tuple[int, str]]) -> str:
    return ", ".join(f"{url} {width}w" for width, url in candidates)
