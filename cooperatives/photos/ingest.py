"""The only door for a picture: bytes from anywhere in, a clean JPEG of ours out.

What comes in is decoded in a child process with little memory and little time (`decoder`), turned upright, brought to
sRGB, laid on white where it was transparent, shrunk to at most 2048 pixels and encoded afresh. Nothing of the original
is kept: no camera data, no place where it was taken, no name. `Photo.file` lets nothing in that did not pass here.
"""

import hashlib
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

from django.core.files.base import ContentFile
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 60_000_000
MAX_SIDE = 2048
# Of the processor. A machine that does other things at the time may take longer by the clock, up to PATIENCE.
SECONDS = 4
PATIENCE = 15

DECODER = Path(__file__).with_name("decoder.py")


class Reason(TextChoices):
    EMPTY = "empty", _("The file is empty. Please choose the picture again.")
    TOO_LARGE = "too_large", _("The picture is larger than 25 MB. Please send a smaller one.")
    FORMAT = "format", _("This is not a picture we can read. Please send a JPEG, PNG, WebP, AVIF or HEIC picture.")
    TOO_MANY_PIXELS = "too_many_pixels", _("The picture has more than 60 million pixels. Please send a smaller one.")
    DAMAGED = "damaged", _("The picture is damaged or did not arrive whole. Please send it again.")
    TOO_HEAVY = "too_heavy", _("The picture is too heavy to read. Please send a smaller one, saved as a JPEG.")


class PictureRefused(Exception):
    """A picture that is not let in; `str()` of it tells the person who sent it why, and what to do."""

    def __init__(self, reason: Reason):
        self.reason = reason
        super().__init__(reason.label)


class Ingested(ContentFile):
    """A picture that came through the door: a JPEG with a random name, and what was learnt of it on the way."""

    def __init__(self, content: bytes, *, width: int, height: int, dominant_colour: str, sha256: str):
        super().__init__(content, name=f"{secrets.token_hex(10)}.jpg")
        self.content_type = "image/jpeg"
        self.width = width
        self.height = height
        self.dominant_colour = dominant_colour
        # Of the bytes that were sent, by which the same picture sent twice is recognised.
        self.sha256 = sha256


def ingest(*, data: bytes) -> Ingested:
    """Make a clean picture of `data`, or raise PictureRefused."""
    if not data:
        raise PictureRefused(Reason.EMPTY)
    if len(data) > MAX_BYTES:
        raise PictureRefused(Reason.TOO_LARGE)
    header, content = _decode(data)
    if "refused" in header:
        raise PictureRefused(Reason(header["refused"]))
    return Ingested(
        content,
        width=header["width"],
        height=header["height"],
        dominant_colour=header["dominant_colour"],
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _decode(data: bytes) -> tuple[dict, bytes]:
    # -I: the child sees neither our working directory nor our environment. A decoder that is taken over finds no
    # secrets.
    command = [sys.executable, "-I", str(DECODER), str(MAX_PIXELS), str(MAX_SIDE), str(SECONDS)]
    environment = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    try:
        child = subprocess.run(
            command, input=data, capture_output=True, timeout=PATIENCE, env=environment, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        raise PictureRefused(Reason.TOO_HEAVY) from None
    if child.returncode != 0:
        # It was stopped by its limits, or the decoder underneath fell over: either way the picture is at fault.
        raise PictureRefused(Reason.TOO_HEAVY if child.returncode < 0 else Reason.DAMAGED)
    header, _newline, content = child.stdout.partition(b"\n")
    return json.loads(header), content
