"""Row 18: whatever is sent as a picture is refused with a reason or made harmless, in little memory and little time."""

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from cooperatives.photos import ingest as door
from cooperatives.photos.ingest import DECODER, PictureRefused, ingest
from tests import hostile_pictures
from tests.hostile_pictures import TAKEN

# Starts the decoder as its child and notes what the kernel counted of it, and ends as it did.
MEASURED = """
import json, os, resource, subprocess, sys
child = subprocess.Popen([sys.executable, "-I", {decoder!r}, *sys.argv[1:]])
_, status, used = os.wait4(child.pid, 0)
with open({notes!r}, "a") as notes:
    notes.write(json.dumps([used.ru_maxrss * 1024, used.ru_utime + used.ru_stime]) + "\\n")
if os.WIFSIGNALED(status):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.kill(os.getpid(), os.WTERMSIG(status))
sys.exit(os.WEXITSTATUS(status))
"""


@dataclass
class Meter:
    notes: Path
    script: Path

    def put_on(self, decoder: Path) -> None:
        self.script.write_text(MEASURED.format(decoder=str(decoder), notes=str(self.notes)))

    def read(self) -> list[tuple[int, float]]:
        """What each decoder took: bytes at its highest, and seconds of the processor."""
        return [tuple(json.loads(line)) for line in self.notes.read_text().splitlines()]


@pytest.fixture
def meter(monkeypatch, tmp_path):
    meter = Meter(tmp_path / "notes", tmp_path / "measured.py")
    meter.put_on(door.DECODER)
    monkeypatch.setattr(door, "DECODER", meter.script)
    return meter


def try_to_ingest(data):
    try:
        return ingest(data=data), None
    except PictureRefused as refusal:
        return None, refusal.reason


def assert_harmless(name: str, data: bytes, expected) -> None:
    picture, reason = try_to_ingest(data)

    if expected == TAKEN:
        assert picture, f"{name}: {reason}"
    elif expected is not None:
        assert reason == expected, f"{name}: {reason}"
    if picture:
        content = picture.read()
        clean = Image.open(io.BytesIO(content))
        assert clean.format == "JPEG"
        assert max(clean.size) <= 2048
        assert not clean.getexif()
        assert b"CANARY" not in content
        assert set(clean.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own figures are those of Linux")
@pytest.mark.proof(18)
@pytest.mark.parametrize("files", [hostile_pictures.small, hostile_pictures.heavy])
def test_hostile_files_are_refused_with_a_reason_or_made_harmless(meter, reached, files):
    for name, (data, expected) in files().items():
        assert_harmless(name, data, expected)

    # Empty ones, and those of more than 25 MB, are refused before anything is started.
    memory, seconds = zip(*meter.read(), strict=True)
    assert len(memory) >= len(files()) - 2
    assert max(memory) < 300_000_000
    assert max(seconds) < 5
    reached(f"{len(files())} hostile files, at most {max(memory) / 1e6:.0f} MB and {max(seconds):.1f} s")


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are those of Linux")
def test_without_the_limits_one_of_them_takes_more_than_it_may(meter, tmp_path):
    """Negative control: the figures above are those of the limits, not of the files."""
    unlimited = tmp_path / "unlimited.py"
    unlimited.write_text(DECODER.read_text().replace("0 * MB", "00 * MB"))
    meter.put_on(unlimited)

    ingest(data=hostile_pictures.encoded("WEBP", size=hostile_pictures.GIANT, method=0))

    assert meter.read()[0][0] > 300_000_000


@pytest.mark.parametrize(
    ("file_format", "options"), [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {})]
)
@pytest.mark.parametrize(("orientation", "size", "red_at"), [(1, (2048, 1229), (9, 9)), (6, (1229, 2048), (1220, 9))])
def test_a_picture_shrunk_in_bands_is_upright_and_whole(file_format, options, orientation, size, red_at):
    exif = hostile_pictures.told(x0112=orientation)

    data = hostile_pictures.encoded(file_format, size=(4500, 2700), exif=exif, **options)
    picture = ingest(data=data)

    shown = Image.open(io.BytesIO(picture.read()))
    assert shown.size == size
    assert shown.getpixel(red_at)[0] > 240
    assert shown.getpixel((size[0] // 2, size[1] // 2 - 20 if orientation == 1 else 20))[1] < 15


def test_a_picture_shrunk_in_bands_is_the_same_as_one_shrunk_whole():
    """No seam where a band ends."""
    wave = Image.radial_gradient("L").resize((3000, 5000))
    content = io.BytesIO()
    Image.merge("RGB", (wave, wave.rotate(180), wave)).save(content, "PNG", compress_level=1)
    whole = Image.open(content)
    whole.thumbnail((2048, 2048), Image.Resampling.LANCZOS, reducing_gap=None)

    shown = Image.open(io.BytesIO(ingest(data=content.getvalue()).read()))

    assert shown.size == whole.size
    rows = shown.resize((1, 2048)).tobytes(), whole.resize((1, 2048)).tobytes()
    assert max(abs(one - other) for one, other in zip(*rows, strict=True)) <= 3
