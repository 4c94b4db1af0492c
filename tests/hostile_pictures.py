"""Files that are sent as pictures and are too much, too little, or something else; with what the door says to each.

`None` stands for: either answer will do, as long as what comes out is a small clean JPEG. `TAKEN` is one that people send
and that must be let in. What must not come out again says CANARY.
"""

import io
import random
import struct
import zlib
from functools import cache

from PIL import Image, ImageCms

from cooperatives.photos.ingest import MAX_BYTES, Reason

TAKEN = "taken"
JPEG, PNG, WEBP, AVIF, HEIF = "JPEG", "PNG", "WEBP", "AVIF", "HEIF"
GIANT = (8000, 6000)


def encoded(file_format: str, *, size=(400, 300), mode="RGB", **options) -> bytes:
    """Red above and blue below."""
    if file_format == HEIF:
        import pillow_heif

        pillow_heif.register_heif_opener()
    picture = Image.new("RGB", size, "red")
    picture.paste((0, 0, 255), (0, size[1] // 2, *size))
    content = io.BytesIO()
    (picture if mode == "RGB" else picture.convert(mode)).save(content, file_format, **options)
    return content.getvalue()


def told(**tags) -> Image.Exif:
    """Camera data that says what nobody should read."""
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    exif.get_ifd(0x8825).update({1: "S", 2: (2.0, 35.0, 48.0), 3: "E", 4: (29.0, 44.0, 24.0), 29: "CANARY-GPS"})
    exif.update({int(tag[1:], 16): value for tag, value in tags.items()})
    return exif


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *chunks: bytes, pixels: bytes = b"", depth=8, colour=2, interlaced=0) -> bytes:
    """A PNG that says a size of itself, and holds what it is given."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))
    body = chunk(b"IDAT", zlib.compress(pixels, 1)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + body


def flat_png(width: int, height: int, *, bytes_a_pixel: int, **options) -> bytes:
    return png(width, height, pixels=bytes(width * bytes_a_pixel + 1) * height, **options)


def jpeg_saying(width: int, height: int, jpeg: bytes) -> bytes:
    """The same JPEG, saying another size of itself."""
    at = next(jpeg.index(mark) for mark in (b"\xff\xc0", b"\xff\xc2") if mark in jpeg) + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


def heif_saying(width: int, height: int, heif: bytes) -> bytes:
    at = heif.index(b"ispe") + 8
    return heif[:at] + struct.pack(">II", width, height) + heif[at + 8 :]


def jpeg_of_many_scans(count: int) -> bytes:
    """Few bytes that take long: each of its scans goes over all of the picture again."""
    jpeg = encoded(JPEG, size=(6000, 4000), progressive=True, quality=20)
    start = jpeg.rindex(b"\xff\xda")
    scan = jpeg[start:-2]
    return jpeg[:start] + scan * count + b"\xff\xd9"


def jpeg_with_exif(exif: bytes) -> bytes:
    jpeg = encoded(JPEG)
    body = b"Exif\0\0" + exif
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def exif_in_a_ring() -> bytes:
    """A directory that names itself as its next and as each of its parts."""
    entries = b"".join(struct.pack(">HHII", tag, 4, 1, 8) for tag in (0x8769, 0x8825, 0xA005, 0x014A))
    return b"MM\0\x2a\0\0\0\x08" + struct.pack(">H", 4) + entries + struct.pack(">I", 8)


def animation(file_format: str, frames: int, **options) -> bytes:
    pictures = [Image.new("RGB", (60, 60), (step * 7 % 256, 0, 0)) for step in range(frames)]
    content = io.BytesIO()
    pictures[0].save(content, file_format, save_all=True, append_images=pictures[1:], duration=40, **options)
    return content.getvalue()


def bitten(data: bytes, *, seed: int) -> bytes:
    """With a few bits turned over, not in its first bytes."""
    chance, bytes_ = random.Random(seed), bytearray(data)
    for _ in range(12):
        bytes_[chance.randrange(12, len(bytes_))] ^= 1 << chance.randrange(8)
    return bytes(bytes_)


@cache
def small() -> dict[str, tuple[bytes, Reason | str | None]]:
    """Those that are made in a moment, and go through every door."""
    jpeg, telling = encoded(JPEG), encoded(JPEG, exif=told(), comment=b"CANARY")
    some_png, webp, avif, heic = (encoded(file_format) for file_format in (PNG, WEBP, AVIF, HEIF))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    text_bomb = b"Comment\0\0" + zlib.compress(bytes(80_000_000), 9)
    files = {
        "nothing": (b"", Reason.EMPTY),
        "more than 25 MB": (jpeg + bytes(MAX_BYTES), Reason.TOO_LARGE),
        "one byte": (b"\xff", Reason.FORMAT),
        "noise": (bytes(range(256)) * 8, Reason.FORMAT),
        "a GIF that moves": (animation("GIF", 30), Reason.FORMAT),
        "a GIF that is also a script": (b"GIF89a=1;alert('CANARY')//" + bytes(40), Reason.FORMAT),
        "a BMP": (encoded("BMP"), Reason.FORMAT),
        "a TIFF": (encoded("TIFF"), Reason.FORMAT),
        "an ICO": (encoded("ICO", size=(64, 64)), Reason.FORMAT),
        "a JPEG 2000": (encoded("JPEG2000"), Reason.FORMAT),
        "a TGA": (encoded("TGA"), Reason.FORMAT),
        "a PPM": (encoded("PPM"), Reason.FORMAT),
        "an XBM": (b"#define x_width 8\n#define x_height 8\nstatic char x_bits[] = {0};", Reason.FORMAT),
        "a PSD": (b"8BPS\0\1" + bytes(60), Reason.FORMAT),
        "an SVG with a script": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', Reason.FORMAT),
        "an SVG of a billion laughs": (b'<!DOCTYPE s [<!ENTITY a "ha">]><svg>&a;</svg>', Reason.FORMAT),
        "a page": (b"<!doctype html><script>alert('CANARY')</script>", Reason.FORMAT),
        "an EPS": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", Reason.FORMAT),
        "a PDF": (b"%PDF-1.7\n", Reason.FORMAT),
        "a zip": (b"PK\x03\x04" + bytes(64), Reason.FORMAT),
        "a script of ImageMagick's": (b"push graphic-context\nimage over 0,0 0,0 'https://x.example/'", Reason.FORMAT),
        "a film": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(400), None),
        "a JPEG cut in its header": (jpeg[:10], Reason.DAMAGED),
        "a JPEG cut in the middle": (jpeg[: len(jpeg) // 2], Reason.DAMAGED),
        "a PNG cut in the middle": (some_png[: len(some_png) // 2], Reason.DAMAGED),
        "a WebP cut": (webp[:40], Reason.DAMAGED),
        "an AVIF cut": (avif[:100], Reason.DAMAGED),
        "a HEIC cut": (heic[:100], Reason.DAMAGED),
        "a PNG with wrong checksums": (some_png.replace(b"IDAT", b"IDAT\0", 1), Reason.DAMAGED),
        "a PNG that holds no pixels": (png(500, 500), Reason.DAMAGED),
        "a PNG of no width": (png(0, 500), None),
        "a PNG of 2³¹ by 2³¹": (png(2**31 - 1, 2**31 - 1), Reason.TOO_MANY_PIXELS),
        "a PNG of 80 million pixels": (png(10_000, 8_000), Reason.TOO_MANY_PIXELS),
        "a PNG as thin as a thread": (png(50_000_000, 1, pixels=b"\0"), Reason.TOO_MANY_PIXELS),
        "a JPEG of no height": (jpeg_saying(400, 0, jpeg), None),
        "a JPEG of 65,500 by 65,500": (jpeg_saying(65_500, 65_500, jpeg), Reason.TOO_MANY_PIXELS),
        "a small JPEG that says 48 million pixels": (jpeg_saying(*GIANT, jpeg), None),
        "a HEIC that says 48 million pixels": (heif_saying(*GIANT, heic), Reason.TOO_HEAVY),
        "a HEIC of 2³¹ by 2³¹": (heif_saying(2**31 - 1, 2**31 - 1, heic), None),
        "an AVIF that says 48 million pixels": (heif_saying(*GIANT, avif), Reason.TOO_HEAVY),
        "a WebP on a sheet of 16,383 by 16,383": (
            b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\xfe\x3f\0\xfe\x3f\0" + bytes(8),
            None,
        ),
        "a text of 80 MB in a PNG": (png(2, 2, chunk(b"zTXt", text_bomb), pixels=bytes(14)), None),
        "a profile of 80 MB in a PNG": (png(2, 2, chunk(b"iCCP", text_bomb), pixels=bytes(14)), None),
        "a profile that is none": (encoded(PNG, icc_profile=b"CANARY"), TAKEN),
        "a profile of another kind": (encoded(PNG, icc_profile=lab), TAKEN),
        "a WebP that moves": (animation(WEBP, 60), TAKEN),
        "a PNG that moves": (animation(PNG, 60), TAKEN),
        "an AVIF that moves": (animation(AVIF, 8, speed=10), TAKEN),
        "a JPEG with a page behind it": (jpeg + b"<script>CANARY</script>", TAKEN),
        "a JPEG with a zip behind it": (jpeg + b"PK\x03\x04CANARY" + bytes(64) + b"PK\x05\x06" + bytes(18), TAKEN),
        "a PNG with a script in its text": (
            png(2, 2, chunk(b"tEXt", b"Title\0<script>CANARY</script>"), pixels=bytes(14)),
            TAKEN,
        ),
        "an endless comment": (jpeg[:2] + b"\xff\xfe\xff\xff" + b"CANARY" * 9_000 + jpeg[2:], None),
        "camera data in a ring": (jpeg_with_exif(exif_in_a_ring()), TAKEN),
        "camera data that is cut": (jpeg_with_exif(b"MM\0\x2a\0\0\0\x08\0\x09CANARY"), TAKEN),
        "an orientation of 99": (encoded(JPEG, exif=told(x0112=99)), TAKEN),
        "a JPEG in CMYK": (encoded(JPEG, mode="CMYK"), TAKEN),
        "a PNG in one bit": (encoded(PNG, mode="1"), TAKEN),
        "a PNG in sixteen bits": (png(40, 40, pixels=bytes(81) * 40, depth=16, colour=0), TAKEN),
        "a WebP that tells where": (encoded(WEBP, exif=told().tobytes()), TAKEN),
        "a HEIC that tells where": (encoded(HEIF, exif=told().tobytes()), TAKEN),
        "an AVIF that tells where": (encoded(AVIF, exif=told().tobytes()), TAKEN),
        "a JPEG that tells where": (telling, TAKEN),
    }
    for side in range(1, 9):
        files[f"turned as {side}"] = (encoded(JPEG, exif=told(x0112=side)), TAKEN)
    for name, data in (("JPEG", telling), ("PNG", some_png), ("WebP", webp), ("AVIF", avif), ("HEIC", heic)):
        for seed in range(2):
            files[f"a bitten {name}, {seed}"] = (bitten(data, seed=seed), None)
    return files


@cache
def heavy() -> dict[str, tuple[bytes, Reason | str | None]]:
    """Those that are large once they are opened."""
    return {
        "48 MP": (encoded(JPEG, size=GIANT), TAKEN),
        "48 MP with every colour": (encoded(JPEG, size=GIANT, subsampling=0), TAKEN),
        "48 MP, finer and finer": (encoded(JPEG, size=GIANT, progressive=True), TAKEN),
        "59 MP": (encoded(JPEG, size=(8900, 6650)), TAKEN),
        "59 MP, finer and finer, every colour": (
            encoded(JPEG, size=(8900, 6650), progressive=True, subsampling=0),
            Reason.TOO_HEAVY,
        ),
        "48 MP in CMYK": (encoded(JPEG, size=GIANT, mode="CMYK"), TAKEN),
        "48 MP as PNG": (flat_png(*GIANT, bytes_a_pixel=3), TAKEN),
        "48 MP as PNG, transparent": (flat_png(*GIANT, bytes_a_pixel=4, colour=6), TAKEN),
        "48 MP as PNG, grey in sixteen bits": (flat_png(*GIANT, bytes_a_pixel=2, depth=16, colour=0), TAKEN),
        "48 MP as PNG of few colours": (encoded(PNG, size=GIANT, mode="P", compress_level=1), TAKEN),
        "48 MP as PNG, interlaced": (flat_png(*GIANT, bytes_a_pixel=3, interlaced=1), None),
        "56 MP in 160 KB": (flat_png(7000, 8000, bytes_a_pixel=3), None),
        "a PNG of 60,000 by 900": (flat_png(60_000, 900, bytes_a_pixel=3), None),
        "a PNG of 3 by 65,000": (flat_png(3, 65_000, bytes_a_pixel=3), TAKEN),
        "12 MP as HEIC": (encoded(HEIF, size=(4000, 3000), quality=30), TAKEN),
        "12 MP as WebP": (encoded(WEBP, size=(4000, 3000), method=0), TAKEN),
        "12 MP as WebP, nothing lost": (encoded(WEBP, size=(4000, 3000), method=0, lossless=True), TAKEN),
        "48 MP as WebP": (encoded(WEBP, size=GIANT, method=0), Reason.TOO_HEAVY),
        "12 MP as AVIF": (encoded(AVIF, size=(4000, 3000), speed=10), TAKEN),
        "48 MP as AVIF": (encoded(AVIF, size=GIANT, speed=10), Reason.TOO_HEAVY),
        "a JPEG in three thousand goes": (jpeg_of_many_scans(3000), None),
    }
