"""Where the site shows people: pages in every language, the groups' own pictures. Registered when the site starts."""

import secrets
from collections.abc import Collection, Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.blocks import StructValue
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks.walk import walk
from cms.consent.walk import named_in_words
from cms.editor_notes import bodies
from cms.models.base import BasePage
from cms.models.home import HomePage
from cms.models.media_files import MediaFile
from cooperatives.consents.models import Person
from cooperatives.consents.needs import Need, missing
from cooperatives.consents.places import Use
from cooperatives.consents.scopes import Scope
from cooperatives.models import Artisan, Cooperative
from cooperatives.photos.models import Photo
from shop.passports.models import Passport

TAKEN_DOWN = "ubukorikori.consent.taken_down"


class PagePlace:
    """Pages, live or drafts. The home page stays, without what showed the person: without it there would be no site."""

    name = "pages"

    def find(self, person: Person) -> list[Use]:
        found = [_use(page, needs) for page in _live() if (needs := needs_for(page, person))]
        drafts = [_use(page, needs, is_live=False) for page in _drafts() if (needs := needs_for(page, person))]
        return [*found, *drafts]

    def take_down(self, person: Person, scopes: Collection[Scope]) -> list[Use]:
        removed = []
        for page in _live():
            if not (lost := _lost(page, person)):
                continue
            if isinstance(page, HomePage):
                cut(page, person)
            else:
                page.unpublish(log_action=TAKEN_DOWN)
            removed.append(_use(page, lost))
            removed += [_rename(media) for media in _recordings_of(page, person)]
        return removed

    def overdue(self) -> set[int]:
        everybody = list(Person.objects.only("full_name"))
        needs = {need for page in _live() for need in [*page.needs(), *named_in_words(page, everybody)]}
        return {need.person_id for need in missing(needs)}

    def changed(self, person: Person) -> None:
        """A page that comes back is published by somebody."""


class GroupPicturePlace:
    """The picture of a group, which stands on its page, in lists and in search results: it goes, and the rest stays."""

    name = "groups"

    def find(self, person: Person) -> list[Use]:
        return [self._use(group) for group in Cooperative.objects.filter(photo__people=person)]

    def take_down(self, person: Person, scopes: Collection[Scope]) -> list[Use]:
        if Scope.FACE not in scopes:
            return []
        groups = list(Cooperative.objects.filter(photo__people=person))
        for group in groups:
            group.photo = None
            group.save(update_fields=["photo"])
        return [self._use(group) for group in groups]

    def overdue(self) -> set[int]:
        return set()  # the picture itself tells of it

    def changed(self, person: Person) -> None:
        """Staff choose a picture anew."""

    def _use(self, group: Cooperative) -> Use:
        what = _("Picture of the group “%(name)s”") % {"name": group.name}
        return Use(what, (Scope.FACE,), reverse("cooperative:edit", args=[group.pk]))


class NamePlace:
    """Names beside pieces, on the pages of groups and on passports: shown only while they are allowed, so nothing is to be removed."""

    name = "names"

    def find(self, person: Person) -> list[Use]:
        found = []
        if artisan := Artisan.objects.select_related("cooperative").filter(person=person).first():
            words = _("Named with the group “%(name)s”, and with pieces: %(number)d")
            said = {"name": artisan.cooperative.name, "number": artisan.products.count()}
            scopes = (Scope.FULL_NAME, Scope.FIRST_NAME)
            found.append(
                Use(words % said, scopes, reverse("artisan:edit", args=[artisan.pk]), bool(person.shown_name()))
            )
        if number := Passport.objects.filter(person=person).count():
            what = _("Named on passports of pieces: %(number)d") % {"number": number}
            is_live = person.allows(Scope.QR_PASSPORT) and bool(person.shown_name())
            found.append(Use(what, (Scope.QR_PASSPORT,), is_live=is_live))
        return found

    def take_down(self, person: Person, scopes: Collection[Scope]) -> list[Use]:
        return []

    def overdue(self) -> set[int]:
        return set()

    def changed(self, person: Person) -> None:
        """Asked whenever a name is shown."""


