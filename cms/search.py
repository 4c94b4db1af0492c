"""Finding pieces, stories and cooperatives by words: our own words, those of other languages, and words with a slip in them.

A search is tried as it was typed; then with words of other languages put into ours; then with each word we do not know replaced
by the one nearest to it that we do; and last with any of the words instead of all. The first try that finds something is shown,
and the visitor is told what was looked for.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Count, Max, Q
from modelsearch.backends import get_search_backend
from modelsearch.query import And, Or, PlainText, SearchQuery
from rapidfuzz import fuzz, process
from wagtail.models import Page

from cms.models import ArtisanPage, CooperativePage, EventPage, PartnerPage, ProgrammePage, StoryPage, TechniquePage
from cms.synonyms import SYNONYMS
from cooperatives.models import Cooperative
from shop.catalogue.cards import PieceCard, cards
from shop.catalogue.models import Category, Colour, Material, Product

MOST_WORDS = 8
MOST_PIECES = 48
MOST_PAGES = 12
# How alike a word must be to one of ours, out of 100, and how long: "cup" is near to too many words.
LIKENESS = 74
LIKENESS_TO_SUGGEST, SUGGESTED = 55, 5
SHORTEST = 4
OF_OUR_WORK = (ProgrammePage, EventPage, PartnerPage)


@dataclass(frozen=True)
class Found:
    """`used` is what was looked for instead of what was typed; empty where they are the same."""

    used: str = ""
    cards: list[PieceCard] = field(default_factory=list)
    cooperative_pages: list[CooperativePage] = field(default_factory=list)
    people: list[ArtisanPage] = field(default_factory=list)
    techniques: list[TechniquePage] = field(default_factory=list)
    stories: list[StoryPage] = field(default_factory=list)
    # Programmes, events and partners.
    work: list[Page] = field(default_factory=list)

    @property
    def total(self) -> int:
        pages = (self.cooperative_pages, self.people, self.techniques, self.stories, self.work)
        return len(self.cards) + sum(len(found) for found in pages)


def search(query: str, currency: str) -> Found:
    """What is found for a query, whatever was typed; nothing for nothing."""
    typed = words_of(query)[:MOST_WORDS]
    if not typed:
        return Found()
    # PostgreSQL keeps the accents in its index.
    spelt = {plain: word for word in re.findall(r"\w+", query.casefold()) for plain in words_of(word)}
    tried = []
    for words, combine in _readings(typed):
        if (words, combine) in tried:
            continue
        tried.append((words, combine))
        found = _find(combine([_any_form(word, spelt) for word in words]), currency)
        if any(found.values()):
            return Found(used="" if words == typed else " ".join(words), **found)
    return Found()


def suggestions(query: str) -> list[str]:
    """Words of ours that are a little like those which found nothing: too far off to search for them unasked."""
    typed = words_of(query)[:MOST_WORDS]
    known = {word for word in vocabulary() if word not in SYNONYMS}
    matches = [
        match
        for word in typed
        for match in process.extract(
            word, known, scorer=fuzz.WRatio, score_cutoff=LIKENESS_TO_SUGGEST, limit=SUGGESTED
        )
    ]
    return list(dict.fromkeys(word for word, _score, _key in sorted(matches, key=lambda match: -match[1])))[:SUGGESTED]


def words_of(text: str) -> list[str]:
    """Lower case, without accents and signs, as the index has them too."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"\w+", plain)


def _readings(typed: list[str]) -> Iterator[tuple[list[str], type[And] | type[Or]]]:
    yield typed, And
    ours = _in_our_words(typed)
    yield ours, And
    known = vocabulary()
    corrected = [word for one in ours for word in _in_our_words([_nearest(one, known)])]
    yield corrected, And
    yield corrected, Or


def _in_our_words(words: list[str]) -> list[str]:
    """Longer expressions first: "plateau mural" is one thing."""
    text = f" {' '.join(words)} "
    for expression in sorted(SYNONYMS, key=len, reverse=True):
        text = text.replace(f" {expression} ", f" {SYNONYMS[expression]} ")
    return text.split()


def _nearest(word: str, known: frozenset[str]) -> str:
    if len(word) < SHORTEST or word in known or any(form in known for form in _forms(word)):
        return word
    match = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return match[0] if match else word


def _forms(word: str) -> list[str]:
    """One and several: the smallest index we run on takes words letter by letter."""
    if word.endswith("s") and len(word) > 3:
        return [word, word[:-1], *([word[:-2]] if word.endswith("es") else [])]
    return [word, f"{word}s"]


def _any_form(word: str, spelt: dict[str, str]) -> SearchQuery:
    """As one or several, and with the accents it was typed with."""
    return Or([PlainText(form) for form in dict.fromkeys([*_forms(word), spelt.get(word, word)])])


def _find(query: SearchQuery, currency: str) -> dict:
    keys = [piece.pk for piece in get_search_backend().search(query, Product.objects.only("pk"))[:MOST_PIECES]]
    pieces = {piece.pk: piece for piece in Product.objects.for_cards(currency).filter(pk__in=keys)} if keys else {}
    return {
        "cards": cards([pieces[key] for key in keys if key in pieces], currency),
        "cooperative_pages": _pages(CooperativePage, query),
        # Somebody who may not be named today has no page, whatever the index still says.
        "people": [page for page in _pages(ArtisanPage, query) if page.name],
        "techniques": _pages(TechniquePage, query),
        "stories": _pages(StoryPage, query),
        "work": [page for model in OF_OUR_WORK for page in _pages(model, query)],
    }


def _pages(model: type[Page], query: SearchQuery) -> list:
    keys = [page.pk for page in model.objects.live().in_language().defer_streamfields().search(query)[:MOST_PAGES]]
    pages = {page.pk: page for page in model.objects.filter(pk__in=keys).for_cards()} if keys else {}
    return [pages[key] for key in keys if key in pages]


def vocabulary() -> frozenset[str]:
    """Every word of our titles and names. Read again when a piece or a page has changed."""
    return cache.get_or_set(f"vocabulary-{hash(version_of_words())}", _read_vocabulary, 3600)


def version_of_words() -> tuple:
    """Another one when a piece or a page has changed, or is shown no longer."""
    shown = Q(live=True)
    return (
        Product.objects.aggregate(Max("date_updated"))["date_updated__max"],
        *Page.objects.aggregate(Max("latest_revision_created_at"), shown=Count("pk", filter=shown)).values(),
    )


def _read_vocabulary() -> frozenset[str]:
    texts: Iterable[str] = (
        text
        for names in (
            Product.objects.values_list("title", "technique"),
            Category.objects.values_list("name"),
            Material.objects.values_list("name"),
            Colour.objects.values_list("name"),
            Cooperative.objects.active().values_list("name", "district"),
            StoryPage.objects.live().in_language().values_list("title"),
            TechniquePage.objects.live().in_language().values_list("title"),
            *(model.objects.live().in_language().values_list("title") for model in OF_OUR_WORK),
        )
        for row in names
        for text in row
    )
    ours = {word for text in texts for word in words_of(text) if len(word) >= SHORTEST}
    return frozenset(ours | {expression for expression in SYNONYMS if " " not in expression})
