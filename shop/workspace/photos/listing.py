"""The pictures of a listing in their order: put in, moved, taken out, and taken over from what staff photographed."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from cooperatives.models import Cooperative
from cooperatives.photos.models import Photo, ShowsPeople
from shop.workspace.listings.models import Submission
from shop.workspace.photos.arriving import MOST_POSITION, OfAnotherGroup, next_position, refuse_listing_of_others
from shop.workspace.photos.models import LeaderPhoto, Placed, Upload

__all__ = ["OfAnotherGroup", "adopt", "on_their_way", "order", "photos_of", "place", "places_of", "remove"]


def places_of(listing: UUID):
    """The places of a listing, without those that another group put there."""
    others = Submission.objects.filter(key=OuterRef("listing")).exclude(cooperative=OuterRef("cooperative"))
    return Placed.objects.filter(~Exists(others), listing=listing)


def photos_of(listing: UUID) -> list[LeaderPhoto]:
    """Its pictures in their order, ready to be shown with who is said to be seen: three queries however many there are.

    Those that are still on their way are not among them.
    """
    places = places_of(listing).filter(photo__isnull=False).select_related("photo__photo", "photo__cooperative")
    return [place.photo for place in places.prefetch_related("photo__says_people", "photo__photo__people")]


def on_their_way(listing: UUID) -> int:
    """How many pictures of it have not arrived whole yet."""
    waiting = (Upload.State.ARRIVING, Upload.State.ARRIVED)
    return places_of(listing).filter(photo__isnull=True, upload__state__in=waiting).count()


@transaction.atomic
def place(*, listing: UUID, photo: LeaderPhoto, position: int | None = None) -> Placed:
    """Put a picture that is here into a listing of its group, at the end unless it is said where. May raise OfAnotherGroup."""
    refuse_listing_of_others(listing, photo.cooperative)
    if position is None:
        position = next_position(listing)
    made, _is_new = Placed.objects.get_or_create(
        listing=listing, photo=photo, defaults={"cooperative_id": photo.cooperative_id, "position": position}
    )
    return made


@transaction.atomic
def order(*, listing: UUID, photos: Sequence[int]) -> list[Placed]:
    """Put the pictures with these numbers (of LeaderPhoto) first, in this order; the others follow as they were."""
    places = list(places_of(listing).select_for_update(of=("self",)))
    first = {number: at for at, number in enumerate(photos)}
    places.sort(key=lambda row: (first.get(row.photo_id, MOST_POSITION), row.position, row.pk))
    for position, row in enumerate(places):
        row.position = position
    Placed.objects.bulk_update(places, ["position"])
    return places


@transaction.atomic
def remove(*, listing: UUID, photo: LeaderPhoto) -> bool:
    """Take a picture out of a listing; whether it was in it. One that is used nowhere goes some days later (`sweeping`)."""
    gone, _by_kind = places_of(listing).filter(photo=photo).delete()
    return bool(gone)


@transaction.atomic
def adopt(*, photo: Photo, cooperative: Cooperative) -> LeaderPhoto:
    """A picture of the library as one of the group's own, with what staff said of it. May raise OfAnotherGroup."""
    says = {ShowsPeople.NOBODY: LeaderPhoto.Says.NOBODY, ShowsPeople.NAMED: LeaderPhoto.Says.NAMED}
    made, is_new = LeaderPhoto.objects.select_related("photo", "cooperative").get_or_create(
        photo=photo,
        defaults={
            "cooperative": cooperative,
            "says": says.get(ShowsPeople(photo.shows_people), LeaderPhoto.Says.UNSAID),
        },
    )
    if made.cooperative_id != cooperative.pk:
        raise OfAnotherGroup
    if is_new:
        made.says_people.set(photo.people.all())
    return made
