"""For search engines: every public address, in each language it has words in, and where they need not look.

The same queries for any number.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from wagtail.models import Page, Site

from cms.languages import in_language
from shop.catalogue.models import Category, Product
from shop.catalogue.spoken import in_each_language, languages_of

# A page's addresses by the language of their words, each with when it changed.
Entry = dict[str, tuple[str, datetime | None]]
# A file may have 50,000 addresses, and each piece has one in every language.
PIECES_A_FILE = 10_000
CODES = [code for code, _name in settings.LANGUAGES]
# Not the basket: its page says nothing of anybody to a machine, and shall count as one that may be read.
NOT_TO_READ = ("checkout", "account", "accounts", "search")
NEVER_TO_READ = ("admin", "dashboard", "order", "stripe", "styleguide")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Narrowed lists are not named here: a search engine must read them to learn that it need not keep them."""
    closed = [f"/{name}/" for name in NEVER_TO_READ]
    closed += [in_language(f"/{name}/", code) for code in CODES for name in NOT_TO_READ]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        "",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@cache_control(public=True, max_age=60)
def index(request: HttpRequest) -> HttpResponse:
    files = -(-Product.objects.listed().count() // PIECES_A_FILE)
    paths = [reverse("sitemap-pages"), *(reverse("sitemap-pieces", args=[number + 1]) for number in range(files))]
    rows = "".join(f"<sitemap><loc>{escape(settings.BASE_URL + path)}</loc></sitemap>\n" for path in paths)
    return _answer(f"<sitemapindex {NAMESPACES}>\n{rows}</sitemapindex>\n")


@cache_control(public=True, max_age=60)
def pages(request: HttpRequest) -> HttpResponse:
    """What staff wrote, the list of all pieces, and those of each kind."""
    entries = [*_wagtail_pages(request), _everywhere(reverse("catalogue:index"), CODES)]
    entries += [
        _everywhere(category.get_absolute_url(), languages_of(category, "name"))
        for category in Category.objects.browsable().order_by("path")
    ]
    return _answer(_urlset(entries))


@cache_control(public=True, max_age=60)
def pieces(request: HttpRequest, number: int) -> HttpResponse:
    found = Product.objects.listed().only("pk", "slug", "date_updated", *in_each_language("title")).order_by("pk")
    rows = found[(number - 1) * PIECES_A_FILE : number * PIECES_A_FILE] if number else ()
    entries = [
        _everywhere(piece.get_absolute_url(), languages_of(piece, "title"), piece.date_updated) for piece in rows
    ]
    if not entries:
        raise Http404
    return _answer(_urlset(entries))


def _everywhere(path: str, codes: Iterable[str], changed_at: datetime | None = None) -> Entry:
    return {code: (in_language(path, code), changed_at) for code in codes}


def _wagtail_pages(request: HttpRequest) -> list[Entry]:
    """An alias says what the original says: it is no page of its own to a search engine."""
    homes = Site.find_for_request(request).root_page.get_translations(inclusive=True)
    below = reduce(or_, (Q(path__startswith=path) for path in homes.values_list("path", flat=True)))
    found = Page.objects.live().public().filter(below, alias_of=None).select_related("locale")
    entries: dict[UUID, Entry] = {}
    for page in found.order_by("path"):
        entry = entries.setdefault(page.translation_key, {})
        entry[page.locale.language_code] = (page.get_url_parts(request)[2], page.last_published_at)
    return list(entries.values())


def _urlset(entries: Iterable[Entry]) -> str:
    rows = []
    for entry in entries:
        addresses = {code: escape(settings.BASE_URL + path) for code, (path, _changed_at) in entry.items()}
        original = addresses.get(settings.LANGUAGE_CODE) or next(iter(addresses.values()))
        same = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for code, address in [*addresses.items(), ("x-default", original)]
        )
        for code, (_path, changed_at) in entry.items():
            changed = f"<lastmod>{changed_at.isoformat(timespec='seconds')}</lastmod>" if changed_at else ""
            rows.append(f"<url><loc>{addresses[code]}</loc>{changed}{same}</url>\n")
    return f"<urlset {NAMESPACES}>\n{''.join(rows)}</urlset>\n"


def _answer(xml: str) -> HttpResponse:
    return HttpResponse(HEAD + xml, content_type="application/xml")