def needs_for(page: Page, person: Person) -> list[Need]:
    """What of this person a page shows, chosen or only written."""
    return [need for need in [*page.needs(), *named_in_words(page, [person])] if need.person_id == person.pk]


def cut(page: HomePage, person: Person) -> None:
    """Take away the blocks that show the person, the story that does, and the pictures that can be left out."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            body = getattr(page, field.name)
            shown = _numbers(body, person)
            kept = [(block.block_type, block.value) for number, block in enumerate(body) if number not in shown]
            setattr(page, field.name, kept)
    if page.story and _lost(page.story, person):
        page.story = None
    for name in ("hero_portrait", "social_picture"):
        if _is_of(getattr(page, name), person):
            setattr(page, name, None)
    # Past the gate: what is left, such as a picture that must be there, is withheld when it is shown.
    super(BasePage, page).save()


def _numbers(body, person: Person) -> set[int]:
    """Which of the blocks show or name this person."""
    chosen = {int(where.split(".")[0]) for _block, value, where in walk(body) if _is_of(value, person)}
    words = [" ".join(map(str, block.block.get_searchable_content(block.value))).casefold() for block in body]
    return chosen | {number for number, text in enumerate(words) if person.full_name.casefold() in text}


def _is_of(value, person: Person) -> bool:
    if isinstance(value, Photo):
        return value.people.filter(pk=person.pk).exists()
    return isinstance(value, Person) and value.pk == person.pk


def _recordings_of(page: BasePage, person: Person) -> list[MediaFile]:
    """Films and sounds in which the person is to be seen or heard."""
    return [
        media
        for body in bodies(page)
        for _block, value, _where in walk(body)
        if isinstance(value, StructValue) and person in (value.get("people") or [])
        for media in value.values()
        if isinstance(media, MediaFile)
    ]


def _rename(media: MediaFile) -> Use:
    """The old address of a film or sound leads nowhere from now on; the new one was never told."""
    storage, old = media.file.storage, media.file.name
    with storage.open(old) as file:
        new = storage.save(f"{Path(old).parent}/{secrets.token_hex(10)}{Path(old).suffix}", ContentFile(file.read()))
    MediaFile.objects.filter(pk=media.pk).update(file=new)
    transaction.on_commit(lambda: storage.delete(old))
    return Use(_("Recording “%(title)s”") % {"title": media.title}, (Scope.AUDIO,), is_live=True)


def _live() -> Iterator[BasePage]:
    for kind in kinds():
        yield from kind.objects.live().select_related("locale").iterator(chunk_size=200)


def _drafts() -> Iterator[BasePage]:
    for kind in kinds():
        for page in kind.objects.filter(has_unpublished_changes=True).select_related("latest_revision").iterator():
            if page.latest_revision:
                yield page.latest_revision.as_object()


def kinds() -> list[type[BasePage]]:
    """Every kind of page of ours."""
    return [kind for kind in _below_base(BasePage) if not kind._meta.abstract]


def _below_base(kind: type) -> Iterator[type]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _below_base(inner)


def _lost(page: BasePage, person: Person) -> list[Need]:
    return [need for need in needs_for(page, person) if not person.allows(need.scope, None, need.language)]


def _use(page: BasePage, needs: list[Need], *, is_live: bool = True) -> Use:
    where = ", ".join(dict.fromkeys(need.where for need in needs))
    what = _("Page “%(title)s” (%(language)s): %(where)s") % {
        "title": page.title,
        "language": page.locale.language_code,
        "where": where,
    }
    scopes = tuple(dict.fromkeys(Scope(need.scope) for need in needs))
    return Use(
        what,
        scopes,
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        is_live,
        title=page.title,
        address=(page.url or "") if is_live else "",
        language=page.locale.language_code,
        of=str(page.translation_key),
    )
