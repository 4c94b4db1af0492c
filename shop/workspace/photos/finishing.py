"""From the bytes that arrived to a picture of the group: compared with what was said, through the only door, looked at once.

Done at once by whoever brought the last piece, and again by the housekeeper (`sweeping`) for what a crash left behind. Until the
row says *safe* the bytes stay, so there is no point at which a picture can be lost.
"""

import hashlib
import logging

from django.db import transaction
from django.utils import timezone

from cooperatives.consents.models import Person
from cooperatives.photos.ingest import Ingested, PictureRefused, ingest
from cooperatives.photos.library import keep
from cooperatives.photos.models import Photo
from cooperatives.photos.quality import hints_of
from shop.workspace.photos import shelf, thumbs
from shop.workspace.photos.arriving import start_over
from shop.workspace.photos.models import LeaderPhoto, Placed, Upload

logger = logging.getLogger(__name__)


class NotWhatWasSaid(Exception):
    """The bytes that arrived are not those that were announced: the line spoiled them. They are sent again."""


def finish(upload: Upload) -> Upload:
    """Make the picture of an upload whose last byte is here; it is *safe* or *refused* then. May raise NotWhatWasSaid."""
    if upload.state != Upload.State.ARRIVED:
        return upload
    data = shelf.read(upload.token)
    if len(data) != upload.length or hashlib.sha256(data).hexdigest() != upload.sha256:
        fresh = Upload.objects.get(pk=upload.pk)
        if fresh.state != Upload.State.ARRIVED:
            return fresh  # somebody else finished it meanwhile, and put the bytes away
        start_over(fresh)
        raise NotWhatWasSaid
    try:
        # Outside of any transaction: this takes a while, and writers would wait for it.
        picture = ingest(data=data)
    except PictureRefused as refused:
        return _refuse(upload, refused)
    return _keep(upload, picture, _hints(picture))


def _hints(picture: Ingested) -> list[str]:
    try:
        return hints_of(picture)
    except Exception:  # a hint is never worth a picture
        logger.exception("No hints for a picture")
        return []


@transaction.atomic
def _refuse(upload: Upload, refused: PictureRefused) -> Upload:
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.state == Upload.State.ARRIVED:
        locked.state, locked.refused = Upload.State.REFUSED, refused.reason.value
        locked.save(update_fields=["state", "refused", "changed_at"])
        locked.places.all().delete()
        transaction.on_commit(lambda: shelf.drop(locked.token))
    return locked


@transaction.atomic
def _keep(upload: Upload, picture: Ingested, hints: list[str]) -> Upload:
    locked = Upload.objects.select_for_update().select_related("cooperative").get(pk=upload.pk)
    if locked.state != Upload.State.ARRIVED:
        return locked
    photo = keep(picture, title=f"{locked.cooperative}, {timezone.localdate():%Y-%m-%d}")
    locked.photo = of_leader(photo, locked, hints)
    locked.state = Upload.State.SAFE
    locked.save(update_fields=["photo", "state", "changed_at"])
    Placed.objects.filter(upload=locked).update(photo=locked.photo)
    transaction.on_commit(lambda: _put_away(locked.token, photo))
    return locked


def of_leader(photo: Photo, upload: Upload, hints: list[str]) -> LeaderPhoto:
    made = LeaderPhoto.objects.create(
        photo=photo,
        cooperative_id=upload.cooperative_id,
        leader_id=upload.leader_id,
        says=upload.says,
        hints=hints,
    )
    # Read again, as somebody may have left the group since the picture was begun.
    made.says_people.set(Person.objects.filter(pk__in=upload.says_people, artisan__cooperative=upload.cooperative_id))
    return made


def _put_away(token: str, photo: Photo) -> None:
    shelf.drop(token)
    thumbs.make(photo)
