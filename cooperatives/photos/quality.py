"""What could be better about a picture: hints for whoever took it, never a reason to refuse it.

Looks only at pictures that came through the door. The phone gives the same hints, before sending
(`shop/workspace/static/workspace/js/hints.js`).
"""

import math

from django.core.files.base import File
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFilter, ImageStat

# All measured on a grey picture of this many pixels on its longer side, so that a number means the same for each.
SIDE = 512
GRID = 6
# The longer side of what a page shows large on a phone with a fine screen.
SMALL_BELOW = 900
# Of 255: how bright the picture is on the whole, and where its brighter tenth begins.
DARK_MEAN, DARK_HIGHLIGHT = 62, 140
# The variance of the edges in the sharpest of the fields: a smooth pot before a plain wall has few edges, but has some.
BLURRED_BELOW = 110
TILTED_FROM, TILTED_TO = 4, 18
# A straight line counts when it runs through this part of the width.
LINE_SPANS = 0.4

LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


class Hint(TextChoices):
    BLURRED = "blurred", _("The picture is not sharp. Hold the phone with both hands, and wait a moment.")
    DARK = "dark", _("The picture is dark. Go outside, into the shade.")
    SMALL = "small", _("The picture is small. Go closer, and take it again.")
    TILTED = "tilted", _("The picture is not straight. Hold the phone level.")


def hints_of(file: File) -> list[str]:
    """The hints for a picture, the most important first; none for a good one."""
    file.seek(0)
    with Image.open(file) as picture:
        longest = max(picture.size)
        picture.draft("L", (SIDE, SIDE))
        grey = picture.convert("L")
    file.seek(0)
    grey.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    found = {
        Hint.DARK: is_dark(grey),
        # In the dark there are few edges: one hint says what to do about both.
        Hint.BLURRED: not is_dark(grey) and is_blurred(grey),
        Hint.SMALL: longest < SMALL_BELOW,
        Hint.TILTED: is_tilted(grey),
    }
    return [hint.value for hint, is_so in found.items() if is_so]


def is_dark(grey: Image.Image) -> bool:
    seen, enough = 0, sum(grey.histogram()) * 0.9
    for level, count in enumerate(grey.histogram()):
        seen += count
        if seen >= enough:
            return ImageStat.Stat(grey).mean[0] < DARK_MEAN and level < DARK_HIGHLIGHT
    return False


def is_blurred(grey: Image.Image) -> bool:
    if min(grey.size) < 3 * GRID:
        return False
    # Without the rim, which the filter leaves as it was.
    edges = grey.filter(LAPLACIAN).crop((1, 1, grey.width - 1, grey.height - 1))
    wide, high = edges.width / GRID, edges.height / GRID
    fields = [
        edges.crop((int(x * wide), int(y * high), int((x + 1) * wide), int((y + 1) * high)))
        for x in range(GRID)
        for y in range(GRID)
    ]
    return max(ImageStat.Stat(field).var[0] for field in fields) < BLURRED_BELOW


def is_tilted(grey: Image.Image) -> bool:
    """Whether the longest line that should be level (the edge of a table, of a wall) is not."""
    angle, length = longest_level_line(grey)
    return length >= LINE_SPANS and TILTED_FROM <= abs(angle) <= TILTED_TO


def longest_level_line(grey: Image.Image) -> tuple[int, float]:
    """Its angle in degrees, and through which part of the width it runs: each strong edge votes for the line it lies on."""
    small = grey.copy()
    small.thumbnail((160, 160), Image.Resampling.BOX)
    # Stitches and grain are edges, too, but end with this.
    small = small.filter(ImageFilter.GaussianBlur(1.2))
    width, height = small.size
    pixels = small.tobytes()
    votes: dict[tuple[int, int], set[int]] = {}
    for y in range(1, height - 1):
        row = y * width
        for x in range(1, width - 1):
            at = row + x
            down = pixels[at + width] - pixels[at - width]
            if abs(down) < 16:
                continue
            right = pixels[at + 1] - pixels[at - 1]
            angle = -math.degrees(math.atan2(right, abs(down)) * (1 if down > 0 else -1))
            if abs(angle) > TILTED_TO + 4:
                continue
            for nearby in (round(angle) - 1, round(angle), round(angle) + 1):
                turn = math.radians(nearby)
                distance = round((y * math.cos(turn) - x * math.sin(turn)) / 1.5)
                votes.setdefault((nearby, distance), set()).add(x)
    if not votes:
        return 0, 0.0
    (angle, _distance), columns = max(votes.items(), key=lambda vote: len(vote[1]))
    return angle, len(columns) / width
