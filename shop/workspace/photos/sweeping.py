"""What is done again and again with pictures on their way: finish what a crash left behind, and let go of what nobody wants.

A picture that is in no listing and shown nowhere goes after a while, because nobody keeps a picture of somebody for nothing.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from cooperatives.photos.models import Photo, Rendition
from shop.workspace.photos import shelf, thumbs
from shop.workspace.photos.arriving import give_up
from shop.workspace.photos.finishing import NotWhatWasSaid, finish
from shop.workspace.photos.models import LeaderPhoto, Placed, Upload

logger = logging.getLogger(__name__)

# Whoever brought the last piece is looking into it; decoding takes at most a third of this.
AT_WORK = timedelta(minutes=1)
# A phone may be without a line for long: what has come by then is sent anew.
WAITED_FOR = timedelta(days=14)
REFUSED_KEPT = timedelta(days=30)
UNUSED_KEPT = timedelta(days=30)
# A file of no row: older than any request that may be about to write one.
LOST = timedelta(days=1)
# Rows that belong to a picture and are no use of it.
PARTS_OF_A_PICTURE = (LeaderPhoto, Placed, Rendition, Upload, Photo.people.through, LeaderPhoto.says_people.through)


def sweep(now: datetime | None = None) -> dict[str, int]:
    """Do all of it once; how many of each."""
    now = now or timezone.now()
    return {
        "finished": _finish(now),
        "given up": _give_up(now),
        "unused": _let_go(now),
        "lost files": _clear(now),
    }


def _finish(now: datetime) -> int:
    done = 0
    for upload in Upload.objects.filter(state=Upload.State.ARRIVED, changed_at__lt=now - AT_WORK):
        try:
            finish(upload)
            done += 1
        except NotWhatWasSaid:
            logger.warning("A picture did not arrive as it was sent; its phone sends it again.")
        except Exception:
            # The others do not wait for it; it is tried again the next time.
            logger.exception("A picture could not be finished")
    return done


def _give_up(now: datetime) -> int:
    stale = Upload.objects.filter(state=Upload.State.ARRIVING, changed_at__lt=now - WAITED_FOR)
    refused = Upload.objects.filter(state=Upload.State.REFUSED, changed_at__lt=now - REFUSED_KEPT)
    gone = [*stale, *refused]
    for upload in gone:
        give_up(upload)
    return len(gone)


def _let_go(now: datetime) -> int:
    placed = Placed.objects.filter(photo=OuterRef("pk"))
    loose = LeaderPhoto.objects.filter(~Exists(placed), created_at__lt=now - UNUSED_KEPT).select_related("photo")
    unused = [photo for photo in loose if not is_used(photo)]
    for photo in unused:
        photo.photo.delete()  # and with it this row; its file goes after the commit
    return len(unused)


def is_used(photo: LeaderPhoto) -> bool:
    """Whether anything but a listing of a leader shows it: a piece, a page, an idea."""
    if any(_is_pointed_at(row) for row in (photo, photo.photo)):
        return True
    usage = photo.photo.get_usage()
    return any(not isinstance(row, LeaderPhoto) for row, _references in usage)


def _is_pointed_at(row: LeaderPhoto | Photo) -> bool:
    for field in row._meta.get_fields(include_hidden=True):
        if not (field.auto_created and field.is_relation) or field.related_model in PARTS_OF_A_PICTURE:
            continue
        if field.related_model._base_manager.filter(**{field.field.name: row.pk}).exists():
            return True
    return False


def _clear(now: datetime) -> int:
    moment = (now - LOST).timestamp()
    tokens = list(shelf.older_than(moment))
    known = set(
        Upload.objects.filter(token__in=tokens).exclude(state=Upload.State.SAFE).values_list("token", flat=True)
    )
    lost = [token for token in tokens if token not in known]
    for token in lost:
        shelf.drop(token)
    # Thumbs are made anew when they are looked at, so those nobody made lately need not be known.
    old = thumbs.older_than((now - UNUSED_KEPT).timestamp())
    for path in old:
        path.unlink(missing_ok=True)
    return len(lost) + len(old)
