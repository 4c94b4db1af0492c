"""Who may be seen in a picture: the people of the group, and whether each of them said yes to that."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperatives.consents.models import Person
from cooperatives.consents.scopes import Scope
from cooperatives.models import Cooperative


@dataclass(frozen=True)
class Seen:
    """Somebody of the group who may be seen in a picture."""

    pk: int
    name: str
    note: str | Promise


def people_of(cooperative: Cooperative) -> list[Seen]:
    """The members of a group by name, in three queries."""
    members = Person.objects.filter(artisan__cooperative=cooperative).with_consents().order_by("full_name", "pk")
    yes, not_yet = _("Said yes to being shown."), _("Has not said yes to being shown. We ask first.")
    return [Seen(person.pk, person.full_name, yes if person.allows(Scope.FACE) else not_yet) for person in members]
