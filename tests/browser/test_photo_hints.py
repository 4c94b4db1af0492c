"""What could be better about a photo is said on the phone, before it is sent, as the house says it afterwards."""

import base64
import io

import pytest
from PIL import Image, ImageDraw, ImageFilter

from cooperatives.photos.quality import hints_of

LOOK = """async ([words]) => {
  const [{ look }, { decoded }] = await Promise.all(
    ["hints", "shrink"].map((name) => import(document.querySelector(`link[href*="/${name}."]`).href)),
  );
  const bytes = Uint8Array.from(atob(words), (letter) => letter.charCodeAt(0));
  return look(await decoded(new Blob([bytes], { type: "image/jpeg" })));
}"""


def table(*, tilt: int = 0) -> Image.Image:
    """A clay pot with a pattern, on a table before a wall."""
    picture = Image.new("RGB", (2400, 1800), (205, 190, 170))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((-500, 1150, 3000, 2600), fill=(120, 80, 50))
    pen.ellipse((900, 500, 1500, 1250), fill=(160, 64, 31))
    for stitch in range(9):
        pen.line((960 + stitch * 55, 800, 1010 + stitch * 55, 950), fill=(240, 230, 215), width=12)
    return picture.rotate(tilt, resample=Image.Resampling.BICUBIC).crop((400, 300, 2000, 1500))


PICTURES = {
    "good": (table, []),
    "dark": (lambda: table().point(lambda value: value * 0.25), ["dark"]),
    "not sharp": (lambda: table().filter(ImageFilter.GaussianBlur(12)), ["blurred"]),
    "small": (lambda: table().resize((800, 600)), ["small"]),
    "not level": (lambda: table(tilt=8), ["tilted"]),
}


@pytest.fixture(scope="module")
def album(workspace):
    with workspace.phone() as phone:
        page = phone.new_page()
        page.goto("/workspace/photos/")
        yield page


@pytest.mark.parametrize("named", PICTURES)
def test_the_phone_and_the_house_see_the_same_in_a_photo(album, named):
    make, expected = PICTURES[named]
    file = io.BytesIO()
    make().save(file, "JPEG", quality=88)

    on_the_phone = album.evaluate(LOOK, [base64.b64encode(file.getvalue()).decode()])

    assert on_the_phone == expected
    assert hints_of(file) == expected
