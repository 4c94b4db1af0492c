"""Decodes one hostile picture, and dies of it if it must: run as a programme of its own by `ingest`.

Reads the bytes from standard input; writes one line of JSON and then a JPEG to standard output. It imports nothing of
the project and runs without its environment. `python decoder.py MAX_PIXELS MAX_SIDE SECONDS`.

It lives in less than 300 MB. A JPEG is shrunk while it is decoded; anything else is held whole once, in its own mode, and
everything further is done to a band of it at a time. What would still take more is refused by its header.
"""

import io
import json
import resource
import sys
from collections import Counter
from contextlib import suppress
from math import ceil, floor

MB = 1024 * 1024
# What it writes to. The libraries it only reads are another 30 MB.
MEMORY = 240 * MB
# Of that, for the pixels alone; the rest is the file as it was sent, one band of the picture, and Python.
PIXELS = 190 * MB
# At their worst moment, as measured. These libraries decode the whole picture, mostly more than once.
BYTES_A_PIXEL = {"WEBP": 16, "AVIF": 11, "HEIF": 7}
BYTES_A_PIXEL_OF_MODE = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2, "I;16N": 2}
# A picture as thin as a thread makes bands of it as large as itself.
LONGEST_SIDE = 65_535
BAND = 2_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
WHITE = (255, 255, 255)


class Refused(Exception):
    pass


def main() -> None:
    max_pixels, max_side, seconds = (int(argument) for argument in sys.argv[1:])
    limit(seconds)
    data = sys.stdin.buffer.read()
    try:
        header, content = decode(data, max_pixels, max_side)
    except Refused as refused:
        header, content = {"refused": str(refused)}, b""
    except MemoryError:
        header, content = {"refused": "too_heavy"}, b""
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + content)


def limit(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_AS, (4 * MEMORY, 4 * MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # It may write to the pipe it was given, and to no file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def decode(data: bytes, max_pixels: int, max_side: int) -> tuple[dict, bytes]:
    # Imported under the limits, not before them.
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own limit, below, is stricter and says what it is
    picture = open_picture(data)
    if picture.width * picture.height > max_pixels or max(picture.size) > LONGEST_SIDE:
        raise Refused("too_many_pixels")
    try:
        size = size_within(picture, max_side)
        if picture.format in ("JPEG", "MPO"):
            # It leaves out what it would only shrink away. An MPO is what some phones make: a JPEG with others behind it.
            coefficients = bytes_of_coefficients(picture)
            picture.draft(None, size)
        else:
            coefficients = 0
        if coefficients + bytes_of_pixels(picture) > PIXELS:
            raise Refused("too_heavy")
        picture.load()
        picture = shrunk(picture, size, Image)
        picture = upright(picture, ImageOps)
        picture = on_white(in_srgb(picture))
    except (MemoryError, Refused):
        raise
    except Exception as fault:  # whatever a decoder says of a damaged file, it is damaged
        raise Refused("damaged") from fault
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=88, optimize=True, progressive=True)
    header = {"width": picture.width, "height": picture.height, "dominant_colour": dominant_colour(picture)}
    return header, content.getvalue()


def open_picture(data: bytes):
    from PIL import AvifImagePlugin, Image

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each would hold a picture of its own
    formats = FORMATS
    if data[4:8] == b"ftyp" and data[8:12] not in (b"avif", b"avis"):
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
        formats = ("HEIF",)
    if data[8:12] == b"WEBP":
        # Its library takes the memory when it opens a file. Pillow refuses at twice what is said here.
        Image.MAX_IMAGE_PIXELS = PIXELS // BYTES_A_PIXEL["WEBP"] // 2
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except MemoryError:
        raise
    except Image.DecompressionBombError:
        raise Refused("too_heavy") from None
    except Exception as fault:
        # Its first bytes say that it is one of ours, but it cannot be opened: it was cut off, or made to look so.
        known = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
        is_known = data.startswith(known) or data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        raise Refused("damaged" if is_known else "format") from fault


def size_within(picture, max_side: int) -> tuple[int, int]:
    ratio = min(1, max_side / max(picture.size))
    return max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio))


def bytes_of_coefficients(picture) -> int:
    """What a JPEG sent in several goes, each finer than the last, keeps of all of them until the end."""
    if not picture.info.get("progressive"):
        return 0
    components = [(across, down) for _name, across, down, _table in picture.layer]
    finest = max(across for across, _down in components) * max(down for _across, down in components)
    samples = sum(across * down for across, down in components) / max(1, finest)
    return int(picture.width * picture.height * samples * 2)


def bytes_of_pixels(picture) -> int:
    each = BYTES_A_PIXEL.get(picture.format) or BYTES_A_PIXEL_OF_MODE.get(picture.mode, 4)
    return picture.width * picture.height * each


def shrunk(picture, size: tuple[int, int], Image):
    """In this size, and in a mode with eight bits a channel, a band at a time: never a second whole picture."""
    if picture.size == size:
        return eight_bits(picture)
    across, down = picture.width / size[0], picture.height / size[1]
    reach = ceil(3 * down) + 2  # how far Lanczos looks up and down
    rows = max(1, int((BAND / picture.width - 2 * reach) / down))
    small = None
    for top in range(0, size[1], rows):
        bottom = min(size[1], top + rows)
        first = max(0, floor(top * down) - reach)
        last = min(picture.height, ceil(bottom * down) + reach)
        band = eight_bits(picture.crop((0, first, picture.width, last)))
        box = (0, top * down - first, size[0] * across, bottom * down - first)
        band = band.resize((size[0], bottom - top), Image.Resampling.LANCZOS, box=box, reducing_gap=1.5)
        if small is None:
            small = Image.new(band.mode, size)
            small.info = dict(picture.info)
        small.paste(band, (0, top))
    return small


def eight_bits(picture):
    """In a mode that can be shrunk smoothly: neither 16 bits a channel nor a palette."""
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        return picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode == "P":
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if picture.mode == "PA":
        return picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    return picture


def upright(picture, ImageOps):
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # a broken note about the orientation spoils the orientation, not the picture
        return picture


def in_srgb(picture):
    from PIL import ImageCms

    has_alpha = picture.mode in ("RGBA", "LA", "La", "RGBa")
    profile = picture.info.get("icc_profile")
    alpha = picture.convert("RGBA").getchannel("A") if has_alpha else None
    plain = picture.convert("L" if picture.mode in ("LA", "La") else "RGB") if has_alpha else picture
    if profile:
        # A profile that cannot be read, or that is of another kind of picture, is taken as sRGB, as browsers do.
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            plain = ImageCms.profileToProfile(
                plain, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
    plain = plain.convert("RGB")
    if alpha is not None:
        plain.putalpha(alpha)
    return plain


def on_white(picture):
    """A new picture with the same pixels, and with nothing else that came with the old one."""
    from PIL import Image

    clean = Image.new("RGB", picture.size, WHITE)
    clean.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return clean


def dominant_colour(picture) -> str:
    """The commonest of a few colours of the picture, shown while it loads."""
    small = picture.resize((48, 48)).quantize(6)
    commonest, _count = Counter(small.tobytes()).most_common(1)[0]
    red, green, blue = small.getpalette()[commonest * 3 : commonest * 3 + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


if __name__ == "__main__":
    main()
