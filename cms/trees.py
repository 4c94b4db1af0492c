"""The trees of pages, one for each language: alike in shape, so that what is not translated yet is an alias of the original."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import LocaleSynchronization
from wagtail_localize.synctree import PageIndex, create_aliases_for_new_page, synchronize_tree

# What staff do to a page that is done to it in every language. Publishing is not: a translation waits for its translator.
SHARED_ACTIONS = ("unpublish", "move", "delete")


def locales() -> list[Locale]:
    """The languages of the site, the one that all was written in first. Makes what is missing."""
    return [Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES]


@transaction.atomic
def plant() -> list[Locale]:
    """The languages of the site with their trees, each kept like that of the first. Makes what is missing."""
    first, *others = locales()
    for locale in others:
        if not LocaleSynchronization.objects.filter(locale=locale).exists():
            # Not saved one by one: that would walk through the trees once for each.
            LocaleSynchronization.objects.bulk_create([LocaleSynchronization(locale=locale, sync_from=first)])
    keep_alike(first, others)
    return [first, *others]


def keep_alike(first: Locale, others: list[Locale]) -> None:
    """Give every page of the first tree that a language lacks its alias there."""
    for locale in others:
        own = Page.objects.filter(locale=locale).values("translation_key")
        if Page.objects.filter(locale=first, depth__gt=1).exclude(translation_key__in=own).exists():
            # Read anew each time: an alias that was made moves others.
            synchronize_tree(first, locale, page_index=PageIndex.from_database().sort_by_tree_position())


def follow_copy(page: Page) -> None:
    """A page that was copied, with all below it, is copied in every language."""
    for one in page.get_descendants(inclusive=True).order_by("path").specific():
        create_aliases_for_new_page(one)


def in_other_trees(pages: list[Page], action: str) -> dict[Page, object]:
    """The same pages in the other languages, which shall share what is done to these."""
    if action not in SHARED_ACTIONS:
        return {}
    found = {page: Page.objects.translation_of(page, inclusive=False) for page in pages}
    # Wagtail unpublishes aliases by itself.
    return {page: others.filter(alias_of=None) for page, others in found.items()} if action == "unpublish" else found
