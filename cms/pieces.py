"""Pieces among the content: as cards on the home page, in a story, on a cooperative's page."""

from collections.abc import Iterable

from cooperatives.models import Cooperative
from shop.catalogue.cards import PieceCard, cards
from shop.catalogue.models import Product


def newest_cards(currency: str, *, number: int) -> list[PieceCard]:
    """What is new and can be bought now."""
    pieces = Product.objects.for_cards(currency).available()
    return cards(pieces.order_by("-date_created", "-pk")[:number], currency)


def cards_of(cooperative: Cooperative, currency: str) -> list[PieceCard]:
    """Everything a cooperative had a part in, what can be bought before what is sold."""
    pieces = Product.objects.for_cards(currency).filter(cooperatives=cooperative)
    return cards(pieces.order_by("-is_available", "-date_created", "-pk"), currency)


def cards_by_product(keys: Iterable[int], currency: str) -> dict[int, PieceCard]:
    """Cards by the key of their piece; those no longer listed are missing."""
    keys = list(keys)
    if not keys:
        return {}
    return {card.pk: card for card in cards(Product.objects.for_cards(currency).filter(pk__in=keys), currency)}
