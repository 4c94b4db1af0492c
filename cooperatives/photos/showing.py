"""Whether a picture may be shown: of nobody, or of people who all allow it today.

The last day on which they do is stored with the picture, so that showing it asks nothing. It is read anew whenever a
consent or the people in the picture change. When it is over, the files that were public go, and the picture itself gets
another name: the old addresses lead nowhere, in whatever cache or index they stand.
"""

import secrets
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cooperatives.consents.models import Person, Scope
from cooperatives.consents.places import Use
from cooperatives.photos.models import Photo, ShowsPeople
from cooperatives.photos.tasks import make_renditions_of


@transaction.atomic
def say_who_is_seen(photo: Photo, *, shows: ShowsPeople, people: Iterable[Person] = ()) -> Photo:
    """Somebody has looked at the picture, and says who can be recognised in it."""
    people = list(people) if shows == ShowsPeople.NAMED else []
    could_be_shown = photo.may_be_shown()
    photo.shows_people = shows if shows != ShowsPeople.NAMED or people else ShowsPeople.NOT_LOOKED_AT
    photo.save(update_fields=["shows_people"])
    photo.people.set(people)
    read_anew(photo, could_be_shown=could_be_shown)
    return photo


def read_anew(photo: Photo, *, could_be_shown: bool | None = None) -> None:
    """Read from the consents until when it may be shown, and let its public files follow."""
    could_be_shown = photo.may_be_shown() if could_be_shown is None else could_be_shown
    until = allowed_until(photo)
    if until != photo.allowed_until:
        photo.allowed_until = until
        Photo.objects.filter(pk=photo.pk).update(allowed_until=until)
    if photo.may_be_shown():
        Photo.objects.filter(pk=photo.pk, is_public=False).update(is_public=True)
        photo.is_public = True
        if not could_be_shown:
            make_renditions_of.enqueue(photo.pk)
    elif could_be_shown or photo.is_public:
        withhold(photo)


def allowed_until(photo: Photo) -> date | None:
    """The last day on which everybody in the picture allows it; None where somebody does not today."""
    if photo.shows_people != ShowsPeople.NAMED:
        return None
    days = []
    for person in photo.people.with_consents():
        live = [consent.valid_until for consent in person.consents.all() if consent.covers(Scope.FACE)]
        if not live:
            return None
        days.append(max(live))
    return min(days, default=None)


def withhold(photo: Photo) -> None:
    """Take the picture's public files away. Its own stays for staff, under a name that nobody was ever told."""
    storage, old = photo.file.storage, photo.file.name
    gone = [old]
    for rendition in list(photo.renditions.all()):
        gone.append(rendition.file.name)
        rendition.delete()
    with storage.open(old) as file:
        new = storage.save(f"pictures/{secrets.token_hex(10)}{Path(old).suffix}", ContentFile(file.read()))
    Photo.objects.filter(pk=photo.pk).update(file=new, is_public=False)
    photo.file.name, photo.is_public = new, False
    # Wagtail leaves the files of renditions to a task; these are gone before the request is answered.
    transaction.on_commit(lambda: [storage.delete(name) for name in gone])


class PhotoPlace:
    """Pictures that show somebody."""

    name = "pictures"

    def find(self, person: Person) -> list[Use]:
        return [_use(photo) for photo in person.photos.all()]

    def take_down(self, person: Person, scopes: Collection[Scope]) -> list[Use]:
        if Scope.FACE not in scopes:
            return []
        shown = [photo for photo in person.photos.all() if photo.may_be_shown() or photo.is_public]
        for photo in shown:
            read_anew(photo)
        return [_use(photo) for photo in shown if not photo.is_public]

    def overdue(self) -> set[int]:
        public = Photo.objects.filter(is_public=True, shows_people=ShowsPeople.NAMED).prefetch_related("people")
        shown = [photo for photo in public if not photo.may_be_shown()]
        return {person.pk for photo in shown for person in photo.people.all()}

    def changed(self, person: Person) -> None:
        for photo in person.photos.all():
            read_anew(photo)


def _use(photo: Photo) -> Use:
    return Use(
        what=_("Picture “%(title)s”") % {"title": photo.title},
        scopes=(Scope.FACE,),
        edit_url=reverse("wagtailimages:edit", args=[photo.pk]),
        is_live=photo.may_be_shown(),
    )
