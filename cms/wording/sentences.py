"""The sentences of a language that a speaker has to go through, with what they are about and whether somebody has."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from babel.messages.catalog import Message
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms import words
from cms.wording import overlay
from cms.wording.models import Reviewed
from cms.wording.subjects import Subject, subject_of

PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+[^>]*>")
BESIDE = "fr"  # what most who speak Kinyarwanda read as well


class DoesNotFit(Exception):
    """The words lack something that the page puts into them, or have something that it does not; the message says what."""


@dataclass(frozen=True)
class Sentence:
    """`number` names it in addresses. The forms of each language: one, or one for each number."""

    number: str
    key: str
    english: tuple[str, ...]
    said: tuple[str, ...]
    beside: tuple[str, ...]
    files: tuple[str, ...]
    subject: Subject
    reviewed: Reviewed | None = None

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed is not None


def sentences(language: str) -> list[Sentence]:
    """All of them, those about money and consent first; as speakers said them where they did."""
    reviewed = {row.key: row for row in Reviewed.objects.filter(language=language).select_related("reviewed_by")}
    made = [_with(sentence, reviewed.get(sentence.key)) for sentence in _written(language, _age(language))]
    order = list(Subject)
    return sorted(made, key=lambda sentence: (sentence.is_reviewed, order.index(sentence.subject), sentence.files))


def review(*, language: str, sentence: Sentence, forms: list[str], by: AbstractBaseUser) -> Reviewed:
    """A speaker says that these are the words. Raises DoesNotFit."""
    forms = [form.strip() for form in forms]
    for form in forms:
        if problem := _problem(sentence, form):
            raise DoesNotFit(problem)
    with transaction.atomic():
        row, _is_new = Reviewed.objects.update_or_create(
            language=language,
            key=sentence.key,
            defaults={"forms": forms, "reviewed_by": by, "reviewed_at": timezone.now()},
        )
        transaction.on_commit(lambda: overlay.write(language))
    return row


def _problem(sentence: Sentence, form: str) -> str:
    if not form:
        return _("Please say it in your words, or leave it as it was.")
    found = sorted(PLACEHOLDERS.findall(form))
    # The one of "one left" may be written as a word.
    if found in [sorted(PLACEHOLDERS.findall(english)) for english in sentence.english]:
        return ""
    needed = " ".join(PLACEHOLDERS.findall(sentence.english[-1])) or "–"
    return _("These signs must stand in it just as in English, and no others: %(signs)s") % {"signs": needed}


def _with(sentence: Sentence, row: Reviewed | None) -> Sentence:
    if row is None:
        return sentence
    return Sentence(**{**vars(sentence), "said": tuple(row.forms), "reviewed": row})


def _age(language: str) -> int:
    return words.po_file(language).stat().st_mtime_ns


@lru_cache(maxsize=4)
def _written(language: str, age: int) -> tuple[Sentence, ...]:
    """What the catalogue says; read once for each `age` of it."""
    beside = words.catalogue(BESIDE)
    return tuple(
        _sentence(message, beside.get(_forms(message.id)[0], message.context))
        for message in words.catalogue(language)
        if message.id and all(_forms(message.string))
    )


def _sentence(message: Message, beside: Message | None) -> Sentence:
    english = _forms(message.id)
    key = f"{message.context}\x04{english[0]}" if message.context else english[0]
    files = tuple(file for file, _line in message.locations)
    return Sentence(
        number=hashlib.sha256(key.encode()).hexdigest()[:16],
        key=key,
        english=english,
        said=_forms(message.string),
        beside=_forms(beside.string) if beside else (),
        files=files,
        subject=subject_of(files),
    )


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (text,)
