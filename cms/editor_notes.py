"""What the editor points out in a draft, and never forbids: makers of notes are asked one after the other.

A maker is a function of a page that gives notes; it is registered by `@note_maker` where the app's `wagtail_hooks` imports it.
What people wrote is had from `passages(page)`: every text of the page, each with the words for where it stands.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.blocks import CharBlock, ChooserBlock, RichTextBlock, TextBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks.text import QuoteBlock
from cms.blocks.walk import walk
from cooperatives.photos.models import Photo

logger = logging.getLogger(__name__)
NOT_WRITTEN_BY_AUTHORS = {"slug", "url_path", "draft_title", "path", "alias_of", "comments"}


@dataclass(frozen=True)
class Note:
    """`kind` is the word above it, as "Figures"; `text` says what and why, and what to do; `where` it stands."""

    kind: str
    text: str
    where: str = ""


@dataclass(frozen=True)
class Passage:
    """A text of a page, without its markup. `is_quoted`: somebody said it, and it stands as they did."""

    text: str
    where: str
    is_quoted: bool = False


Maker = Callable[[Page], Iterable[Note]]
_makers: list[Maker] = []


def note_maker(maker: Maker) -> Maker:
    """Ask this function, too."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def notes(page: Page) -> list[Note]:
    """Of all makers. One that fails costs its own notes and is logged: nobody shall lose their editor over advice."""
    found = []
    for maker in _makers:
        try:
            found += maker(page)
        except Exception:
            logger.exception("%s could not look at page %s", maker.__qualname__, page.pk)
    return list(dict.fromkeys(found))


def passages(page: Page) -> list[Passage]:
    """What people wrote on a page: its own fields, then its blocks, in their order."""
    found = []
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            found += _passages_of(getattr(page, field.name))
        elif _is_written(field):
            found.append(Passage(str(getattr(page, field.name) or ""), str(field.verbose_name)))
    return [passage for passage in found if passage.text.strip()]


def _is_written(field) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField)
    return is_text and field.editable and not field.choices and field.name not in NOT_WRITTEN_BY_AUTHORS


def place(body, where: str) -> str:
    """Words for a place that `walk` named: "block 3 (Quote)"."""
    first, *rest = where.split(".")
    name = body[int(first)].block.label
    inner = [str(int(part) + 1) for part in rest if part.isdigit()]
    return _("block %(number)d (%(name)s)") % {
        "number": int(first) + 1,
        "name": " ".join([str(name), *inner]),
    }


def _passages_of(body) -> Iterator[Passage]:
    quotes = set()
    for block, value, where in walk(body):
        if isinstance(block, QuoteBlock):
            quotes.add(f"{where}.text")
        is_quoted = where in quotes or where.endswith(".transcript")
        if value and isinstance(block, CharBlock | TextBlock):
            yield Passage(str(value), place(body, where), is_quoted)
        elif value and isinstance(block, RichTextBlock):
            words = strip_tags(str(value).replace("><", "> <"))
            yield Passage(words, place(body, where), is_quoted)


@note_maker
def what_is_missing(page: Page) -> Iterator[Note]:
    """Something that was chosen and has been deleted since: the page is shown without it."""
    for body in bodies(page):
        for block, value, where in walk(body):
            if value is None and isinstance(block, ChooserBlock) and block.required:
                yield Note(
                    _("Missing"),
                    _("What was chosen here has been deleted. The page is shown without it; please choose another."),
                    place(body, where),
                )


@note_maker
def pictures_without_words(page: Page) -> Iterator[Note]:
    """Who cannot see a picture hears its description."""
    for body in bodies(page):
        for _block, value, where in walk(body):
            if isinstance(value, Photo) and not value.description:
                yield Note(
                    _("Pictures"),
                    _("“%(title)s” has no description. Write one where the picture is edited: what is to be seen?")
                    % {"title": value.title},
                    place(body, where),
                )


def bodies(page: Page) -> Iterator:
    """The fields of a page that are made of blocks."""
    return (getattr(page, field.name) for field in page._meta.get_fields() if isinstance(field, StreamField))
