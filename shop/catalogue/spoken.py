"""The language of the words of a piece, or of anything whose words stand in a column for each language."""

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname


def in_each_language(field: str) -> list[str]:
    """The names of the columns of a field."""
    return [build_localized_fieldname(field, code) for code, _name in settings.LANGUAGES]


def in_words_of(field: str) -> Coalesce:
    """What a reader of this language sees of a field, for the database to order by."""
    own = build_localized_fieldname(field, get_language())
    return Coalesce(NullIf(F(own), Value("")), F(build_localized_fieldname(field, settings.LANGUAGE_CODE)))


def spoken(thing: object, field: str, language: str = "") -> str:
    """The one that is spoken now (or `language`), if the field says something in it; else the one that all were written in."""
    code = language or get_language()
    return code if getattr(thing, build_localized_fieldname(field, code), "") else settings.LANGUAGE_CODE


def languages_of(thing: object, field: str) -> list[str]:
    """Those in which the field says something of its own, in the order of the site's languages."""
    return [code for code, _name in settings.LANGUAGES if spoken(thing, field, code) == code]
