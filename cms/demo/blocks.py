"""What a manuscript says, as the fields and blocks of a page store it. Everything has the same name in every language.

A block of a translation has the same number as that of the original: by it the sentences of the two are laid side by side.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime

from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.demo.manuscript import Manuscript, Parts, fields_of
from cms.demo.photos import photos
from cms.models.base import BasePage
from cms.models.themes import Theme
from cooperatives.consents.models import Person
from cooperatives.photos.models import Photo

NUMBERS = uuid.UUID("8a3f0d52-7a39-4a3e-9b5d-5f2b1c0a6a11")
WRITTEN = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock)
YES = ("yes", "true")


class NotThere(Exception):
    """A manuscript names something that the demo does not have."""


def find(model: type[models.Model], name: str) -> models.Model:
    """What a manuscript calls by its name: a picture, a person, a page, anything with a slug."""
    if model is Photo:
        found = photos().get(name)
    elif issubclass(model, Theme):
        found = Theme.objects.filter(slug=name).order_by("locale").first()
    elif model is Person:
        found = Person.objects.filter(full_name=name).first()
    elif issubclass(model, Page):
        found = model.objects.filter(slug=name, alias_of=None).order_by("locale").first()
    else:
        found = model.objects.filter(slug=name).first()
    if found is None:
        raise NotThere(f"{model._meta.label}: {name}")
    return found


def fill(page: BasePage, text: Manuscript) -> Callable[[], None]:
    """Give a page what its manuscript says. Answers with what remains to be done once the page is stored."""
    later = []
    for name, value in text.head.items():
        field = _field(page, name)
        if isinstance(field, ParentalManyToManyField):
            later.append((field.name, [find(field.related_model, one) for one in _several(value)]))
        elif field is not None:
            setattr(page, field.name, _field_value(field, value))
    streams = {field.name for field in page._meta.get_fields() if isinstance(field, StreamField)}
    body = [
        (kind, _as_person(value) if kind == "quote" else value)
        for kind, value in text.body
        if not _is_field(page, kind)
    ]
    if body and (name := next((name for name in ("body", "sections") if name in streams), "")):
        stream = page._meta.get_field(name).stream_block
        setattr(page, name, [_stored(stream, kind, value, f"{text.slug}.{n}") for n, (kind, value) in enumerate(body)])
    for kind, value in text.body:
        if _is_field(page, kind):
            _fill_field(page, kind, value, text.slug)

    def link() -> None:
        for name, things in later:
            getattr(page, name).set(things)

    return link


def _field(page: BasePage, name: str) -> models.Field | None:
    names = {field.name for field in page._meta.get_fields()}
    return page._meta.get_field(name) if name in names else None


def _is_field(page: BasePage, kind: str) -> bool:
    return any(field.name == kind for field in page._meta.get_fields())


def _as_person(quote: dict) -> dict:
    """Who is known to the demo is named by what they allow, not by what is written here."""
    known = Person.objects.filter(full_name=quote["name"]).exists() if quote["name"] else False
    return {"text": quote["text"], "person": quote["name"]} if known else quote


def _several(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


def _field_value(field: models.Field, value: str) -> object:
    readings: dict[type[models.Field], Callable[[str], object]] = {
        models.ForeignKey: lambda name: find(field.related_model, name),
        models.DateTimeField: lambda text: timezone.make_aware(datetime.fromisoformat(text)),
        models.DateField: date.fromisoformat,
        models.BooleanField: lambda text: text in YES,
        models.IntegerField: int,
        models.JSONField: lambda text: [int(one) if one.isdigit() else one for one in _several(text)],
    }
    return next((read(value) for kind, read in readings.items() if isinstance(field, kind)), value)


def _fill_field(page: BasePage, name: str, parts: Parts, slug: str) -> None:
    field = page._meta.get_field(name)
    if isinstance(field, StreamField):
        [kind] = field.stream_block.child_blocks
        value = [_stored(field.stream_block, kind, item, f"{slug}.{name}.{n}") for n, item in enumerate(parts.items)]
    elif field.one_to_many:
        value = [
            _child(field.related_model, fields_of(item), f"{slug}.{name}", n) for n, item in enumerate(parts.items)
        ]
    else:
        value = "\n".join(" ".join(item) for item in parts.items)
    setattr(page, name, value)


def _child(model: type[models.Model], fields: dict[str, str], name: str, number: int) -> models.Model:
    values = {name: _field_value(model._meta.get_field(name), value) for name, value in fields.items()}
    return model(sort_order=number, translation_key=uuid.uuid5(NUMBERS, f"{name}.{number}"), **values)


def _stored(stream: blocks.StreamBlock, kind: str, value: object, number: str) -> dict:
    block = stream.child_blocks[kind]
    return {"type": kind, "value": _value(block, value, number), "id": str(uuid.uuid5(NUMBERS, number))}


def _value(block: blocks.Block, said: object, number: str) -> object:
    match block:
        case blocks.StructBlock():
            return _struct(block, said, number)
        case blocks.ListBlock():
            return [
                {
                    "type": "item",
                    "value": _value(block.child_block, item, f"{number}.{n}"),
                    "id": str(uuid.uuid5(NUMBERS, f"{number}.{n}")),
                }
                for n, item in enumerate(said)
            ]
        case blocks.FieldBlock() if hasattr(block, "model_class"):
            return find(block.model_class, _words(said)).pk
        case blocks.BooleanBlock():
            return _words(said) in YES
    return _words(said)


def _struct(block: blocks.StructBlock, said: object, number: str) -> dict:
    """A value alone is that of the first field: of a picture with its caption, the picture."""
    names = list(block.child_blocks)
    if isinstance(said, list):
        said = fields_of(said) if ": " in said[0] and said[0].split(": ", 1)[0] in (*names, "name") else said[0]
    fields = said.fields if isinstance(said, Parts) else said if isinstance(said, dict) else {names[0]: said}
    # The name of a step is its title.
    fields = {"title" if name == "name" and name not in names else name: value for name, value in fields.items()}
    stored = {
        name: _value(block.child_blocks[name], value, f"{number}.{name}") for name, value in fields.items() if value
    }
    # What the editor's form leaves empty, it stores as empty words.
    silent = [name for name, child in block.child_blocks.items() if isinstance(child, WRITTEN) and name not in stored]
    stored |= dict.fromkeys(silent, "")
    if isinstance(said, Parts) and said.items:
        name = next(name for name, child in block.child_blocks.items() if isinstance(child, blocks.ListBlock))
        stored[name] = _value(block.child_blocks[name], said.items, number)
    if "is_wide" in names and str(fields.get("picture", "")).startswith("scene-"):
        stored["is_wide"] = True
    return stored


def _words(said: object) -> str:
    return " ".join(said) if isinstance(said, list) else str(said)
