"""A picture whose bytes are all here at once, as from a form: the same way as one that comes piece by piece, in one go."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from cooperatives.photos.ingest import MAX_BYTES, PictureRefused, Reason
from shop.workspace.entrance.models import Leader
from shop.workspace.photos.arriving import Announced, Gone, WrongOffset, append, begin, offset_of
from shop.workspace.photos.finishing import NotWhatWasSaid, finish
from shop.workspace.photos.models import LeaderPhoto, Upload

ATTEMPTS = 5


def take(
    *,
    leader: Leader,
    data: bytes,
    listing: UUID | None = None,
    position: int | None = None,
    says: str = LeaderPhoto.Says.UNSAID,
    people: Iterable[int] = (),
) -> LeaderPhoto:
    """The picture of these bytes for the leader's group, placed in the listing; the one from before if they were sent before.

    `people` are numbers of persons. May raise PictureRefused, NotBegun, and OfAnotherGroup for the listing.
    """
    if not data:
        raise PictureRefused(Reason.EMPTY)
    if len(data) > MAX_BYTES:
        raise PictureRefused(Reason.TOO_LARGE)
    sha256 = hashlib.sha256(data).hexdigest()
    announced = Announced(sha256, len(data), listing, position, says, tuple(people))
    for _attempt in range(ATTEMPTS):
        upload = begin(leader=leader, device=None, announced=announced)
        with suppress(WrongOffset, NotWhatWasSaid, Gone):
            upload = _complete(upload, data)
            if upload.state == Upload.State.REFUSED:
                raise PictureRefused(Reason(upload.refused))
            if upload.photo_id:
                return LeaderPhoto.objects.select_related("photo", "cooperative").get(pk=upload.photo_id)
    raise PictureRefused(Reason.DAMAGED)


def _complete(upload: Upload, data: bytes) -> Upload:
    """Go on from what a phone has brought of the same bytes; it may be bringing more at this moment, or have brought others."""
    if upload.state == Upload.State.ARRIVING:
        here = offset_of(upload)
        upload = append(upload=upload, offset=here, data=data[here:])
    return finish(upload)
