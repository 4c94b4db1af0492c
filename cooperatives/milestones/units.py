"""What milestones count. Each unit has its words for one and for many, so that a total can be said in every language."""

from decimal import Decimal

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Unit(TextChoices):
    PEOPLE = "people", _("People")
    FAMILIES = "families", _("Families")
    MEMBERS = "members", _("Members")
    GROUPS = "groups", _("Groups")
    KITS = "kits", _("Kits")
    GOATS = "goats", _("Goats")
    PIGLETS = "piglets", _("Piglets")
    COWS = "cows", _("Cows")
    CHICKENS = "chickens", _("Chickens")
    BEEHIVES = "beehives", _("Beehives")
    HECTARES = "hectares", _("Hectares")
    DAYS = "days", _("Days")


def counted(count: Decimal | int, unit: str) -> str:
    """A count with its unit, as "12 goats"."""
    # Gettext knows plurals of whole numbers only; half a hectare is said as several are.
    number = int(count) if count == int(count) else 2
    return _words(unit, number) % {"count": written(count)}


def written(count: Decimal | int) -> str:
    """A count without needless zeros, as people of the language write it."""
    count = Decimal(count)
    places = max(0, -count.normalize().as_tuple().exponent)
    return number_format(count, decimal_pos=places, force_grouping=True)


def _words(unit: str, number: int) -> str:
    match unit:
        case Unit.PEOPLE:
            return ngettext("%(count)s person", "%(count)s people", number)
        case Unit.FAMILIES:
            return ngettext("%(count)s family", "%(count)s families", number)
        case Unit.MEMBERS:
            return ngettext("%(count)s member", "%(count)s members", number)
        case Unit.GROUPS:
            return ngettext("%(count)s group", "%(count)s groups", number)
        case Unit.KITS:
            return ngettext("%(count)s kit", "%(count)s kits", number)
        case Unit.GOATS:
            return ngettext("%(count)s goat", "%(count)s goats", number)
        case Unit.PIGLETS:
            return ngettext("%(count)s piglet", "%(count)s piglets", number)
        case Unit.COWS:
            return ngettext("%(count)s cow", "%(count)s cows", number)
        case Unit.CHICKENS:
            return ngettext("%(count)s chicken", "%(count)s chickens", number)
        case Unit.BEEHIVES:
            return ngettext("%(count)s beehive", "%(count)s beehives", number)
        case Unit.HECTARES:
            return ngettext("%(count)s hectare", "%(count)s hectares", number)
        case Unit.DAYS:
            return ngettext("%(count)s day", "%(count)s days", number)
        case _:
            return "%(count)s"
