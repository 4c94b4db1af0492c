"""The woven band: the parts of a price drawn as stitches. Hue and kind of stitch say together whose part it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from babel.numbers import format_percent
from django.utils.translation import get_language, to_locale

STITCHES = 60
CELL, HEIGHT = 10, 36
SWATCH_STITCHES = 6


class Part(Protocol):
    label: str
    amount: Decimal | None
    currency: str
    percent: Decimal | int | None
    kind: str
    hue: int | None


@dataclass(frozen=True)
class WovenPart:
    """A part, ready to be drawn: `path` in the band, `swatch` beside its name."""

    label: str
    amount: Decimal | None
    currency: str
    percent_text: str
    stitch: str
    path: str
    swatch: str


def _slant(x: int) -> str:
    return f"M{x} 17.5l4-17h5l-4 17zM{x} 35.5l4-17h5l-4 17z"


def _slant_back(x: int) -> str:
    return f"M{x} .5h5l4 17h-5zM{x} 18.5h5l4 17h-5z"


def _chevron(x: int) -> str:
    return f"M{x} .5h5l4 17.5-4 17.5h-5l4-17.5z"


def _steps(x: int) -> str:
    return f"M{x} 9.5h4.5v26h-4.5zM{x + 4.5} .5h4.5v26h-4.5z"


def _diamond(x: int) -> str:
    return f"M{x + 4.75} .5l4.75 17.5-4.75 17.5-4.75-17.5z"


def _bricks(x: int) -> str:
    return f"M{x} .5h8.5v10h-8.5zM{x} 13h3.5v10h-3.5zM{x + 5} 13h4.5v10h-4.5zM{x} 25.5h8.5v10h-8.5z"


def _bar(x: int) -> str:
    return f"M{x + 1.5} .5h2.5v35h-2.5zM{x + 6} .5h2.5v35h-2.5z"


def _hollow(x: int) -> str:
    return f"M{x + 1} 17l3.5-15.5h3.5l-3.5 15.5zM{x + 1} 34.5l3.5-15.5h3.5l-3.5 15.5z"


def _dots(x: int) -> str:
    return "".join(f"M{x + 5} {y}l3 3.5-3 3.5-3-3.5z" for y in (2, 14.5, 27))


STITCH_OF_HUE: tuple[Callable[[int], str], ...] = (_slant, _chevron, _slant_back, _steps, _diamond, _bricks)
STITCH_OF_KIND = {"commission": _bar, "delivery": _hollow, "fee": _dots}


def weave(parts: Iterable[Part]) -> list[WovenPart]:
    """The parts in their order. Every part that is not nothing gets at least one stitch."""
    parts = list(parts)
    weights = [_weight(part) for part in parts]
    total = sum(weights)
    woven, x = [], 0
    for part, weight, count in zip(parts, weights, stitches(weights), strict=True):
        name, draw = _stitch(part)
        percent = part.percent if part.percent is not None else (weight * 100 / total if total else 0)
        woven.append(
            WovenPart(
                label=part.label,
                amount=part.amount,
                currency=part.currency,
                percent_text=_percent(percent),
                stitch=name,
                path="".join(draw(x + CELL * index) for index in range(count)),
                swatch="".join(draw(CELL * index) for index in range(SWATCH_STITCHES)),
            )
        )
        x += CELL * count
    return woven


def stitches(weights: list[Decimal], whole: int = STITCHES) -> list[int]:
    """Share `whole` stitches by weight, largest remainder first, none of the parts left out."""
    total = sum(weights)
    if not total:
        return [0 for _ in weights]
    exact = [weight * whole / total for weight in weights]
    counts = [max(int(value), 1 if value else 0) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: counts[index] - exact[index])
    for index in by_remainder:
        if sum(counts) < whole and exact[index]:
            counts[index] += 1
    while sum(counts) > whole:
        counts[counts.index(max(counts))] -= 1
    return counts


def _weight(part: Part) -> Decimal:
    value = part.amount if part.amount is not None else part.percent
    return max(Decimal(value or 0), Decimal(0))


def _stitch(part: Part) -> tuple[str, Callable[[int], str]]:
    if part.kind in STITCH_OF_KIND:
        return part.kind, STITCH_OF_KIND[part.kind]
    hue = (part.hue or 0) % len(STITCH_OF_HUE)
    return str(hue), STITCH_OF_HUE[hue]


def _percent(percent: Decimal | int) -> str:
    return format_percent(Decimal(percent) / 100, format="#,##0.#%", locale=to_locale(get_language() or "en"))
