"""How large a piece is, drawn to scale beside something everybody knows: a mug, or a hand for what fits into one."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from shop.catalogue.models import Product

# In centimetres, with the point at the lower left of each at the end of its own ground line.
MUG = "M.3 -9.5h7.6v8.3a1.2 1.2 0 0 1-1.2 1.2H1.5A1.2 1.2 0 0 1 .3 -1.2zM7.9 -7.5h1.4a2 2 0 0 1 2 2v1.4a2 2 0 0 1-2 2H7.9"
HAND = (
    "M2.9 0v-3.2c0-1.4-1.9-2.5-2.5-4.2-.4-1.1.8-1.6 1.4-.8l1.3 1.7v-8.9a.9.9 0 0 1 1.7 0v5.6-7.4a.9.9 0 0 1 1.7 0v7.3"
    "-6.4a.9.9 0 0 1 1.7 0v6.7-4.2a.8.8 0 0 1 1.6 0v8.4c0 1.9-.8 2.9-.8 4.1V0"
)
MUG_SIZE, HAND_SIZE = (11.4, 9.5), (9.9, 18.2)
GAP, EDGE = 5.0, 1.0
# Flatter than this, a round piece is drawn as it hangs on a wall.
FLAT = 5
# What is not larger lies in a hand.
IN_A_HAND = 15
RIM = 0.11


@dataclass(frozen=True)
class Drawing:
    """In centimetres; the piece and what stands beside it stand on one ground line. `beside` is its name in words."""

    words: str
    beside: str
    is_round: bool
    width: float
    height: float
    outline: str
    inner: str
    beside_outline: str
    beside_size: tuple[float, float]

    @property
    def box_width(self) -> float:
        return round(self.width + GAP + self.beside_size[0] + 2 * EDGE, 1)

    @property
    def box_height(self) -> float:
        return round(max(self.height, self.beside_size[1]) + 2 * EDGE, 1)

    @property
    def ground(self) -> float:
        return round(self.box_height - EDGE, 1)

    @property
    def left(self) -> float:
        return EDGE

    @property
    def beside_left(self) -> float:
        return round(EDGE + self.width + GAP, 1)


def draw(piece: Product) -> Drawing | None:
    """None where nobody measured the piece."""
    width = piece.width_cm or piece.diameter_cm
    if not width or not (piece.height_cm or piece.diameter_cm):
        return None
    is_round = bool(piece.diameter_cm) and (not piece.height_cm or piece.height_cm <= FLAT)
    width, height = float(width), float(width if is_round else piece.height_cm)
    outline, inner = _outline(piece, width, height, is_round=is_round)
    in_a_hand = max(width, height) <= IN_A_HAND
    return Drawing(
        words=_words(piece),
        beside=_("drawn beside a hand") if in_a_hand else _("drawn beside a mug"),
        is_round=is_round,
        width=width,
        height=height,
        outline=outline,
        inner=inner,
        beside_outline=HAND if in_a_hand else MUG,
        beside_size=HAND_SIZE if in_a_hand else MUG_SIZE,
    )


def _outline(piece: Product, width: float, height: float, *, is_round: bool) -> tuple[str, str]:
    """The piece from the lower left of its box, up being negative; and a line inside of it that says what it is."""
    if is_round:  # on a wall, seen from the front
        return _ellipse(0, width, -height / 2, height / 2), _ellipse(
            width * 0.3, width * 0.7, -height / 2, height * 0.2
        )
    if piece.diameter_cm:  # standing: an opening above, a rounded foot below
        rim, foot = min(width * RIM, height / 4), min(width / 4, height / 2)
        sides = (
            f"M0 {-height + rim:.2f}V{-foot:.2f}Q0 0 {foot:.2f} 0H{width - foot:.2f}Q{width:g} 0 {width:g} {-foot:.2f}"
            f"V{-height + rim:.2f}A{width / 2:.2f} {rim:.2f} 0 0 0 0 {-height + rim:.2f}z"
        )
        return sides, _ellipse(0, width, -height + rim, rim)
    # Flat, of a width: a weave on its stick, or what has corners.
    if not piece.depth_cm:
        return f"M0 0V{-height:g}H{width:g}V0z", f"M-.8 {-height:g}H{width + 0.8:.1f}"
    return f"M0 0V{-height:g}H{width:g}V0z", ""


def _ellipse(left: float, right: float, middle: float, radius: float) -> str:
    across = (right - left) / 2
    arc = f"A{across:.2f} {radius:.2f} 0 0 1"
    return f"M{left:.2f} {middle:.2f}{arc} {right:.2f} {middle:.2f}{arc} {left:.2f} {middle:.2f}z"


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
