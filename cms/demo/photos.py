"""The demo's pictures: renders, with their words, brought into the library in all their sizes."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connection, connections
from django.utils.translation import gettext_noop

from cooperatives.photos.library import add_photo
from cooperatives.photos.models import Photo
from cooperatives.photos.renditions import make_renditions

PICTURES = Path(__file__).parent / "pictures"
CREDIT = gettext_noop("Rendered for this demonstration")
WORKERS = 2


def load_photos(*, progress: Callable[[str], None] = print) -> dict[str, Photo]:
    """Every picture of the demo in the library, with the sizes pages show. Those that are there already cost next to nothing."""
    known = photos()
    for photo in known.values():
        make_renditions(photo)  # those that a newer version of the site shows
    missing = [entry for entry in _manifest() if _name(entry) not in known]
    if missing:
        progress(f"Pictures: {len(missing)} to bring in, in all their sizes.")
    for done, _entry in enumerate(_in_parallel(missing), start=1):
        if done % 5 == 0 or done == len(missing):
            progress(f"Pictures: {done} of {len(missing)}")
    return photos()


def photos() -> dict[str, Photo]:
    """The pictures that are in the library, by the name of their file."""
    hashes = {_sha256(PICTURES / entry["file"]): _name(entry) for entry in _manifest()}
    found = Photo.objects.filter(original_sha256__in=hashes).order_by("-pk")
    return {hashes[photo.original_sha256]: photo for photo in found}


def pictures_of(slug: str, library: dict[str, Photo]) -> list[Photo]:
    """The pictures of a piece: the whole first, then the second view."""
    return [library[name] for name in (slug, f"{slug}-2") if name in library]


def _in_parallel(entries: list[dict]):
    if connection.in_atomic_block:
        # Another thread would wait for this transaction to end, and this one for the thread.
        yield from map(_bring_in, entries)
        return
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        yield from pool.map(_bring_in_and_close, entries)


def _bring_in(entry: dict) -> None:
    data = (PICTURES / entry["file"]).read_bytes()
    photo = add_photo(data=data, title=entry["title"], description=entry["alt"], credit=CREDIT, is_render=True)
    make_renditions(photo)


def _bring_in_and_close(entry: dict) -> None:
    try:
        _bring_in(entry)
    finally:
        connections.close_all()


def _manifest() -> list[dict]:
    return json.loads((PICTURES / "manifest.json").read_text(encoding="utf-8"))


def _name(entry: dict) -> str:
    return Path(entry["file"]).stem


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
