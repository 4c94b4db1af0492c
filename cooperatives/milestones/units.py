"""What milestones count. Each unit has its words for one and for many, so that a total can be said in every language."""

from decimal import Decimal

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


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


# How many decides which form: the count itself may be a half.
WORDS = {
    Unit.PEOPLE: ngettext_lazy("%(count)s person", "%(count)s people", "number"),
    Unit.FAMILIES: ngettext_lazy("%(count)s family", "%(count)s families", "number"),
    Unit.MEMBERS: ngettext_lazy("%(count)s member", "%(count)s members", "number"),
    Unit.GROUPS: ngettext_lazy("%(count)s group", "%(count)s groups", "number"),
    Unit.KITS: ngettext_lazy("%(count)s kit", "%(count)s kits", "number"),
    Unit.GOATS: ngettext_lazy("%(count)s goat", "%(count)s goats", "number"),
    Unit.PIGLETS: ngettext_lazy("%(count)s piglet", "%(count)s piglets", "number"),
    Unit.COWS: ngettext_lazy("%(count)s cow", "%(count)s cows", "number"),
    Unit.CHICKENS: ngettext_lazy("%(count)s chicken", "%(count)s chickens", "number"),
    Unit.BEEHIVES: ngettext_lazy("%(count)s beehive", "%(count)s beehives", "number"),
    Unit.HECTARES: ngettext_lazy("%(count)s hectare", "%(count)s hectares", "number"),
    Unit.DAYS: ngettext_lazy("%(count)s day", "%(count)s days", "number"),
}


def counted(count: Decimal | int, unit: str) -> str:
    """A count with its unit, as "12 goats"."""
    # Gettext knows plurals of whole numbers only; half a hectare is said as several are.
    number = int(count) if count == int(count) else 2
    return WORDS[unit] % {"count": written(count), "number": number}


def written(count: Decimal | int) -> str:
    """A count without needless zeros, as people of the language write it."""
    count = Decimal(count)
    places = max(0, -count.normalize().as_tuple().exponent)
    return number_format(count, decimal_pos=places, force_grouping=True)
