"""Looking at a picture: staff say who is to be seen in it, with what these people allow beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperatives.consents.models import Person
from cooperatives.consents.scopes import Scope
from cooperatives.photos.models import Photo, ShowsPeople
from cooperatives.photos.showing import say_who_is_seen
from shop.moderation.logbook import PICTURE_LOOKED_AT
from shop.payment.logbook import note
from shop.users.models import User
from shop.workspace.photos.models import LeaderPhoto


class NobodyNamed(Exception):
    """People are to be seen, and it was not said who."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be in the picture; `until` the last day on which their face may be shown, None where it may not."""

    person: Person
    until: date | None


def candidates(*, cooperatives: Iterable[int], photos: Sequence[LeaderPhoto | Photo] = ()) -> list[Candidate]:
    """The people of these groups, and whoever was named in these pictures; a constant number of queries."""
    keys = set(Person.objects.filter(artisan__cooperative__in=list(cooperatives)).values_list("pk", flat=True))
    for photo in photos:
        if isinstance(photo, LeaderPhoto):
            keys |= {person.pk for person in photo.says_people.all()} | {p.pk for p in photo.photo.people.all()}
        else:
            keys |= {person.pk for person in photo.people.all()}
    return [Candidate(person, _until(person)) for person in Person.objects.filter(pk__in=keys).with_consents()]


@transaction.atomic
def look(*, photo: Photo, shows: str, people: Iterable[Person] = (), by: User) -> Photo:
    """Somebody of the staff has looked at it; their word stands above the leader's. Raises NobodyNamed."""
    people = list(people)
    if shows == ShowsPeople.NAMED and not people:
        raise NobodyNamed
    photo = say_who_is_seen(photo, shows=ShowsPeople(shows), people=people)
    if shows == ShowsPeople.NAMED:
        said = ngettext("%(count)d person is to be seen", "%(count)d people are to be seen", len(people))
        said %= {"count": len(people)}
    else:
        said = _("Nobody can be recognised")
    note(photo, PICTURE_LOOKED_AT, by=by, data={"note": said})
    return photo


def _until(person: Person) -> date | None:
    live = [consent.valid_until for consent in person.consents.all() if consent.covers(Scope.FACE)]
    return max(live, default=None)
