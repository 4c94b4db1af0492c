"""Pictures on their way: begun once for the same bytes, written down piece by piece in order, given up.

One row is the truth of how far a picture has come. It is locked for every piece, so of two senders of one piece one writes it
and the other learns how far it is. The bytes are written before the row: a crash between the two leaves bytes that are written
again, never a hole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cooperatives.models import Cooperative
from cooperatives.photos.ingest import MAX_BYTES, Reason
from shop.workspace.entrance.models import Device, Leader
from shop.workspace.listings.models import Submission
from shop.workspace.photos import shelf
from shop.workspace.photos.models import LeaderPhoto, Placed, Upload

# On their way at the same time for one group; a phone sends one after the other.
MOST_AT_ONCE = 100
MOST_IN_LISTING = 24
# The next attempt may end otherwise: the machine had too much to do.
WORTH_ANOTHER_TRY = (Reason.TOO_HEAVY,)


class NotBegun(Exception):
    """The picture cannot be sent like this; `str()` of it tells the leader why."""


class TooLarge(NotBegun):
    pass


class TooMany(NotBegun):
    pass


class OfAnotherGroup(Exception):
    """The listing or the picture belongs to another cooperative."""


class WrongOffset(Exception):
    """The piece does not follow what has come so far."""

    def __init__(self, offset: int):
        self.offset = offset
        super().__init__(f"{offset} bytes have come.")


class TooMuch(Exception):
    """There is more of it than was said."""


class Gone(Exception):
    """Nobody waits for this picture any more."""


@dataclass(frozen=True)
class Announced:
    """What is said of a picture before it is sent. `people` are numbers of persons; no listing: it stands alone."""

    sha256: str
    length: int
    listing: UUID | None = None
    position: int | None = None
    says: str = LeaderPhoto.Says.UNSAID
    people: tuple[int, ...] = ()


@transaction.atomic
def begin(*, leader: Leader, device: Device | None, announced: Announced) -> Upload:
    """The picture with these bytes, of which nothing, a part or all may be here already.

    May raise TooLarge, TooMany, NotBegun, and OfAnotherGroup for the listing.
    """
    if announced.length > MAX_BYTES:
        raise TooLarge(Reason.TOO_LARGE.label)
    if announced.length < 1:
        raise NotBegun(Reason.EMPTY.label)
    group = leader.cooperative
    if announced.listing:
        refuse_listing_of_others(announced.listing, group)
    fresh = {"length": announced.length, "leader": leader, "device": device, **_said(announced, group)}
    upload, is_new = Upload.objects.get_or_create(cooperative=group, sha256=announced.sha256, defaults=fresh)
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if is_new:
        if Upload.objects.filter(cooperative=group, state=Upload.State.ARRIVING).count() > MOST_AT_ONCE:
            raise TooMany(_("Too many photos are on their way. Please wait a little."))
    else:
        _begin_again(upload, device, fresh)
    if announced.listing and upload.state != Upload.State.REFUSED:
        put_into(announced.listing, upload=upload, position=announced.position)
    return upload


@transaction.atomic
def append(*, upload: Upload, offset: int, data: bytes) -> Upload:
    """Write down the piece that begins at `offset`; with the last one the picture has arrived.

    May raise WrongOffset, TooMuch and Gone.
    """
    locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if locked is None:
        raise Gone
    here = offset_of(locked)
    if locked.state != Upload.State.ARRIVING or offset != here:
        raise WrongOffset(here)
    if offset + len(data) > locked.length:
        raise TooMuch
    locked.offset = offset + len(data)
    is_last = locked.offset == locked.length
    if data:
        shelf.write(locked.token, at=offset, data=data, is_last=is_last)
    if is_last:
        locked.state = Upload.State.ARRIVED
    locked.save(update_fields=["offset", "state", "changed_at"])
    return locked


@transaction.atomic
def start_over(upload: Upload) -> Upload:
    """What came was not what was said: it has to be sent again from the beginning."""
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.state == Upload.State.ARRIVED:
        locked.state, locked.offset = Upload.State.ARRIVING, 0
        locked.save(update_fields=["offset", "state", "changed_at"])
        transaction.on_commit(lambda: shelf.drop(locked.token))
    return locked


@transaction.atomic
def give_up(upload: Upload, *, listing: UUID | None = None) -> None:
    """The leader does not want it: in this listing, or in none. What no other listing waits for is not sent on."""
    locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if locked is None:
        return
    places = locked.places.filter(listing=listing) if listing else locked.places
    places.all().delete()
    if locked.state != Upload.State.SAFE and not locked.places.exists():
        locked.delete()
        transaction.on_commit(lambda: shelf.drop(locked.token))


def offset_of(upload: Upload) -> int:
    """How much of it is here. After a power cut the disk may have less than the row says; the disk is believed."""
    if upload.state != Upload.State.ARRIVING:
        return upload.length
    return min(upload.offset, shelf.size(upload.token)) if upload.offset else 0


def put_into(listing: UUID, *, upload: Upload, position: int | None) -> Placed:
    """Give it its place in a listing; one that has a place there keeps it."""
    known = Placed.objects.filter(listing=listing, upload=upload).first()
    if known is None and upload.photo_id:
        known = Placed.objects.filter(listing=listing, photo=upload.photo_id).first()
    if known:
        # Of one that is safe the place may have been changed on a page meanwhile.
        if position is not None and upload.state != Upload.State.SAFE:
            known.position = position
            known.save(update_fields=["position"])
        return known
    if Placed.objects.filter(listing=listing).count() >= MOST_IN_LISTING:
        raise NotBegun(_("There are enough photos of this piece."))
    if position is None:
        position = next_position(listing)
    place, _is_new = Placed.objects.get_or_create(
        listing=listing,
        upload=upload,
        defaults={"photo_id": upload.photo_id, "cooperative_id": upload.cooperative_id, "position": position},
    )
    return place


def next_position(listing: UUID) -> int:
    last = Placed.objects.filter(listing=listing).aggregate(last=Max("position"))["last"]
    return 0 if last is None else min(last + 1, MOST_POSITION)


MOST_POSITION = 32_767


def refuse_listing_of_others(listing: UUID, group: Cooperative) -> None:
    """A listing is made by a phone, and its pictures may be here before it: whoever comes first has it."""
    theirs = Submission.objects.filter(key=listing).exclude(cooperative=group)
    if theirs.exists() or Placed.objects.filter(listing=listing).exclude(cooperative=group).exists():
        raise OfAnotherGroup


def _begin_again(upload: Upload, device: Device | None, fresh: dict) -> None:
    """Go on with what the same bytes began before, on this phone or another of the group."""
    upload.device = device or upload.device
    worth_a_try = upload.state == Upload.State.REFUSED and upload.refused in WORTH_ANOTHER_TRY
    was_removed = upload.state == Upload.State.SAFE and upload.photo_id is None
    said_otherwise = upload.state == Upload.State.ARRIVING and upload.length != fresh["length"]
    if worth_a_try or was_removed or said_otherwise:
        upload.state, upload.offset, upload.refused = Upload.State.ARRIVING, 0, ""
        upload.length = fresh["length"]
        transaction.on_commit(lambda: shelf.drop(upload.token))
    upload.leader, upload.says, upload.says_people = fresh["leader"], fresh["says"], fresh["says_people"]
    upload.save()
    if upload.photo_id and fresh["says"] != LeaderPhoto.Says.UNSAID:
        say(photo=upload.photo, says=fresh["says"], people=fresh["says_people"])


@transaction.atomic
def say(*, photo: LeaderPhoto, says: str, people: Iterable[int] = ()) -> LeaderPhoto:
    """The leader says who is to be seen, also after it was sent; `people` are numbers of persons of the group. It is for staff to
    believe: what they have said of it themselves stays."""
    people = list(people) if says == LeaderPhoto.Says.NAMED else []
    known = photo.cooperative.artisans.filter(person__in=people).values_list("person_id", flat=True)
    photo.says = says if says != LeaderPhoto.Says.NAMED or known else LeaderPhoto.Says.UNSAID
    photo.save(update_fields=["says"])
    photo.says_people.set(known)
    return photo


def _said(announced: Announced, group: Cooperative) -> dict:
    """What the leader says of it, with the people of the group alone: a number that is none of them leaves it unsaid."""
    people = sorted(set(announced.people))
    known = group.artisans.filter(person__in=people).values_list("person_id", flat=True) if people else []
    is_named = announced.says == LeaderPhoto.Says.NAMED and people and len(known) == len(people)
    if announced.says == LeaderPhoto.Says.NAMED and not is_named:
        return {"says": LeaderPhoto.Says.UNSAID, "says_people": sorted(known)}
    return {"says": announced.says, "says_people": people if is_named else []}
