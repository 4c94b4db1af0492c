"""One page in the languages of the site: where it is in each, whose words it has there, and whether the original has changed since.

A page that nobody has translated is an alias: it stands in the tree of its language with the words of the original. So does a
translation that was begun and has hardly a word of its own yet.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.types import StringSegmentValue

from cms.languages import in_language


@dataclass(frozen=True)
class Version:
    """A page in one language. `spoken` is the language of its words, which is another one where it is not translated."""

    code: str
    spoken: str
    url: str
    is_stale: bool = False

    @property
    def is_translated(self) -> bool:
        return self.code == self.spoken


def versions(page: Page, request: HttpRequest | None = None) -> list[Version]:
    """The live ones, in the order of the site's languages; one query."""
    found = dated(page._meta.default_manager.live().filter(translation_key=page.translation_key))
    by_code = {one.locale.language_code: one for one in found.select_related("locale").defer_streamfields()}
    return [
        Version(code, by_code[code].spoken, by_code[code].get_url(request) or "", is_stale(by_code[code]))
        for code, _name in settings.LANGUAGES
        if code in by_code
    ]


def menu(found: list[Version], request: HttpRequest) -> list[tuple[str, str, str, bool]]:
    """The ways to this page in each language, as `cms.context_processors` has them; to the first page where it is not there."""
    urls = {version.code: version.url for version in found}
    here, asked = get_language(), request.META.get("QUERY_STRING", "")
    asked = f"?{asked}" if asked else ""
    return [
        (code, name, urls[code] + asked if urls.get(code) else in_language("/", code), code == here)
        for code, name in settings.LANGUAGES
    ]


def dated(pages: QuerySet[Page]) -> QuerySet[Page]:
    """With what `is_stale` reads, in the same query."""
    original = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=settings.LANGUAGE_CODE
    )
    translation = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"), target_locale=OuterRef("locale"), enabled=True
    )
    return pages.annotate(
        original_at=Subquery(original.values("last_published_at")[:1]),
        compared_at=Subquery(translation.values("source__last_updated_at")[:1]),
    )


def is_stale(page: Page) -> bool:
    """Whether the original was published again after the words were taken from it of which this page is the translation.

    Of a page that was not `dated`, nothing is known.
    """
    if page.alias_of_id or not getattr(page, "original_at", None) or not page.last_published_at:
        return False
    if page.compared_at is None:
        return page.original_at > page.last_published_at
    return page.original_at > page.compared_at or page.compared_at > page.last_published_at


def warning_of(page: Page) -> str:
    """What somebody who opens a page to edit it should know of its original; empty where there is nothing."""
    found = dated(Page.objects.filter(pk=page.pk)).first()
    if found is None or not is_stale(found):
        return ""
    return _(
        "The English page has changed since this translation. Choose “Sync translated pages” on the English page to bring "
        "its new sentences here, translate them, and publish."
    )


def rename_translations(page: Page) -> None:
    """A page has one address, with the language before it: what the original is called, its translations are called."""
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return
    others = Page.objects.translation_of(page, inclusive=False).exclude(slug=page.slug)
    for other in others.filter(depth=page.depth).specific():
        other.slug = page.slug
        other.save()


def spoken_in_menus(page: Page) -> str:
    """As `page.spoken`, of a page of the tree that is shown, read without what its kind has of its own."""
    return settings.LANGUAGE_CODE if page.alias_of_id else get_language()


def spoken_by(page: Page) -> str:
    """The language that most of a page's words are in: that of the original, until it is translated."""
    code = page.locale.language_code
    if code == settings.LANGUAGE_CODE:
        return code
    original = page._meta.default_manager.filter(
        translation_key=page.translation_key, locale__language_code=settings.LANGUAGE_CODE
    ).first()
    if original is None:
        return code
    if page.alias_of_id:
        return settings.LANGUAGE_CODE
    same, own = set(_sentences(original)), _sentences(page)
    return settings.LANGUAGE_CODE if 2 * sum(one in same for one in own) > len(own) else code


def _sentences(page: Page) -> list[str]:
    return [part.string.data for part in extract_segments(page) if isinstance(part, StringSegmentValue)]
