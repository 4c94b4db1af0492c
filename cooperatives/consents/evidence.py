"""Where the proof of a consent lies: a signed sheet, a voice note. Never below MEDIA_ROOT, and never with an address."""

import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage


class PrivateStorage(FileSystemStorage):
    """Files that only this programme's account may read; asking for an address is a mistake."""

    def __init__(self):
        super().__init__(
            location=settings.EVIDENCE_ROOT, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )

    def url(self, name):
        raise ValueError("Evidence has no address: it is shown by a view that notes who looked.")


def private() -> Storage:
    return PrivateStorage()


def random_name(_consent, filename: str) -> str:
    """Nothing of the name a file came with, which is often the name of a person."""
    return f"{secrets.token_hex(16)}{Path(filename).suffix.lower()[:6]}"
