"""Small pictures for leaders' own pages: a few kilobytes, kept beside the uploads and served by a view that asks whose they are.

They are no renditions: those have addresses that visitors may know, and most of these pictures nobody has looked at yet.
"""

import io
import os
import tempfile
from pathlib import Path

from django.conf import settings
from PIL import Image

from cooperatives.photos.models import Photo

# The longer side, in pixels, and how fine it is written: a page of ten small ones must be paid for by the megabyte.
SIDES = {"row": 108, "small": 192, "large": 640}
QUALITY = {"avif": {"quality": 45, "speed": 8, "max_threads": 1}, "jpeg": {"quality": 60, "optimize": True}}


def make(photo: Photo) -> None:
    """Make the small ones that a list shows; the large one is made when somebody opens the picture."""
    stored = _stored(photo)
    for file_format in QUALITY:
        _write(photo, stored, "small", file_format)


def thumb_of(photo: Photo, side: str, file_format: str) -> bytes:
    """The bytes of one, made now if it was not before."""
    path = _path(photo, side, file_format)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return _write(photo, _stored(photo), side, file_format)


def name_of(photo: Photo) -> str:
    """What an address of it is made unguessable with: another name after the picture was withheld."""
    return Path(photo.file.name).stem


def older_than(moment: float) -> list[Path]:
    folder = _folder()
    return [path for path in folder.iterdir() if path.stat().st_mtime < moment] if folder.is_dir() else []


def _stored(photo: Photo) -> Image.Image:
    with photo.file.storage.open(photo.file.name) as file, Image.open(file) as picture:
        picture.draft("RGB", (SIDES["large"], SIDES["large"]))
        return picture.convert("RGB")


def _write(photo: Photo, stored: Image.Image, side: str, file_format: str) -> bytes:
    small = stored.copy()
    small.thumbnail((SIDES[side], SIDES[side]), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    small.save(content, file_format.upper(), **QUALITY[file_format])
    path = _path(photo, side, file_format)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Renamed when it is whole, so that nobody reads half of it.
    descriptor, half = tempfile.mkstemp(dir=path.parent)
    with open(descriptor, "wb") as file:
        file.write(content.getvalue())
    os.replace(half, path)
    return content.getvalue()


def _folder() -> Path:
    return Path(settings.UPLOADS_ROOT) / "thumbs"


def _path(photo: Photo, side: str, file_format: str) -> Path:
    return _folder() / f"{name_of(photo)}-{side}.{file_format}"
