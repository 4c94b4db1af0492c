"""Figures from a file into the register: what is new is added, what differs is brought up to date, the rest is left alone.

A file has a table `[[claim]]` for each figure, with the names of the model's fields; words in another language than English stand
in a table of that language, `[claim.fr]`. A file is taken whole or not at all.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction
from modeltranslation.utils import build_localized_fieldname

from cms.claims.models import Claim
from cms.claims.translation import ClaimTranslation

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class CannotLoad(Exception):
    """The file says something that the register cannot hold; the message names the figure and the field."""


@dataclass
class Loaded:
    """The short names of the figures, by what became of them."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def load(path: Path) -> Loaded:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("claim", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CannotLoad(f"{path.name}: {error}") from error
    loaded, seen = Loaded(), set()
    for number, table in enumerate(tables, start=1):
        slug = table.get("slug", "")
        if not slug or slug in seen:
            raise CannotLoad(f"figure {number}: it needs a slug of its own, “{slug}” is none")
        seen.add(slug)
        _load_one(slug, _columns(slug, table), loaded)
    return loaded


def _columns(slug: str, table: dict) -> dict:
    """The model's columns with what the file says, the words of each language in theirs."""
    columns = {}
    for name, value in table.items():
        if name in LANGUAGES:
            columns |= {build_localized_fieldname(word, name): text for word, text in value.items()}
        else:
            columns[build_localized_fieldname(name, "en") if name in ClaimTranslation.fields else name] = value
    for name in columns:
        try:
            Claim._meta.get_field(name)
        except FieldDoesNotExist as error:
            raise CannotLoad(f"{slug}: there is no field “{name}”") from error
    return columns


def _load_one(slug: str, columns: dict, loaded: Loaded) -> None:
    claim = Claim.objects.filter(slug=slug).first()
    is_new = claim is None
    claim = claim or Claim(slug=slug)
    before = {name: getattr(claim, name) for name in columns}
    for name, value in columns.items():
        setattr(claim, name, Claim._meta.get_field(name).to_python(value))
    if not is_new and before == {name: getattr(claim, name) for name in columns}:
        loaded.unchanged.append(slug)
        return
    try:
        claim.full_clean()
    except ValidationError as error:
        raise CannotLoad(f"{slug}: {error.message_dict}") from error
    claim.save()
    (loaded.added if is_new else loaded.changed).append(slug)
