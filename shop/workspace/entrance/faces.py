"""Whom a phone knows, with the picture or the letters by which they find themselves on it."""

from dataclasses import dataclass

from django.db.models import Prefetch

from cooperatives.photos.models import Photo
from cooperatives.photos.renditions import spec
from shop.workspace.entrance.models import Device, Leader

# As wide as the smallest size there is of every picture: few bytes for most phones, and one that every phone reads.
SMALL, FOR_ALL = spec(320, "avif"), spec(320, "jpeg")


@dataclass(frozen=True)
class Face:
    """The addresses of a picture; `small` is empty where that size is not made yet."""

    small: str
    for_all: str


def known_on(device: Device | None) -> list[Leader]:
    """Each with `face`, None where no picture may be shown. Three queries, however many they are."""
    if device is None:
        return []
    pictures = Prefetch("photo", Photo.objects.prefetch_renditions(SMALL, FOR_ALL))
    known = device.leaders.active().exclude(pin_hash="")
    leaders = list(known.with_names().prefetch_related(pictures))
    for leader in leaders:
        leader.face = _face_of(leader.photo)
    return leaders


def _face_of(photo: Photo | None) -> Face | None:
    if photo is None or not photo.may_be_shown():
        return None
    made = {rendition.filter_spec: rendition.url for rendition in photo.prefetched_renditions}
    return Face(made.get(SMALL, ""), made[FOR_ALL]) if FOR_ALL in made else None
