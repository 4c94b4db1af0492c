"""Our pages in the words of schema.org, for machines that would rather not read: a product, an article, who we are."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shop.catalogue.models import Product
from shop.market import Market
from shop.payment.currency import exponent
from shop.shipping.zones import DAYS_TO_ARRIVE, DAYS_TO_RETURN

# Nothing in the data can end the script it stands in, or begin another one.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Offer:
    """What a piece costs in a market; `delivery` is the postage there, None where no parcel goes."""

    price: Decimal | None
    currency: str
    is_available: bool
    delivery: Decimal | None
    market: Market
    # Until those who pack it are back.
    waits_days: int = 0


def script(*nodes: dict) -> SafeString:
    """A data block: no browser runs it, and the site's policy lets it be."""
    data = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{data.translate(_ESCAPES)}</script>')


def absolute(url: str) -> str:
    """An address as other sites need it."""
    return url if "://" in url else settings.BASE_URL + url


def home_path() -> str:
    return reverse("wagtail_serve", args=[""])


def pieces_path() -> str:
    return reverse("catalogue:index")


def organization() -> dict:
    return {
        "@type": "Organization",
        "@id": f"{settings.BASE_URL}/#organization",
        "name": settings.OSCAR_SHOP_NAME,
        "url": f"{settings.BASE_URL}/",
        "logo": absolute(static("cms/img/mark.svg")),
    }


def website() -> dict:
    return {
        "@type": "WebSite",
        "@id": absolute(f"{home_path()}#website"),
        "name": settings.OSCAR_SHOP_NAME,
        "url": absolute(home_path()),
        "inLanguage": get_language(),
        "publisher": {"@id": organization()["@id"]},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": absolute(reverse("search")) + "?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumb(steps: Iterable[tuple[str, str]]) -> dict:
    """From the home page on: (title, address) of each step."""
    whole = [(_("Home"), home_path()), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": title, "item": absolute(url)}
            for number, (title, url) in enumerate(whole, start=1)
        ],
    }


def item_list(urls: Iterable[str]) -> dict:
    return {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "url": absolute(url)} for number, url in enumerate(urls, start=1)
        ],
    }


def product(piece: Product, *, path: str, pictures: list[str], offer: Offer) -> dict:
    made_of = [material.name for material in piece.materials.all()]
    colours = [colour.name for colour in piece.colours.all()]
    optional = {
        "image": pictures,
        "description": strip_tags(piece.summary or piece.description),
        "material": made_of,
        "color": ", ".join(colours),
        **_measures(piece),
        "offers": _offer(piece, path, offer) if offer.price is not None else None,
    }
    return {
        "@type": "Product",
        "@id": absolute(f"{path}#piece"),
        "name": piece.title,
        "url": absolute(path),
        "sku": piece.upc or f"P{piece.pk}",
        "brand": [{"@type": "Brand", "name": cooperative.name} for cooperative in piece.cooperatives.all()],
        "countryOfOrigin": "RW",
        **{name: value for name, value in optional.items() if value},
    }


def _measures(piece: Product) -> dict:
    measures = {
        "height": piece.height_cm,
        "width": piece.width_cm or piece.diameter_cm,
        "depth": piece.depth_cm or piece.diameter_cm,
    }
    return {
        name: {"@type": "QuantitativeValue", "value": float(value), "unitCode": "CMT"}
        for name, value in measures.items()
        if value
    }


def _offer(piece: Product, path: str, offer: Offer) -> dict:
    gone = "SoldOut" if piece.is_one_of_a_kind else "OutOfStock"
    return {
        "@type": "Offer",
        "url": absolute(path),
        "price": _figures(offer.price, offer.currency),
        "priceCurrency": offer.currency,
        "availability": f"https://schema.org/{'InStock' if offer.is_available else gone}",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@id": organization()["@id"]},
        "hasMerchantReturnPolicy": {
            "@type": "MerchantReturnPolicy",
            "applicableCountry": offer.market.country,
            "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
            "merchantReturnDays": DAYS_TO_RETURN,
            "returnMethod": "https://schema.org/ReturnByMail",
        },
        **({"shippingDetails": _shipping(offer)} if offer.delivery is not None else {}),
    }


def _shipping(offer: Offer) -> dict:
    fewest, most = DAYS_TO_ARRIVE[offer.market.zone]
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": {
            "@type": "MonetaryAmount",
            "value": _figures(offer.delivery, offer.currency),
            "currency": offer.currency,
        },
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": offer.market.country},
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            **({"handlingTime": _days(offer.waits_days, offer.waits_days)} if offer.waits_days else {}),
            "transitTime": _days(fewest, most),
        },
    }


def _days(fewest: int, most: int) -> dict:
    return {"@type": "QuantitativeValue", "minValue": fewest, "maxValue": most, "unitCode": "DAY"}


def _figures(amount: Decimal, currency: str) -> str:
    return f"{amount:.{exponent(currency)}f}"
