import io
import sys

import pytest
from PIL import Image, ImageCms

from cooperatives.photos import ingest as door
from cooperatives.photos.ingest import PictureRefused, Reason, ingest

RED, BLUE = (254, 0, 0), (0, 0, 254)


def opened(picture):
    picture.seek(0)
    return Image.open(io.BytesIO(picture.read()))


def is_close(pixel, colour):
    return all(abs(one - other) < 30 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_every_format_that_people_send_becomes_a_jpeg(encode, file_format):
    picture = ingest(data=encode(file_format))

    assert (picture.width, picture.height) == (60, 80)
    assert opened(picture).format == "JPEG"
    assert is_close(opened(picture).getpixel((30, 10)), RED)


def test_a_large_picture_is_shrunk_to_2048_pixels(encode):
    picture = ingest(data=encode(size=(3000, 2000)))

    assert opened(picture).size == (picture.width, picture.height) == (2048, 1365)


def test_a_small_picture_is_not_enlarged(encode):
    assert opened(ingest(data=encode(size=(1, 1)))).size == (1, 1)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (60, 80), (30, 5)),
        (2, (60, 80), (30, 5)),
        (3, (60, 80), (30, 75)),
        (4, (60, 80), (30, 75)),
        (5, (80, 60), (5, 30)),
        (6, (80, 60), (75, 30)),
        (7, (80, 60), (75, 30)),
        (8, (80, 60), (5, 30)),
    ],
)
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright(encode, orientation, size, red_at, file_format):
    exif = Image.Exif()
    exif[0x0112] = orientation

    picture = opened(ingest(data=encode(file_format, exif=exif)))

    assert picture.size == size
    assert is_close(picture.getpixel(red_at), RED)
    assert not picture.getexif()


def test_nothing_of_what_the_original_told_is_kept(telling_jpeg):
    content = ingest(data=telling_jpeg).read()

    assert telling_jpeg.count(b"CANARY") == 5  # otherwise this test would prove nothing
    assert b"CANARY" not in content
    assert not Image.open(io.BytesIO(content)).getexif()
    assert set(Image.open(io.BytesIO(content)).info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


def test_the_place_in_a_heic_picture_is_not_kept(encode):
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    data = encode("HEIF", exif=exif.tobytes())

    content = ingest(data=data).read()

    assert b"CANARY" in data
    assert b"CANARY" not in content


def test_colours_of_a_wide_profile_are_brought_to_srgb(encode):
    """A profile that swaps nothing but says "not sRGB" must be applied and must not travel on."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    content = ingest(data=encode(icc_profile=lab)).read()

    assert "icc_profile" not in Image.open(io.BytesIO(content)).info


@pytest.mark.parametrize(
    "profile", [b"not a profile", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()]
)
def test_a_profile_that_does_not_fit_does_not_spoil_the_picture(encode, profile):
    picture = opened(ingest(data=encode("PNG", icc_profile=profile)))

    assert is_close(picture.getpixel((30, 10)), RED)


@pytest.mark.parametrize(
    ("file_format", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("PNG", "I;16"), ("PNG", "RGBA")],
)
def test_every_kind_of_colour_is_understood(encode, file_format, mode):
    picture = opened(ingest(data=encode(file_format, mode=mode) if mode != "I;16" else sixteen_bits()))

    assert picture.mode == "RGB"


def sixteen_bits():
    picture = Image.new("I;16", (40, 40), 40_000)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


def test_sixteen_bits_of_grey_keep_their_brightness():
    assert is_close(opened(ingest(data=sixteen_bits())).getpixel((20, 20)), (156, 156, 156))


def test_what_is_transparent_lies_on_white(encode):
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    content = io.BytesIO()
    clear.save(content, "PNG")

    assert is_close(opened(ingest(data=content.getvalue())).getpixel((20, 20)), (255, 255, 255))


def test_of_an_animation_the_first_frame_is_taken(encode):
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    content = io.BytesIO()
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:], duration=100)

    assert is_close(opened(ingest(data=content.getvalue())).getpixel((20, 20)), RED)


def test_the_dominant_colour_is_the_commonest():
    picture = Image.new("RGB", (90, 90), (44, 74, 124))
    picture.paste((255, 255, 255), (0, 0, 90, 30))
    content = io.BytesIO()
    picture.save(content, "PNG")

    colour = ingest(data=content.getvalue()).dominant_colour

    assert is_close([int(colour[at : at + 2], 16) for at in (1, 3, 5)], (44, 74, 124))


def test_a_stored_name_tells_nothing_and_never_repeats(encode):
    data = encode()

    names = {ingest(data=data).name for _ in range(3)}

    assert len(names) == 3
    assert all(name.endswith(".jpg") for name in names)


def test_a_decoder_that_hangs_is_stopped(encode, monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(door, "DECODER", endless)
    monkeypatch.setattr(door, "PATIENCE", 1)

    with pytest.raises(PictureRefused) as refused:
        ingest(data=encode())

    assert refused.value.reason == Reason.TOO_HEAVY


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are those of Linux")
def test_the_decoder_lives_within_its_memory(encode, monkeypatch, tmp_path):
    greedy = tmp_path / "greedy.py"
    greedy.write_text(
        door.DECODER.read_text().replace("data = sys.stdin.buffer.read()", "data = bytearray(2 * 1024**3)")
    )
    monkeypatch.setattr(door, "DECODER", greedy)

    with pytest.raises(PictureRefused) as refused:
        ingest(data=encode())

    assert refused.value.reason in (Reason.TOO_HEAVY, Reason.DAMAGED)


def test_the_decoder_sees_none_of_our_secrets(encode, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "CANARY")
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import os, sys, json; sys.stdin.buffer.read(); seen = json.dumps(dict(os.environ)); "
        "print(json.dumps({'width': 1, 'height': 1, 'dominant_colour': seen}))"
    )
    monkeypatch.setattr(door, "DECODER", spy)

    assert "CANARY" not in ingest(data=encode()).dominant_colour
