"""The thirty districts of Rwanda: the province of each and roughly where it lies.

The centres are approximate, to about 0.1 degree: enough for a small map, not for finding the way. They come from the
project's `rwanda.geojson`, whose outline of the country is Natural Earth 1:10m (public domain).
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class District(NamedTuple):
    name: str
    province: str
    longitude: float
    latitude: float


# The names as the provinces are called, so that they can be translated ("Kigali" is a city with a province's rank).
PROVINCES = {
    "Kigali": _("Kigali City"),
    "Northern": _("Northern Province"),
    "Southern": _("Southern Province"),
    "Eastern": _("Eastern Province"),
    "Western": _("Western Province"),
}

DISTRICTS = {
    district.name: district
    for district in (
        District("Gasabo", "Kigali", 30.13, -1.89),
        District("Kicukiro", "Kigali", 30.15, -2.0),
        District("Nyarugenge", "Kigali", 30.02, -1.98),
        District("Burera", "Northern", 29.84, -1.47),
        District("Gakenke", "Northern", 29.78, -1.7),
        District("Gicumbi", "Northern", 30.11, -1.61),
        District("Musanze", "Northern", 29.6, -1.5),
        District("Rulindo", "Northern", 29.99, -1.73),
        District("Gisagara", "Southern", 29.85, -2.62),
        District("Huye", "Southern", 29.7, -2.52),
        District("Kamonyi", "Southern", 29.9, -2.0),
        District("Muhanga", "Southern", 29.7, -1.97),
        District("Nyamagabe", "Southern", 29.48, -2.45),
        District("Nyanza", "Southern", 29.79, -2.35),
        District("Nyaruguru", "Southern", 29.52, -2.7),
        District("Ruhango", "Southern", 29.77, -2.21),
        District("Bugesera", "Eastern", 30.15, -2.23),
        District("Gatsibo", "Eastern", 30.46, -1.6),
        District("Kayonza", "Eastern", 30.57, -1.9),
        District("Kirehe", "Eastern", 30.7, -2.25),
        District("Ngoma", "Eastern", 30.48, -2.18),
        District("Nyagatare", "Eastern", 30.33, -1.33),
        District("Rwamagana", "Eastern", 30.35, -1.97),
        District("Karongi", "Western", 29.4, -2.12),
        District("Ngororero", "Western", 29.6, -1.88),
        District("Nyabihu", "Western", 29.5, -1.65),
        District("Nyamasheke", "Western", 29.16, -2.36),
        District("Rubavu", "Western", 29.33, -1.68),
        District("Rusizi", "Western", 29.02, -2.56),
        District("Rutsiro", "Western", 29.36, -1.92),
    )
}
