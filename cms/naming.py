"""The naming guard: points out, in what staff write, words that the people portrayed would not choose for themselves.

Whole words, whatever their accents and capitals. It explains and proposes; it never forbids. What somebody said themselves stays
as they said it: there it only asks to be sure that they are glad to read it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, Site

from cms.editor_notes import Note, passages
from cms.models.naming import AvoidedWord, CommunityName
from cms.naming_words import LISTED, THE_NAME, Listed

# What stands between these was said by somebody.
QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^”“]*[”“]|\"[^\"]*\"")


@dataclass(frozen=True)
class Found:
    """A word as it was written. `is_quoted`: between quotation marks."""

    word: str
    reason: str
    alternative: str
    is_quoted: bool = False


def find(text: str, language: str, *, of_staff: tuple[AvoidedWord, ...] = (), name: str = "") -> list[Found]:
    """The listed words in a text of this language, each once, in their order; `name` is what the community is called."""
    folded, places = _folded(text)
    quoted = [match.span() for match in QUOTED.finditer(text)]
    found: dict[tuple[str, bool], Found] = {}
    for listed in _lists(language, of_staff):
        for match in _pattern(listed).finditer(folded):
            start, end = places[match.start()], places[match.end() - 1] + 1
            word = text[start:end]
            is_quoted = any(first < start and end < last for first, last in quoted)
            alternative = listed.alternative.replace(THE_NAME, name)
            found.setdefault((word.casefold(), is_quoted), Found(word, str(listed.reason), alternative, is_quoted))
    return sorted(found.values(), key=lambda one: text.find(one.word))


def _lists(language: str, of_staff: tuple[AvoidedWord, ...]) -> Iterator[Listed]:
    """Those of this language without what staff switched off or say otherwise, and then staff's."""
    rows = [row for row in of_staff if row.language == language]
    told = {fold(form) for row in rows for form in row.forms}
    for listed in LISTED:
        if listed.language == language or listed.everywhere:
            left = tuple(form for form in listed.forms if fold(form) not in told)
            if left:
                yield Listed(listed.language, left, listed.reason, listed.alternative, listed.unless_before)
    for row in rows:
        if row.is_pointed_out and row.forms:
            yield Listed(
                language, tuple(row.forms), row.reason or _("Staff have asked not to write this."), row.alternative
            )


def fold(text: str) -> str:
    """Without accents and capitals, and with one kind of apostrophe."""
    return _folded(text)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place of the one it was made of."""
    made, places = [], []
    for place, character in enumerate(text):
        plain = "'" if character == "’" else character
        for part in unicodedata.normalize("NFKD", plain).casefold():
            if not unicodedata.combining(part):
                made.append(part)
                places.append(place)
    return "".join(made), places


@lru_cache(maxsize=512)
def _pattern(listed: Listed) -> re.Pattern:
    """Any of the forms as a whole word; longest first, so that “the poor” is not found as “poor”."""
    forms = sorted({fold(form) for form in listed.forms}, key=len, reverse=True)
    words = "|".join(r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", form)) for form in forms)
    unless = "|".join(re.escape(fold(word)) for word in listed.unless_before)
    not_before = rf"(?!\s+(?:{unless})(?!\w))" if unless else ""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w){not_before}")


def community_name(language: str) -> str:
    """What the community is called in this language, as the organisation decided."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        return ""
    with override(language):
        return CommunityName.for_site(site).name


def of_page(page: Page) -> str:
    """The language a page is written in."""
    return page.locale.language_code if page.locale_id else settings.LANGUAGE_CODE


def notes_of(page: Page) -> Iterator[Note]:
    """What the editor of a page points out of its words."""
    language = of_page(page)
    of_staff, name = tuple(AvoidedWord.objects.filter(language=language)), community_name(language)
    for passage in passages(page):
        for found in find(passage.text, language, of_staff=of_staff, name=name):
            said = words_about(found, is_quoted=found.is_quoted or passage.is_quoted)
            yield Note(_("Words"), said, passage.where)


def words_about(found: Found, *, is_quoted: bool) -> str:
    """What the editor is told."""
    alternative = _("Better: %(alternative)s.") % {"alternative": found.alternative} if found.alternative else ""
    if is_quoted:
        return _(
            "“%(word)s” stands in somebody’s own words and stays as they said it. Are they glad to read it here?"
        ) % {"word": found.word}
    return " ".join(filter(None, [f"“{found.word}”. {found.reason}", alternative]))
