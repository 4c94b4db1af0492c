"""What showing somebody needs, and which of it is not allowed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cooperatives.consents.models import Person
from cooperatives.consents.scopes import Scope


@dataclass(frozen=True)
class Need:
    """To show this of a person here; `language` is that of the words, empty where it does not matter."""

    person_id: int
    scope: Scope
    where: str
    language: str = ""


def missing(needs: Iterable[Need], *, on: date | None = None) -> list[Need]:
    """Those that no live consent covers, each once; in a constant number of queries."""
    needs = list(dict.fromkeys(needs))
    if not needs:
        return []
    people = Person.objects.with_consents().in_bulk({need.person_id for need in needs})
    return [need for need in needs if not _is_met(need, people, on)]


def _is_met(need: Need, people: dict[int, Person], on: date | None) -> bool:
    person = people.get(need.person_id)
    return person is not None and person.allows(need.scope, on, need.language)
