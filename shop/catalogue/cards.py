"""A piece as a list shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from cooperatives.photos.renditions import Picture, picture_sources
from shop.catalogue.models import Product
from shop.catalogue.spoken import spoken


@dataclass(frozen=True)
class PieceCard:
    pk: int
    title: str
    url: str
    cooperatives: str
    price: Decimal | None
    currency: str
    picture: Picture | None
    is_available: bool
    is_one_of_a_kind: bool
    # Of the title.
    language: str = settings.LANGUAGE_CODE


def card(piece: Product, currency: str) -> PieceCard:
    """The card of a piece from `Product.objects.for_cards(currency)`; needs no query of its own."""
    return PieceCard(
        pk=piece.pk,
        title=piece.title,
        url=piece.get_absolute_url(),
        cooperatives=" + ".join(cooperative.name for cooperative in piece.cooperatives.all()),
        price=piece.price,
        currency=currency,
        picture=first_picture(piece),
        is_available=piece.is_available,
        is_one_of_a_kind=piece.is_one_of_a_kind,
        language=spoken(piece, "title"),
    )


def cards(pieces: Iterable[Product], currency: str) -> list[PieceCard]:
    return [card(piece, currency) for piece in pieces]


def pictures_of(piece: Product) -> list[Picture]:
    """Those that may be shown."""
    return [picture_sources(image.original) for image in piece.images.all() if image.original.may_be_shown()]


def first_picture(piece: Product) -> Picture | None:
    shown = (image.original for image in piece.images.all() if image.original.may_be_shown())
    return next((picture_sources(photo) for photo in shown), None)
