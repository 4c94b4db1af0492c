"""Decodes one hostile picture, and dies of it if it must: run as a programme of its own by `ingest`.

Reads the bytes from standard input; writes one line of JSON and then a JPEG to standard output. It imports nothing of
the project and runs without its environment. `python decoder.py MAX_PIXELS MAX_SIDE SECONDS`.
"""

import io
import json
import resource
import sys
from collections import Counter
from contextlib import suppress

MEMORY = 1024 * 1024 * 1024
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
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # It may write to the pipe it was given, and to no file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def decode(data: bytes, max_pixels: int, max_side: int) -> tuple[dict, bytes]:
    # Imported under the limits, not before them.
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own limit, below, is stricter and says what it is
    picture = open_picture(data)
    if picture.width * picture.height > max_pixels:
        raise Refused("too_many_pixels")
    try:
        picture = eight_bits(picture)
        # Shrunk before anything else is done to it, because everything else is done to each pixel.
        picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=1.5)
        picture.load()
        picture = upright(picture, ImageOps)
        picture = on_white(in_srgb(picture))
    except MemoryError:
        raise
    except Exception as fault:  # whatever a decoder says of a damaged file, it is damaged
        raise Refused("damaged") from fault
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=88, optimize=True, progressive=True)
    header = {"width": picture.width, "height": picture.height, "dominant_colour": dominant_colour(picture)}
    return header, content.getvalue()


def open_picture(data: bytes):
    from PIL import Image

    formats = FORMATS
    if data[4:8] == b"ftyp" and data[8:12] not in (b"avif", b"avis"):
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        formats = ("HEIF",)
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except MemoryError:
        raise
    except Exception as fault:
        # Its first bytes say that it is one of ours, but it cannot be opened: it was cut off, or made to look so.
        known = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
        is_known = data.startswith(known) or data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        raise Refused("damaged" if is_known else "format") from fault


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
