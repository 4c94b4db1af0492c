"""Rwanda, small: an outline to place the cooperatives on. Good for seeing where somebody lives, not for finding the way.

The outline is Natural Earth 1:10m (public domain), simplified; the districts' centres are those of `cooperatives.districts`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cooperatives.models import Cooperative

# A hundred units to the degree, from the north-western corner of the drawing.
WEST, NORTH, UNITS = 28.80, -1.00, 100
WIDTH, HEIGHT = 220, 192
OUTLINE = (
    "M21 172l-12-7 1-7-4-6 2-3-2-7 2-4 7-2 4-8 9-2 5-6 2-13-2-23 11-20 6-4 4-8 10-1 10-11 12-2 5-3 6 2 5-"
    "5 4 5 1 6 3 4 6 0 19-12 2-7 4-2 11-12 2-7 11-1 2 1-2 2 2 3 0 3 4 2 5 10 0 5 18 9 0 6 5 12 4 0 1 3-1 "
    "10 1 12-1 6-3 3 3 0-1 9 3 0 4 6-5 16 0 10-8 4-7-3-5 5-12 0-9-6-1-3-4-1-10 6-7-2-5 8-4 1-11-8-8-3 0 1"
    "4-4 23-7 7-7 0-3 5-10-2-12 4-8-3-8 3-2-7 2-4-3-6-18-6-8 0-2 2z"
)


@dataclass(frozen=True)
class Place:
    """A cooperative on the map."""

    name: str
    district: str
    hue: int
    x: int
    y: int
    is_labelled_left: bool = False


def places(cooperatives: Iterable[Cooperative]) -> list[Place]:
    """Each where its district is; its name stands to the left where another one is close on the right."""
    found = [
        Place(
            name=cooperative.name,
            district=cooperative.district,
            hue=cooperative.hue,
            x=round((cooperative.place.longitude - WEST) * UNITS),
            y=round((NORTH - cooperative.place.latitude) * UNITS),
        )
        for cooperative in cooperatives
    ]
    return [replace(place, is_labelled_left=any(_is_close_right(place, other) for other in found)) for place in found]


def _is_close_right(place: Place, other: Place) -> bool:
    return 0 < other.x - place.x < 50 and abs(other.y - place.y) < 10
