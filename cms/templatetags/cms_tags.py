"""What templates need beside their context: pictures, money, the woven band, and the ways between pieces, stories and groups."""

import re
from collections.abc import Iterable
from decimal import Decimal

from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from cms import band, country_map
from cms.models import ArtisanPage, CooperativePage, StoryIndexPage, StoryPage, TechniquePage
from cms.size_drawing import draw
from cooperatives.models import Artisan, Cooperative
from cooperatives.photos.renditions import Picture
from shop.catalogue.models import Product
from shop.payment.currency import to_decimal

register = template.Library()
# The newest; all of them are in the list of stories, which can be narrowed.
STORIES = 6


@register.inclusion_tag("components/picture.html")
def picture(sources, sizes="100vw", alt=None, loading="lazy", css_class="", portrait=None):
    """A picture in the sizes it has. `alt=""` where the words beside it say the same; `portrait` for upright screens.

    `loading` is "first" for the first picture of a page, which the browser fetches before all others, "early" for others
    in the first view, and "lazy" for the rest.
    """
    shown: Picture = getattr(sources, "picture", sources)
    return {
        "picture": shown,
        "portrait": getattr(portrait, "picture", portrait),
        "sizes": sizes,
        "alt": shown.alt if alt is None else alt,
        "loading": loading,
        "class": " ".join(filter(None, [css_class, *_focus_classes(shown)])),
    }


def _focus_classes(shown: Picture) -> list[str]:
    """Classes, because the policy of the pages allows no style of a single element: in steps of ten per cent."""
    if shown.focus is None:
        return []
    return [f"picture--{axis}-{round(share / 10)}" for axis, share in zip("xy", shown.focus, strict=True)]


@register.simple_tag
def money(amount: Decimal | None, currency: str) -> str:
    """An amount as people of the page's language write it."""
    if amount is None:
        return ""
    text = format_currency(amount, currency, locale=to_locale(get_language() or "en"))
    # Babel sets "RWF" without a space before the figures; nobody writes it like that.
    return re.sub(r"^(\D*[A-Z])(?=\d)", "\\1\N{NO-BREAK SPACE}", text)


@register.inclusion_tag("components/band.html")
def woven_band(parts: Iterable[band.Part]):
    return {"parts": band.weave(parts), "width": band.STITCHES * band.CELL, "height": band.HEIGHT}


@register.simple_tag(takes_context=True)
def cooperative_url(context, cooperative: Cooperative) -> str:
    """The address of a cooperative's page; empty if it has none yet."""
    return _cooperative_urls(context).get(cooperative.pk, "")


@register.simple_tag(takes_context=True)
def cooperative_links(context, cooperatives: Iterable[Cooperative]) -> list[tuple[Cooperative, str]]:
    urls = _cooperative_urls(context)
    return [(cooperative, urls.get(cooperative.pk, "")) for cooperative in cooperatives]


def _cooperative_urls(context) -> dict[int, str]:
    """Of all cooperatives, in one query for the whole page."""
    request = context.get("request")
    holder = request if request is not None else context.render_context
    known = getattr(holder, "cooperative_urls", None)
    if known is None:
        known = holder.cooperative_urls = CooperativePage.urls(request)
    return known


@register.simple_tag
def stories_about(product: Product) -> list[StoryPage]:
    """Stories that show this piece, then stories of those who made it."""
    return list(StoryPage.objects.in_language().about(product).for_cards()[:3])


@register.simple_tag
def stories_of(cooperative: Cooperative) -> list[StoryPage]:
    return list(StoryPage.objects.in_language().of(cooperative).for_cards()[:STORIES])


@register.simple_tag(takes_context=True)
def all_stories_url(context) -> str:
    """The list of all stories in the language of the page; empty if there is none."""
    index = StoryIndexPage.objects.live().in_language().first()
    return address_of(index, context.get("request")) if index else ""


@register.simple_tag
def stories_telling_of(page: ArtisanPage) -> list[StoryPage]:
    """Stories in which the person of this page is to be seen or heard."""
    return list(StoryPage.objects.filter(locale_id=page.locale_id).telling_of(page.person).for_cards()[:STORIES])


@register.simple_tag
def techniques_of(product: Product) -> list[TechniquePage]:
    """How a piece was made, where a page tells of it."""
    return TechniquePage.objects.in_language().making(product)


@register.simple_tag(takes_context=True)
def artisan_links(context, artisans: Iterable[Artisan]) -> list[tuple[Artisan, str]]:
    """Each with the address of their page; empty for those who have none."""
    artisans = list(artisans)
    pages = ArtisanPage.objects.live().in_language().filter(person__in=[one.person_id for one in artisans])
    urls = {page.person_id: address_of(page, context.get("request")) for page in pages.defer_streamfields()}
    return [(artisan, urls.get(artisan.person_id, "")) for artisan in artisans]


@register.simple_tag
def address_of(page, request=None) -> str:
    """The address of a Wagtail page, with the site's root looked up once a request."""
    return page.get_url(request or None) or ""


@register.filter
def money_text(amount: Decimal | None, currency: str) -> str:
    """As `money`, to be used inside a sentence."""
    return money(amount, currency)


@register.filter
def refunded_text(order) -> str:
    return money(to_decimal(order.refunded_minor, order.currency), order.currency)


@register.filter
def linked_to(title: str, url: str) -> list[tuple[str, str]]:
    """One step of a breadcrumb."""
    return [(title, url)]


@register.inclusion_tag("components/size.html")
def size_drawing(piece: Product):
    return {"drawing": draw(piece)}


@register.inclusion_tag("components/map.html")
def map_of(cooperatives: Iterable[Cooperative]):
    placed = country_map.places(cooperatives)
    districts = ", ".join(place.district for place in placed)
    return {
        "places": placed,
        "outline": country_map.OUTLINE,
        "width": country_map.WIDTH,
        "height": country_map.HEIGHT,
        "words": _("Map of Rwanda with %(districts)s") % {"districts": districts},
    }


@register.filter
def of(cards: dict, piece: Product | None):
    """The card of a piece among those that were read for the whole page."""
    return cards.get(piece.pk) if piece and cards else None


@register.filter
def cards_from(pieces: Iterable[Product | None], cards: dict | None) -> list:
    """The same for several, without those that are no longer listed."""
    found = [of(cards, piece) for piece in pieces]
    return [card for card in found if card]


@register.filter
def that_are_there(chosen: Iterable) -> list:
    """Without what has been deleted since it was chosen."""
    return [thing for thing in chosen if thing is not None]
