"""How a size of a picture is written: small enough for a slow line, fine enough that a weave still looks woven."""

import io

from PIL import Image

# By eye, on the closest weaves there are: AVIF blurs the stitches below 55, WebP below 75.
OPTIONS = {
    # `speed` goes from 0, slow and small, to 10: 9 takes a third of the time of 8, for files a tenth larger.
    "avif": {"quality": 58, "speed": 9, "max_threads": 1},
    "webp": {"quality": 76, "method": 4},
    "jpeg": {"quality": 76, "optimize": True, "progressive": True},
}


def shrink(picture: Image.Image, *, width: int) -> Image.Image:
    """The picture in this width, or as it is where it is not wider."""
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def encode(picture: Image.Image, *, file_format: str) -> bytes:
    content = io.BytesIO()
    picture.save(content, file_format.upper(), **OPTIONS[file_format])
    return content.getvalue()
