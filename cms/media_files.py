"""The only door for films, recordings and captions: what a file is, by what is in it and never by its name.

A telephone writes into a film where it was taken, which may be somebody's home: that is made unreadable on the way in.
Films are not encoded anew, because that takes a library of its own and minutes for each.
"""

import re
import secrets
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MAX_CAPTIONS = 1024 * 1024
BEGINNING = 64
PLACE = re.compile(rb"[+-]\d{1,3}\.\d+[+-]\d{1,3}\.\d+(?:[+-]\d+(?:\.\d+)?)?/?")


class Kind(TextChoices):
    VIDEO = "video", _("Film")
    AUDIO = "audio", _("Sound")
    CAPTIONS = "captions", _("Captions")


class Reason(TextChoices):
    EMPTY = "empty", _("The file is empty. Please choose it again.")
    FORMAT = (
        "format",
        _(
            "This is not a file we can play. Please send an MP4 or WebM film, an MP3, M4A, Ogg or WAV recording, or .vtt."
        ),
    )
    CAPTIONS = (
        "captions",
        _(
            "These captions cannot be read. Please save them as WebVTT (.vtt) in UTF-8, with at least one line in them."
        ),
    )


class MediaRefused(Exception):
    """A file that is not let in; `str()` of it tells the person who sent it why, and what to do."""

    def __init__(self, reason: Reason):
        self.reason = reason
        super().__init__(reason.label)


@dataclass(frozen=True)
class Looked:
    """What a file is."""

    kind: Kind
    extension: str

    def name(self) -> str:
        """A name of ours: the sender's may say who somebody is."""
        return f"films/{secrets.token_hex(10)}.{self.extension}"


def look_into(file: BinaryIO) -> Looked:
    """What this file is, with the places taken out of it; or MediaRefused."""
    file.seek(0)
    beginning = file.read(BEGINNING)
    if not beginning:
        raise MediaRefused(Reason.EMPTY)
    looked = _known(beginning)
    if looked.kind == Kind.CAPTIONS:
        _read_captions(file)
    if beginning[4:8] == b"ftyp":
        _forget_places(file)
    file.seek(0)
    return looked


def _known(beginning: bytes) -> Looked:
    if beginning[4:8] == b"ftyp":
        is_sound = beginning[8:12] in (b"M4A ", b"M4B ")
        return Looked(Kind.AUDIO, "m4a") if is_sound else Looked(Kind.VIDEO, "mp4")
    if beginning.startswith(b"\x1aE\xdf\xa3") and b"webm" in beginning:
        return Looked(Kind.VIDEO, "webm")
    if beginning.startswith(b"ID3") or (beginning[0] == 0xFF and beginning[1:2] and beginning[1] & 0xE6 == 0xE2):
        return Looked(Kind.AUDIO, "mp3")
    if beginning.startswith(b"OggS") and b"theora" not in beginning:
        return Looked(Kind.AUDIO, "ogg")
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WAVE":
        return Looked(Kind.AUDIO, "wav")
    if beginning.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        return Looked(Kind.CAPTIONS, "vtt")
    raise MediaRefused(Reason.FORMAT)


def _read_captions(file: BinaryIO) -> None:
    file.seek(0)
    data = file.read(MAX_CAPTIONS + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MediaRefused(Reason.CAPTIONS) from None
    if len(data) > MAX_CAPTIONS or "-->" not in text or not re.match(r"WEBVTT(?:[ \t].*)?\r?\n", text):
        raise MediaRefused(Reason.CAPTIONS)


def _forget_places(film: BinaryIO) -> None:
    """Overwrite coordinates in the table of contents of an MP4, byte for byte, so that nothing in it moves."""
    for start, length in _contents(film):
        film.seek(start)
        old = film.read(length)
        new = old.replace(b"\xa9xyz", b"free").replace(b"loci", b"free")
        new = PLACE.sub(lambda found: b"0" * len(found[0]), new)
        if new != old:
            film.seek(start)
            film.write(new)


def _contents(film: BinaryIO) -> list[tuple[int, int]]:
    """Where an MP4 keeps what is not film: its boxes `moov`, `meta`, `udta` and `uuid`."""
    found, names, at = [], set(), 0
    film.seek(0, 2)
    end = film.tell()
    while at + 8 <= end:
        film.seek(at)
        header = film.read(16)
        size, head = int.from_bytes(header[:4]), 8
        if size == 1:
            size, head = int.from_bytes(header[8:16]), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise MediaRefused(Reason.FORMAT)
        names.add(header[4:8])
        if header[4:8] in (b"moov", b"meta", b"udta", b"uuid"):
            found.append((at + head, size - head))
        at += size
    if not {b"moov", b"mdat"} <= names:
        raise MediaRefused(Reason.FORMAT)
    return found
