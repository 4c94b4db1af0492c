"""What the demo's pieces and the words they are found by are called in the other languages."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import models
from modelsearch import index
from modeltranslation.utils import build_localized_fieldname

from cooperatives.models import Artisan, Cooperative
from shop.catalogue.models import Category, Colour, Contribution, Material, Product

HERE = Path(__file__).parent
KINDS = {"category": Category, "material": Material, "colour": Colour}


def load_words(*, progress: Callable[[str], None] = print) -> int:
    """Write down what is not written down yet; how many things got words."""
    new = 0
    for code, name in settings.LANGUAGES[1:]:
        words = _read(f"categories.{code}.toml")
        for kind, model in KINDS.items():
            new += len(_say(model, words.get(kind, {}), code))
        pieces = _say(Product, _read(f"pieces.{code}.toml"), code)
        _say_who_made_what(code)
        new += _say_of_groups(_read(f"cooperatives.{code}.toml"), code)
        for piece in pieces:
            index.insert_or_update_object(piece)
        new += len(pieces)
        progress(f"Words in {name}: {new}")
    return new


def _say_who_made_what(code: str) -> None:
    column = build_localized_fieldname("work", code)
    parts = {
        (piece, group): text
        for piece, words in _read(f"pieces.{code}.toml").items()
        for group, text in words.get("work", {}).items()
    }
    for part in Contribution.objects.filter(product__slug__in=[piece for piece, _group in parts]).select_related(
        "product", "cooperative"
    ):
        text = parts.get((part.product.slug, part.cooperative.slug))
        if text and not getattr(part, column):
            setattr(part, column, text)
            part.save(update_fields=[column])


def _say_of_groups(words: dict[str, dict], code: str) -> int:
    """Of each group its summary, and of each of its members the craft."""
    groups = {slug: {"summary": said["summary"]} for slug, said in words.items() if "summary" in said}
    column = build_localized_fieldname("craft", code)
    crafts = {name: craft for said in words.values() for name, craft in said.get("artisans", {}).items()}
    for artisan in Artisan.objects.filter(person__full_name__in=crafts).select_related("person"):
        if not getattr(artisan, column):
            setattr(artisan, column, crafts[artisan.person.full_name])
            artisan.save(update_fields=[column])
    return len(_say(Cooperative, groups, code))


def _say(model: type[models.Model], words: dict[str, dict[str, str]], code: str) -> list[models.Model]:
    """Those that said nothing in this language before."""
    silent = []
    for thing in model.objects.filter(slug__in=words):
        said = {field: text for field, text in words[thing.slug].items() if isinstance(text, str)}
        columns = {build_localized_fieldname(field, code): text for field, text in said.items()}
        if not any(getattr(thing, column) for column in columns):
            for column, text in columns.items():
                setattr(thing, column, text)
            silent.append(thing)
    if silent:
        columns = {
            build_localized_fieldname(field, code)
            for said in words.values()
            for field, text in said.items()
            if isinstance(text, str)
        }
        model.objects.bulk_update(silent, sorted(columns))
    return silent


def _read(name: str) -> dict:
    path = HERE / name
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
