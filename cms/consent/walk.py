"""Who is shown on a page, and where: in its pictures, in its blocks, by its own fields, and by a name in its words."""

from collections.abc import Iterable, Iterator

from django.db.models import ForeignKey, ManyToManyField, prefetch_related_objects
from django.utils.translation import gettext as _
from wagtail.blocks import ListBlock, StructBlock
from wagtail.models import Page

from cms.blocks.walk import walk
from cms.editor_notes import bodies, passages, place
from cooperatives.consents.models import Person
from cooperatives.consents.needs import Need
from cooperatives.consents.scopes import Scope
from cooperatives.photos.models import Photo

# What a block shows of the people chosen in it, where it does not say so itself.
SHOWS_A_NAME = (Scope.FIRST_NAME,)


def needs_of(page: Page) -> list[Need]:
    """All that must be allowed to show this page, each with where it stands; in a constant number of queries."""
    language = language_of(page)
    pictures = pictures_with_places(page)
    prefetch_related_objects([photo for photo, _where in pictures], "people")
    needs = [Need(person.pk, Scope.FACE, where) for photo, where in pictures for person in photo.people.all()]
    for person_id, scopes, where in [*_fields(page), *_blocks(page)]:
        needs += [Need(person_id, scope, where, language) for scope in scopes]
    return list(dict.fromkeys(needs))


def pictures_with_places(page: Page) -> list[tuple[Photo, str]]:
    """The pictures on a page, each once with words for where it stands."""
    found: dict[int, tuple[Photo, str]] = {}
    for field in page._meta.get_fields():
        if isinstance(field, ForeignKey) and issubclass(field.related_model, Photo):
            _add(found, getattr(page, field.name), str(field.verbose_name))
    for body in bodies(page):
        for _block, value, where in walk(body):
            if isinstance(value, Photo):
                _add(found, value, place(body, where))
    for photo in page.pictures_shown():
        _add(found, photo, _("the pictures of the page"))
    return list(found.values())


def unseen_pictures(page: Page) -> list[tuple[Photo, str]]:
    """Those of which nobody has said yet who is to be seen, or of which the people were not named."""
    return [(photo, where) for photo, where in pictures_with_places(page) if not photo.is_looked_at]


def named_in_words(page: Page, people: Iterable[Person]) -> list[Need]:
    """Those of these people whose full name stands in the words of the page, chosen in a block or not."""
    texts = [(passage.text.casefold(), passage.where) for passage in passages(page)]
    return [
        Need(person.pk, Scope.FULL_NAME, where)
        for person in people
        if " " in (name := person.full_name.strip().casefold())
        for text, where in texts
        if name in text
    ]


def language_of(page: Page) -> str:
    """Of its words: those of an alias are its original's."""
    return getattr(page, "spoken", "") or (page.locale.language_code if page.locale_id else "")


def _add(found: dict, photo: Photo | None, where: str) -> None:
    if photo is not None:
        found.setdefault(photo.pk, (photo, where))


def _fields(page: Page) -> Iterator[tuple[int, tuple[Scope, ...], str]]:
    """Fields that name a person, as far as the page does not say itself what they need."""
    for field in page._meta.get_fields():
        if isinstance(field, ForeignKey) and field.related_model is Person:
            if person_id := getattr(page, field.attname):
                yield person_id, SHOWS_A_NAME, str(field.verbose_name)
        elif isinstance(field, ManyToManyField) and field.related_model is Person and page.pk:
            for person in getattr(page, field.name).all():
                yield person.pk, SHOWS_A_NAME, str(field.verbose_name)


def _blocks(page: Page) -> Iterator[tuple[int, tuple[Scope, ...], str]]:
    for body in bodies(page):
        scopes_by_place: dict[str, tuple[Scope, ...]] = {}
        for block, value, where in walk(body):
            # The blocks inside of one that says what it shows come after it, and have its place before their own.
            if isinstance(block, StructBlock | ListBlock):
                scopes_by_place[where] = getattr(block.meta, "needs", None) or _outer(scopes_by_place, where)
            elif isinstance(value, Person):
                yield value.pk, _outer(scopes_by_place, where), place(body, where)


def _outer(scopes_by_place: dict[str, tuple[Scope, ...]], where: str) -> tuple[Scope, ...]:
    above = where.rpartition(".")[0]
    return scopes_by_place.get(above, SHOWS_A_NAME)
