"""A leader with a phone, and pictures as phones make them."""

import base64
import hashlib
import io

import pytest
from django.test import Client
from PIL import Image

from tests import factories


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UPLOADS_ROOT = tmp_path / "uploads"


@pytest.fixture
def leader(world):
    return factories.leader()


@pytest.fixture
def phone(leader):
    return Phone(leader)


def jpeg(colour: str = "#a2401f", size: tuple[int, int] = (480, 360)) -> bytes:
    content = io.BytesIO()
    picture = Image.new("RGB", size, colour)
    picture.paste("#3b5b3a", (size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2))
    picture.save(content, "JPEG")
    return content.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Phone:
    """Speaks the protocol as a phone does."""

    door = "/workspace/photos/uploads/"

    def __init__(self, leader, device=None):
        self.leader = leader
        self.client = Client()
        self.visit = factories.let_in(self.client, leader, device)
        self.device = self.visit.device

    def begin(self, data: bytes, **said):
        said = {"sha256": sha256(data), "leader": self.leader.pk} | said
        length = said.pop("length", len(data))
        return self.client.post(
            self.door,
            headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(length), "Upload-Metadata": metadata(said)},
        )

    def bring(self, address: str, data: bytes, offset: int, **headers):
        return self.client.patch(
            address,
            data,
            content_type="application/offset+octet-stream",
            headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)} | headers,
        )

    def how_far(self, address: str):
        return self.client.head(address, headers={"Tus-Resumable": "1.0.0"})

    def told(self, address: str) -> dict:
        return self.client.get(address, headers={"Accept": "application/json"}).json()

    def end(self, address: str):
        return self.client.delete(address, headers={"Tus-Resumable": "1.0.0"})

    def send(self, data: bytes, *, piece: int = 4096, **said) -> str:
        """All of it, from where it is; the address to ask at."""
        begun = self.begin(data, **said)
        assert begun.status_code == 201, begun.content
        offset = int(begun["Upload-Offset"])
        while offset < len(data):
            brought = self.bring(begun["Location"], data[offset : offset + piece], offset)
            assert brought.status_code == 204, brought.content
            offset = int(brought["Upload-Offset"])
        return begun["Location"]


def metadata(said: dict) -> str:
    return ",".join(f"{name} {base64.b64encode(str(value).encode()).decode()}" for name, value in said.items())
