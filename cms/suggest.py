"""What may be meant, while it is typed: titles and names of ours in which a word begins with each of the words typed so far."""

from collections.abc import Iterator

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.models import CooperativePage, StoryPage, TechniquePage
from cms.search import MOST_WORDS, version_of_words, words_of
from shop.catalogue.models import Category, Product

SHORTEST, SHOWN, LONGEST = 2, 6, 60
SECONDS = 60


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The same for everybody who typed the same in the same language."""
    answer = JsonResponse({"names": suggested(request.GET.get("q", "")[:LONGEST])})
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return answer


def suggested(typed: str) -> list[str]:
    """At most six names; kinds first, then groups, crafts, pieces and stories, each by its title."""
    words = words_of(typed)[:MOST_WORDS]
    if sum(map(len, words)) < SHORTEST:
        return []
    fitting = (name for name, parts in _names() if _begins(parts, words))
    return [name for name, _number in zip(fitting, range(SHOWN), strict=False)]


def _begins(parts: list[str], words: list[str]) -> bool:
    return all(any(part.startswith(word) for part in parts) for word in words)


def _names() -> list[tuple[str, list[str]]]:
    """Each once, with the words it is found by; read again when something has changed."""
    key = f"names-{get_language()}-{hash(version_of_words())}"
    return cache.get_or_set(key, lambda: [(name, words_of(name)) for name in dict.fromkeys(_read())], 3600)


def _read() -> Iterator[str]:
    yield from (category.name for category in Category.objects.browsable().order_by("path"))
    for pages in (CooperativePage, TechniquePage):
        yield from pages.objects.live().in_language().order_by("title").values_list("title", flat=True)
    yield from (piece.title for piece in Product.objects.listed().order_by("title", "pk"))
    yield from StoryPage.objects.live().in_language().order_by("title").values_list("title", flat=True)
