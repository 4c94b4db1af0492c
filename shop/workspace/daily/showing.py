"""Where a leader is shown, and what they allow: gathered as a person speaks of it, from face to voice."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cooperatives.consents.models import Person
from cooperatives.consents.places import Use, uses_of
from cooperatives.consents.scopes import Scope


class What(models.TextChoices):
    """In the words of whoever is shown."""

    FACE = "face", gettext_lazy("My face")
    NAME = "name", gettext_lazy("My name")
    VILLAGE = "village", gettext_lazy("My village")
    STORY = "story", gettext_lazy("My story")
    VOICE = "voice", gettext_lazy("My voice")
    PASSPORT = "passport", gettext_lazy("My name on the paper of a piece")
    SOCIAL_MEDIA = "social_media", gettext_lazy("Me on Facebook, Instagram and the like")

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return SCOPES[self]


SCOPES = {
    What.FACE: (Scope.FACE,),
    What.NAME: (Scope.FULL_NAME, Scope.FIRST_NAME),
    What.VILLAGE: (Scope.VILLAGE,),
    What.STORY: (Scope.STORY,),
    What.VOICE: (Scope.AUDIO,),
    What.PASSPORT: (Scope.QR_PASSPORT,),
    What.SOCIAL_MEDIA: (Scope.SOCIAL_MEDIA,),
}


@dataclass(frozen=True)
class ShownAt:
    """A place, in words; `address` where one can look."""

    words: str
    address: str = ""


@dataclass(frozen=True)
class Shown:
    """One thing, whether it is allowed and until when, and the places that show it today."""

    what: What
    until: date | None
    places: list[ShownAt]

    @property
    def is_allowed(self) -> bool:
        return self.until is not None


def shown_of(person: Person) -> list[Shown]:
    """Everything, allowed or not, with the places where it is live."""
    person = Person.objects.with_consents().get(pk=person.pk)
    uses = [use for use in uses_of(person) if use.is_live]
    return [Shown(what, _until(person, what), _places(uses, what)) for what in What]


def outside_of(person: Person) -> list[str]:
    """Where we cannot call it back: in print, in a letter, in somebody else's hands."""
    return [str(use) for use in person.outside_uses.filter(is_removed=False)]


def _until(person: Person, what: What) -> date | None:
    today = timezone.localdate()
    days = [
        consent.valid_until
        for consent in person.consents.all()
        if any(consent.covers(scope, today) for scope in what.scopes)
    ]
    return max(days, default=None)


def _places(uses: list[Use], what: What) -> list[ShownAt]:
    """Each once: a page that is there in four languages is one, called as in the reader's."""
    there = [use for use in uses if set(use.scopes) & set(what.scopes)]
    there.sort(key=lambda use: (use.language != get_language(), use.language != settings.LANGUAGE_CODE))
    found: dict[str, ShownAt] = {}
    for use in there:
        words = _("Page “%(title)s”") % {"title": use.title} if use.address else str(use.what)
        found.setdefault(use.of or words, ShownAt(words, use.address))
    return list(found.values())
