"""Whom a phone knows, with the picture or the letters by which they find themselves on it."""

from django.db.models import Prefetch

from cooperatives.photos.models import Photo
from shop.workspace.entrance.models import Device, Leader

# As wide as the smallest size there is of every picture, in the format that every phone reads.
SPEC = "width-320|format-jpeg"


def known_on(device: Device | None) -> list[Leader]:
    """Each with `face`: the address of a picture, or nothing where none may be shown. Three queries, however many they are."""
    if device is None:
        return []
    pictures = Prefetch("photo", Photo.objects.prefetch_renditions(SPEC))
    known = device.leaders.active().exclude(pin_hash="")
    leaders = list(known.with_names().prefetch_related(pictures))
    for leader in leaders:
        leader.face = face_of(leader)
    return leaders


def face_of(leader: Leader) -> str:
    photo = leader.photo
    if photo is None or not photo.may_be_shown():
        return ""
    return next((made.url for made in photo.prefetched_renditions if made.filter_spec == SPEC), "")
