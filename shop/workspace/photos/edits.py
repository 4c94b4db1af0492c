"""A picture turned or cut: another picture, made anew through the only door, in the place of the old one.

The old one stays as it is, because a live piece or another listing may show it.
"""

import io
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from PIL import Image

from cooperatives.photos.ingest import ingest
from cooperatives.photos.library import keep
from cooperatives.photos.quality import hints_of
from shop.workspace.photos import thumbs
from shop.workspace.photos.listing import places_of
from shop.workspace.photos.models import LeaderPhoto

# Of each side, in per cent; and what must be left, in pixels.
MOST_CUT = 45
LEAST_SIDE = 200


class TooLittleLeft(Exception):
    """After cutting there would be nearly nothing to see."""


class NotThere(Exception):
    """The picture is not in this listing, or not any more."""


@dataclass(frozen=True)
class Edit:
    """Quarters of a turn with the clock, and then what is cut off each side, in per cent."""

    turns: int = 0
    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


def edited(*, photo: LeaderPhoto, edit: Edit, listing: UUID) -> LeaderPhoto:
    """The picture that stands in its place from now on. May raise TooLittleLeft and NotThere."""
    picture = ingest(data=_drawn(photo, edit))
    hints = hints_of(picture)
    with transaction.atomic():
        # Pressed twice: the second finds the place taken by what the first made.
        place = places_of(listing).select_for_update(of=("self",)).filter(photo=photo).first()
        if place is None:
            raise NotThere
        made = LeaderPhoto.objects.create(
            photo=keep(picture, title=photo.photo.title),
            cooperative_id=photo.cooperative_id,
            leader_id=photo.leader_id,
            says=photo.says,
            hints=hints,
        )
        made.says_people.set(photo.says_people.all())
        place.photo = made
        place.save(update_fields=["photo"])
        transaction.on_commit(lambda: thumbs.make(made.photo))
    return made


def _drawn(photo: LeaderPhoto, edit: Edit) -> bytes:
    with photo.photo.open_file() as file, Image.open(file) as stored:
        drawn = stored.convert("RGB")
    if edit.turns % 4:
        turns = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
        drawn = drawn.transpose(turns[edit.turns % 4 - 1])
    wide, high = drawn.size
    left, top, right, bottom = (min(max(part, 0), MOST_CUT) for part in (edit.left, edit.top, edit.right, edit.bottom))
    box = (wide * left // 100, high * top // 100, wide - wide * right // 100, high - high * bottom // 100)
    is_cut = box != (0, 0, wide, high)
    if is_cut and (box[2] - box[0] < LEAST_SIDE or box[3] - box[1] < LEAST_SIDE):
        raise TooLittleLeft
    content = io.BytesIO()
    (drawn.crop(box) if is_cut else drawn).save(content, "JPEG", quality=95)
    return content.getvalue()
