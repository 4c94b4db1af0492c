"""What a page says of itself to search engines, and to those who pass its address on."""

import html
import re
import textwrap

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from cms import structured_data, structured_pages
from cms.languages import in_language
from cms.structured_data import absolute
from cooperatives.photos.renditions import Picture
from shop.catalogue.models import Product
from shop.catalogue.spoken import languages_of

register = template.Library()
TITLE, DESCRIPTION = 60, 155  # what a search engine shows of them
CARD = {"url": "cms/img/social-card.png", "width": 1200, "height": 630}


@register.simple_block_tag
def titled(content: str) -> SafeString:
    """The title of a page with the shop's name behind it, where there is room for both."""
    title = " ".join(content.split())
    name = settings.OSCAR_SHOP_NAME
    whole = f"{title} – {name}"
    return mark_safe(whole if title != name and len(html.unescape(whole)) <= TITLE else title)


@register.simple_tag
def piece_title(piece: Product) -> str:
    """With who made it, where there is room: two groups may make a basket of the same name."""
    makers = " + ".join(cooperative.name for cooperative in piece.cooperatives.all())
    whole = f"{piece.meta_title or piece.title}, {makers}"
    return whole if len(whole) <= TITLE else piece.meta_title or piece.title


@register.inclusion_tag("components/findable.html", takes_context=True)
def findable(context, title: str, words: str = "", shared=None, kind: str = "website", page_number: int = 1):
    """Description, canonical address, the addresses in other languages, and the card for sharing.

    A page whose words nobody has translated is the original once more: its canonical address is the original's.
    """
    here, path = get_language(), context["request"].path
    query = f"?page={page_number}" if page_number > 1 else ""
    known = _addresses(context, path)
    own = known.get(here) or known.get(settings.LANGUAGE_CODE) or path
    return {
        "title": title,
        "words": cut(words) or _about(title),
        "kind": kind,
        "shop_name": settings.OSCAR_SHOP_NAME,
        "canonical": absolute(own + query),
        "original": absolute(known.get(settings.LANGUAGE_CODE, own) + query),
        "alternates": [(code, absolute(address + query)) for code, address in known.items()],
        "locale": to_locale(here),
        "other_locales": [to_locale(code) for code in known if code != here],
        "card": _card(getattr(shared, "picture", shared)),
    }


def _addresses(context, path: str) -> dict[str, str]:
    """Where what is shown can be read, by the language of its words. What is ours to say is said in every language."""
    if "versions" in context:
        return {version.code: version.url for version in context["versions"] if version.is_translated}
    codes = [code for code, _name in settings.LANGUAGES]
    if piece := context.get("piece"):
        codes = languages_of(piece, "title")
    elif category := context.get("category"):
        codes = languages_of(category, "name")
    return {code: in_language(path, code) for code in codes}


register.simple_tag(absolute)


@register.filter
def cut(text: str) -> str:
    """As much of a text as is shown below a title, with no word broken."""
    return textwrap.shorten(html.unescape(strip_tags(text or "")), DESCRIPTION, placeholder=" …")


def _about(title: str) -> str:
    return cut(f"{title}. " + _("Woven and fired by hand in Rwanda, sold for the cooperatives that made it."))


def _card(picture: Picture | str | None) -> dict:
    """The picture for sharing: wide enough to be shown large, in a format that everybody reads."""
    if not picture:  # templates make an empty text of what is not there
        return CARD | {"url": absolute(static(CARD["url"])), "alt": settings.OSCAR_SHOP_NAME}
    sizes = [(url, int(width)) for url, width in re.findall(r"(\S+) (\d+)w", picture.srcset)]
    sizes = sizes or [(picture.src, picture.width)]
    url, width = next((size for size in sizes if size[1] >= CARD["width"]), sizes[-1])
    return {
        "url": absolute(url),
        "width": width,
        "height": round(width * picture.height / picture.width),
        "alt": picture.alt,
    }


@register.simple_tag(takes_context=True)
def data_of_piece(context) -> SafeString:
    """Of the page of a piece: what it is, what it costs here, how it travels, and the way to it."""
    piece, category, pause = context["piece"], context["category"], context["pause"]
    offer = structured_data.Offer(
        price=context["price"],
        currency=context["currency"],
        is_available=context["is_available"],
        delivery=context["delivery_from"],
        market=context["market"],
        waits_days=(pause.packs_from - timezone.localdate()).days if pause else 0,
    )
    way = [(category.name, category.get_absolute_url())] if category else []
    pictures = [_card(picture)["url"] for picture in context["pictures"]]
    path = context["request"].path
    return structured_data.script(
        structured_data.product(piece, path=path, pictures=pictures, offer=offer),
        structured_data.organization(),
        structured_data.breadcrumb([*way, (piece.title, path)]),
    )


@register.simple_tag(takes_context=True)
def data_of_list(context) -> SafeString:
    """Of a list of pieces: what is on it, in its order, and the way to it."""
    path, category = context["request"].path, context["category"]
    way = [(_("All pieces"), structured_data.pieces_path())] if category else []
    return structured_data.script(
        structured_data.item_list([card.url for card in context["cards"]]),
        structured_data.breadcrumb([*way, (context["heading"], path)]),
    )


@register.simple_tag(takes_context=True)
def data_of_page(context) -> SafeString:
    """Of a Wagtail page: the home page stands for the site, a story is an article, every page has its way."""
    page, path = context["page"], context["request"].path
    way = [(step["title"], step["url"]) for step in context["way"]]
    if path == structured_data.home_path():
        return structured_data.script(structured_data.organization(), structured_data.website())
    picture = _card(getattr(page.picture_to_share, "picture", None))["url"]
    return structured_data.script(
        *structured_pages.nodes_of(page, path=path, picture=picture),
        structured_data.breadcrumb([*way, (structured_pages.title_of(page), path)]),
    )
