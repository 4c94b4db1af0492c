"""Pictures as people send them, and as nobody should."""

import io

import pytest
from PIL import Image
from wagtail.models import Collection


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def encode():
    """Encode a picture: by default a small one, red above and blue below."""

    def encode(file_format="JPEG", *, size=(60, 80), mode="RGB", **options):
        picture = Image.new("RGB", size, "red")
        picture.paste((0, 0, 255), (0, size[1] // 2, *size))
        content = io.BytesIO()
        picture.convert(mode).save(content, file_format, **options)
        return content.getvalue()

    return encode


@pytest.fixture
def telling_jpeg(encode):
    """A JPEG that tells where it was taken and by whom, in every way a JPEG can."""
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    exif[0x9286] = "CANARY-COMMENT"
    exif.get_ifd(0x8825).update({1: "S", 2: (2.0, 35.0, 48.0), 3: "E", 4: (29.0, 44.0, 24.0), 29: "CANARY-GPS-DATE"})
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">CANARY-XMP</x:xmpmeta>'
    return encode(exif=exif, comment=b"CANARY-JPEG-COMMENT", xmp=xmp, size=(900, 700))


@pytest.fixture
def library(db):
    """The collection that Wagtail keeps all pictures in; without its migrations there is none."""
    return Collection.get_first_root_node() or Collection.add_root(name="Root")
