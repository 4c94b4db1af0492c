"""Adding a picture to the library, for whoever is not a form: the demo, the leaders' workspace, an import."""

from django.db import transaction

from cooperatives.photos.ingest import Ingested, PictureRefused, ingest
from cooperatives.photos.models import Photo, ShowsPeople

__all__ = ["PictureRefused", "add_photo", "keep"]


def add_photo(*, data: bytes, title: str, description: str = "", credit: str = "", is_render: bool = False) -> Photo:
    """The picture of these bytes: newly stored, or the one that the same bytes made before. May raise PictureRefused.

    `description` is the alternative text.
    """
    # Outside the transaction: decoding takes a while, and on SQLite a transaction keeps all other writers waiting.
    picture = ingest(data=data)
    with transaction.atomic():
        if known := Photo.objects.filter(original_sha256=picture.sha256).first():
            return known
        photo = Photo(title=title[:255], description=description[:255], credit=credit[:120], is_render=is_render)
        if is_render:
            photo.shows_people = ShowsPeople.NOBODY  # nobody sat for it
        photo.file = picture
        photo.save()
    return photo


def keep(picture: Ingested, *, title: str) -> Photo:
    """A picture of its own of what came through the door, also where the same bytes made one before: whoever sends a picture
    must not be handed somebody else's. Nobody has looked at it yet, so visitors do not see it."""
    photo = Photo(title=title[:255])
    photo.file = picture
    photo.save()
    return photo
