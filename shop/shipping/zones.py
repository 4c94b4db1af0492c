"""The four delivery zones and the countries in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

EAST_AFRICA = frozenset("BI CD KE SO SS TZ UG".split())  # the East African Community without Rwanda
EUROPE = frozenset(
    "AD AL AT AX BA BE BG CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL "
    "NO PL PT RO RS SE SI SK SM UA VA".split()
)


class Zone(models.TextChoices):
    RWANDA = "rwanda", _("Rwanda")
    EAST_AFRICA = "east-africa", _("East Africa")
    EUROPE = "europe", _("Europe")
    WORLD = "world", _("Rest of the world")


# From the payment to the door, in days: `shop/arrival.html` says the same in words.
DAYS_TO_ARRIVE = {Zone.RWANDA: (2, 4), Zone.EAST_AFRICA: (7, 14), Zone.EUROPE: (14, 21), Zone.WORLD: (21, 35)}
# Of these, at most, for packing.
DAYS_TO_PACK = 2
# From the door: to say that it broke on the way, and to send it back.
DAYS_TO_REPORT, DAYS_TO_RETURN = 14, 30


def zone_of(country: str) -> Zone:
    """The zone of a country given by its two ISO letters."""
    if country == "RW":
        return Zone.RWANDA
    if country in EAST_AFRICA:
        return Zone.EAST_AFRICA
    return Zone.EUROPE if country in EUROPE else Zone.WORLD
