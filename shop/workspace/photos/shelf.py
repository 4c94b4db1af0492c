"""Where the bytes of a picture lie while it is on its way: a file for each upload, below UPLOADS_ROOT, that nobody serves."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

# As `models.new_token` makes them: a name that is no other path.
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,32}")


def write(token: str, *, at: int, data: bytes, is_last: bool) -> None:
    """Put bytes in their place; what was written beyond it, by somebody who was cut off, is overwritten."""
    path = _path(token)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with open(descriptor, "r+b", closefd=True) as file:
        file.seek(at)
        file.write(data)
        file.truncate()
        if is_last:
            # From here on the phone may forget it, so it must outlive a power cut.
            file.flush()
            os.fsync(file.fileno())


def size(token: str) -> int:
    try:
        return _path(token).stat().st_size
    except FileNotFoundError:
        return 0


def read(token: str) -> bytes:
    """All that has come; nothing where nothing is."""
    try:
        return _path(token).read_bytes()
    except FileNotFoundError:
        return b""


def drop(token: str) -> None:
    _path(token).unlink(missing_ok=True)


def older_than(moment: float) -> Iterator[str]:
    """The tokens of files that nobody has touched since."""
    folder = _folder()
    for path in folder.iterdir() if folder.is_dir() else ():
        if TOKEN.fullmatch(path.name) and path.stat().st_mtime < moment:
            yield path.name


def _folder() -> Path:
    return Path(settings.UPLOADS_ROOT) / "arriving"


def _path(token: str) -> Path:
    if not TOKEN.fullmatch(token):
        raise ValueError("This is no token.")
    return _folder() / token
