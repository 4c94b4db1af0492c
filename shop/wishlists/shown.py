"""A list of kept pieces as its pages show it: with what can be bought now, and what is gone. A constant number of queries."""

from dataclasses import dataclass

from shop.catalogue.cards import PieceCard, card
from shop.catalogue.models import Product
from shop.wishlists.models import WishList


@dataclass(frozen=True)
class KeptPiece:
    """`card` is None for a piece that the shop does not show any more."""

    pk: int
    title: str
    card: PieceCard | None


def kept_pieces(wishlist: WishList | None, currency: str) -> list[KeptPiece]:
    """The one kept last stands first."""
    if wishlist is None:
        return []
    lines = list(wishlist.lines.order_by("-pk"))
    pieces = Product.objects.for_cards(currency).in_bulk([line.product_id for line in lines if line.product_id])
    return [
        KeptPiece(
            pk=line.pk,
            title=pieces[line.product_id].title if line.product_id in pieces else line.title,
            card=card(pieces[line.product_id], currency) if line.product_id in pieces else None,
        )
        for line in lines
    ]
