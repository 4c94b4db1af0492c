"""A picture whose bytes are all here at once, as from a form: the same way as one that comes piece by piece, in one go."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from cooperatives.photos.ingest import MAX_BYTES, PictureRefused, Reason
from shop.workspace.entrance.models import Leader
from shop.workspace.photos.arriving import Announced, append, begin, offset_of
from shop.workspace.photos.finishing import finish
from shop.workspace.photos.models import LeaderPhoto, Upload


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

    `people` are numbers of persons. May raise PictureRefused, and OfAnotherGroup for the listing.
    """
    if not data:
        raise PictureRefused(Reason.EMPTY)
    if len(data) > MAX_BYTES:
        raise PictureRefused(Reason.TOO_LARGE)
    sha256 = hashlib.sha256(data).hexdigest()
    announced = Announced(sha256, len(data), listing, position, says, tuple(people))
    upload = begin(leader=leader, device=None, announced=announced)
    if upload.state == Upload.State.ARRIVING:
        # What a phone has sent of the same bytes is here already.
        here = offset_of(upload)
        upload = append(upload=upload, offset=here, data=data[here:])
    upload = finish(upload)
    if upload.state == Upload.State.REFUSED:
        raise PictureRefused(Reason(upload.refused))
    return LeaderPhoto.objects.select_related("photo", "cooperative").get(pk=upload.photo_id)
