"""Pieces among the content: as cards on the home page, in a story, on a cooperative's page."""

from collections.abc import Iterable

from django.db.models import Q

from cooperatives.models import Artisan, Cooperative
from shop.catalogue.cards import PieceCard, cards
from shop.catalogue.models import Product

# More than that is a list of its own.
MOST = 24


def newest_cards(currency: str, *, number: int) -> list[PieceCard]:
    """What is new and can be bought now."""
    pieces = Product.objects.for_cards(currency).available()
    return cards(pieces.order_by("-date_created", "-pk")[:number], currency)


def cards_of(cooperative: Cooperative, currency: str) -> list[PieceCard]:
    """Everything a cooperative had a part in, what can be bought before what is sold."""
    pieces = Product.objects.for_cards(currency).filter(cooperatives=cooperative)
    return cards(pieces.order_by("-is_available", "-date_created", "-pk"), currency)


def cards_with(artisan: Artisan, currency: str) -> list[PieceCard]:
    """Pieces that this person had a hand in, what can be bought before what is sold."""
    pieces = Product.objects.for_cards(currency).filter(artisans=artisan)
    return cards(pieces.order_by("-is_available", "-date_created", "-pk")[:MOST], currency)


def cards_made_by(ways: Q, currency: str, *, number: int = MOST) -> list[PieceCard]:
    """Pieces made in one of these ways, what can be bought before what is sold."""
    pieces = Product.objects.for_cards(currency).filter(ways).distinct()
    return cards(pieces.order_by("-is_available", "-date_created", "-pk")[:number], currency)


def cards_by_product(keys: Iterable[int], currency: str) -> dict[int, PieceCard]:
    """Cards by the key of their piece; those no longer listed are missing."""
    keys = list(keys)
    if not keys:
        return {}
    return {card.pk: card for card in cards(Product.objects.for_cards(currency).filter(pk__in=keys), currency)}


def products_in(body) -> list[int]:
    """The keys of the pieces that a StreamField shows, each once, in its order."""
    chosen = []
    for block in body:
        if block.block_type == "piece":
            chosen.append(block.value)
        elif block.block_type == "pieces":
            chosen += block.value["pieces"]
    return list(dict.fromkeys(piece.pk for piece in chosen if piece))


def cards_in(body, currency: str) -> dict[int, PieceCard]:
    """Their cards, for the context of a page with such blocks: `context["cards"] = cards_in(self.body, currency)`."""
    return cards_by_product(products_in(body), currency)
