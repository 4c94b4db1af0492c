"""The server that the demo and production run, at the end of a line that is cut at any byte of what is said and answered."""

import os
import re
import socket
import struct
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cooperatives.photos.models import Photo
from shop.workspace.entrance.door import PHONE_COOKIE
from shop.workspace.photos.listing import photos_of
from shop.workspace.photos.models import LeaderPhoto, Placed, Upload
from tests.shop.workspace.photos.conftest import jpeg, metadata, sha256

ROOT = Path(__file__).resolve().parents[4]
PIECE = 150
# Cut after this many bytes, then this many more with the next piece, and so on round: after some hundred pieces, everywhere.
STEP = 13


class Cut(Exception):
    """The line was cut before the answer was here."""


class Line:
    """A connection for each request, cut after `after` bytes: of the request first, then of the answer."""

    def __init__(self, port: int, cookie: str):
        self.port, self.cookie = port, cookie
        self.sent_of_body = 0

    def ask(
        self, method: str, address: str, headers: dict[str, str], body: bytes = b"", *, after: int | None = None
    ) -> tuple[int, dict[str, str]]:
        lines = {
            "Host": f"127.0.0.1:{self.port}",
            "Connection": "close",
            "Cookie": f"{PHONE_COOKIE}={self.cookie}",
            "Tus-Resumable": "1.0.0",
            "Content-Length": str(len(body)),
        } | headers
        head = f"{method} {address} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        request = head.encode() + b"\r\n" + body
        said = request if after is None else request[:after]
        self.sent_of_body += max(0, len(said) - (len(request) - len(body)))
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(said)
            if after is not None and after % 2:
                # Half of the cuts are rude: what is under way is thrown away, too.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if len(said) < len(request):
                raise Cut
            return _read(line, None if after is None else after - len(request))


def _read(line: socket.socket, most: int | None) -> tuple[int, dict[str, str]]:
    answer = b""
    while b"\r\n\r\n" not in answer:
        if most is not None and len(answer) >= most:
            raise Cut
        try:
            more = line.recv(4096 if most is None else min(4096, most - len(answer)))
        except ConnectionError:
            raise Cut from None
        if not more:
            raise Cut
        answer += more
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in head[1:])
    return int(head[0].split()[1]), {name.lower(): value for name, value in headers.items()}


@pytest.fixture
def house(transactional_db, tmp_path, _files):
    """The port of a granian that serves the tests' own database, as the Procfile says."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else _postgresql_url()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "DATABASE_URL": url,
        "VAR_DIR": str(tmp_path),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "UPLOADS_ROOT": str(settings.UPLOADS_ROOT),
    }
    command = "granian --interface wsgi --host 127.0.0.1 --workers 1 --blocking-threads 4 --no-ws --log-level warning"
    with (tmp_path / "house.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command.split(), "--port", str(port), "cms.wsgi:application"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(port, process, tmp_path / "house.log")
            yield port
        finally:
            process.terminate()
            process.wait(20)
    assert "Traceback" not in (tmp_path / "house.log").read_text()


def _postgresql_url() -> str:
    from tests.postgresql import server_url

    url = server_url(settings.BASE_DIR / "var" / "postgresql")
    return re.sub(r"/[^/?]*(\?|$)", rf"/{connection.settings_dict['NAME']}\1", url, count=1) if "?" in url else url


def _wait(port: int, process: subprocess.Popen, log: Path) -> None:
    for _attempt in range(300):
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.mark.proof(28)
@pytest.mark.django_db(transaction=True)
def test_a_line_that_is_cut_at_any_byte_brings_one_picture_and_no_piece_twice_over(house, phone, reached):
    data, listing = jpeg(size=(1100, 800)), uuid.uuid4()
    line = Line(house, phone.client.cookies[PHONE_COOKIE].value)
    announced = {
        "Upload-Length": str(len(data)),
        "Upload-Metadata": metadata({"sha256": sha256(data), "leader": phone.leader.pk, "listing": listing}),
    }
    cuts = 0

    def until_answered(method, address, headers, after):
        """Once over a line that is cut, and then once more over one that is not: as a phone does."""
        nonlocal cuts
        try:
            return line.ask(method, address, headers, after=after)
        except Cut:
            cuts += 1
            return line.ask(method, address, headers)

    # Begun again and again over a line that is cut, at each place of what is said and answered.
    for after in range(0, 1400, 37):
        status, told = until_answered("POST", phone.door, announced, after)
        assert status == 201
    address, offset, after, places = told["location"], int(told["upload-offset"]), 0, set()
    assert offset == 0

    resent = 0
    while offset < len(data):
        piece = data[offset : offset + PIECE]
        after = (after + STEP) % 1000
        places.add(after)
        headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        before, line.sent_of_body = offset, 0
        try:
            status, told = line.ask("PATCH", address, headers, piece, after=after)
        except Cut:
            cuts += 1
            status, told = until_answered("HEAD", address, {}, after)
        assert status in (200, 204, 409), status
        offset = int(told["upload-offset"])
        assert before <= offset <= before + len(piece)
        resent += line.sent_of_body - (offset - before)
        assert line.sent_of_body - (offset - before) <= PIECE

    for _wait_for_it in range(50):
        upload = Upload.objects.get()
        if upload.state == Upload.State.SAFE:
            break
        time.sleep(0.1)
    assert upload.state == Upload.State.SAFE
    assert Photo.objects.get().original_sha256 == sha256(data)
    assert LeaderPhoto.objects.count() == Placed.objects.count() == 1
    assert len(photos_of(listing)) == 1
    assert cuts > 50
    reached(f"{cuts} cuts at {len(places)} places, {resent} of {len(data)} bytes sent twice")
