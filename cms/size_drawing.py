"""How large a piece is, drawn to scale beside a mug that everybody can imagine."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from shop.catalogue.models import Product

MUG_HEIGHT, MUG_WIDTH = 9.5, 8.0
GAP = 6.0
# Flatter than this, a round piece is drawn as it hangs on a wall.
FLAT = 5


@dataclass(frozen=True)
class Drawing:
    """In centimetres; the view box is the drawing's, the piece stands on its ground line."""

    words: str
    is_round: bool
    width: float
    height: float
    box_width: float
    box_height: float
    mug_x: float

    @property
    def top(self) -> float:
        return self.box_height - self.height - 1

    @property
    def centre(self) -> tuple[float, float]:
        return 1 + self.width / 2, self.box_height - 1 - self.height / 2

    @property
    def radius(self) -> float:
        return self.width / 2

    @property
    def ground(self) -> float:
        return self.box_height - 1


def draw(piece: Product) -> Drawing | None:
    """None where nobody measured the piece."""
    width = piece.width_cm or piece.diameter_cm
    if not width or not (piece.height_cm or piece.diameter_cm):
        return None
    is_round = bool(piece.diameter_cm) and (not piece.height_cm or piece.height_cm <= FLAT)
    height = width if is_round else piece.height_cm
    return Drawing(
        words=_words(piece),
        is_round=is_round,
        width=float(width),
        height=float(height),
        box_width=float(width) + GAP + MUG_WIDTH + 4.5,
        box_height=max(float(height), MUG_HEIGHT) + 2,
        mug_x=float(width) + GAP + 1,
    )


def _words(piece: Product) -> str:
    parts = []
    if piece.diameter_cm:
        parts.append(_("%s cm across") % _number(piece.diameter_cm))
    if piece.width_cm:
        parts.append(_("%s cm wide") % _number(piece.width_cm))
    if piece.depth_cm:
        parts.append(_("%s cm deep") % _number(piece.depth_cm))
    if piece.height_cm:
        parts.append(_("%s cm high") % _number(piece.height_cm))
    return ", ".join(parts)


def _number(value: Decimal) -> str:
    return f"{Decimal(value).normalize():f}"
