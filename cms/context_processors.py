"""What every page needs and no visitor in particular: the shop's name, the market, the ways through the site.

The lists are callables: a page that does not show them costs no query.
"""

from functools import cache, lru_cache

from babel.numbers import get_currency_name
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.html import format_html_join
from django.utils.translation import get_language, to_locale
from wagtail.models import Page

from cms.languages import has_languages, in_language
from cms.models import EventIndexPage, FormPage, ImpactPage, PartnerIndexPage, ProgrammeIndexPage, StandardPage
from cms.translations import spoken_in_menus
from shop.catalogue.models import Category
from shop.market import market_of
from shop.shipping.countries import choices, name_of

WORK = (ProgrammeIndexPage, ImpactPage, PartnerIndexPage, EventIndexPage)
EXPLAINING = (StandardPage, FormPage)


def site(request) -> dict:
    language = to_locale(get_language() or settings.LANGUAGE_CODE)
    market = market_of(request)
    pages = cache(lambda: _pages(request))
    return {
        "is_demo": settings.IS_DEMO,
        "shop_name": settings.OSCAR_SHOP_NAME,
        "market": market,
        "market_country": name_of(market.country),
        "market_country_options": lambda: _country_options(language, market.country),
        "countries": choices,
        "currencies": lambda: _currencies(language),
        "languages": lambda: _languages(request),
        "nav_categories": cache(_categories),
        "nav_pages": lambda: pages()[0],
        "work_pages": lambda: pages()[1],
        "footer_pages": lambda: pages()[2],
    }


def _languages(request) -> list[tuple[str, str, str, bool]]:
    """This page in each language: code, name, address, whether it is this one. None where there is but one address."""
    if not has_languages(request.path):
        return []
    here, address = get_language(), request.get_full_path()
    return [(code, name, in_language(address, code), code == here) for code, name in settings.LANGUAGES]


def _categories() -> list[Category]:
    return list(Category.objects.filter(depth=1, is_public=True, exclude_from_menu=False).order_by("path"))


def _pages(request) -> tuple[list[dict], list[dict], list[dict]]:
    """The home page's children in menus: those that list things, those that tell of the organisation's work, those that explain."""
    kinds = ContentType.objects.get_for_models(*WORK, *EXPLAINING)
    work, explaining = ({kinds[model].pk for model in models} for models in (WORK, EXPLAINING))
    nav, about_work, footer = [], [], []
    here = Page.objects.live().in_menu().filter(depth=3, locale__language_code=get_language())
    for page in here.order_by("path"):
        link = {"title": page.title, "url": page.get_url(request), "spoken": spoken_in_menus(page)}
        kind = page.content_type_id
        (footer if kind in explaining else about_work if kind in work else nav).append(link)
    return nav, about_work, footer


@lru_cache(maxsize=512)
def _country_options(language: str, chosen: str) -> str:
    # A country more or less in a hundred pages a second: made once for each choice, in the active language.
    rows = ((code, " selected" if code == chosen else "", name) for code, name in choices())
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@lru_cache(maxsize=8)
def _currencies(language: str) -> list[tuple[str, str]]:
    return [(code, get_currency_name(code, locale=language)) for code in settings.SHOP_CURRENCIES]
