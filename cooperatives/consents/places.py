"""Where people are shown. This layer knows no pages and no shop: they register their places here when they start."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from cooperatives.consents.models import Person
from cooperatives.consents.scopes import Scope


@dataclass(frozen=True)
class Use:
    """One place that shows a person: what staff read of it, where they change it, and what it shows.

    `is_recalled`: nothing of it is left with us once it was taken down. `title`, `address` and `language` are for the person:
    what visitors see of it, and where; `of` is the same for the same thing in several languages.
    """

    what: str
    scopes: tuple[Scope, ...] = ()
    edit_url: str = ""
    is_live: bool = True
    is_recalled: bool = True
    title: str = ""
    address: str = ""
    language: str = ""
    of: str = ""


class Place(Protocol):
    """A kind of place. It is asked again after each withdrawal, so it keeps nothing itself."""

    name: str

    def find(self, person: Person) -> list[Use]:
        """Where this person is used now, shown or in a draft."""

    def take_down(self, person: Person, scopes: Collection[Scope]) -> list[Use]:
        """Remove what shows any of these scopes, which are no longer allowed; say what was removed."""

    def changed(self, person: Person) -> None:
        """A consent of this person was recorded or ended: read anew what follows from it."""

    def overdue(self) -> set[int]:
        """The keys of those who are shown here although they do not allow it today."""


PLACES: dict[str, Place] = {}


def register(place: Place) -> None:
    """Once for each, from an AppConfig's ready()."""
    PLACES[place.name] = place


def uses_of(person: Person) -> list[Use]:
    return [use for place in PLACES.values() for use in place.find(person)]


def changed(person: Person) -> None:
    for place in PLACES.values():
        place.changed(person)
