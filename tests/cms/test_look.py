"""The look: one style sheet out of many files, and colours that can be read in both schemes."""

import json
import re
from itertools import product
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from cms import staticfiles

TOKENS = (staticfiles.SOURCES / "tokens.css").read_text()
LIGHT, DARK = TOKENS.split("@media (prefers-color-scheme: dark)")
TEXT = ["ink", "soft", "action", "link", "good", "waiting", "wrong"]
SHAPES = ["line", *(f"hue-{number}" for number in range(6)), "band-commission", "band-delivery", "band-fee"]
GROUNDS = ["paper", "sand"]


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), list(product(TEXT, GROUNDS)))
def test_text_can_be_read_on_every_ground(scheme, text, ground):
    known = colours(scheme)

    assert contrast(known[text], known[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), list(product(SHAPES, GROUNDS)))
def test_lines_and_stitches_can_be_seen_on_every_ground(scheme, shape, ground):
    known = colours(scheme)

    assert contrast(known[shape], known[ground]) >= 3


def test_the_one_action_can_be_read_in_both_schemes():
    for scheme in (LIGHT, DARK):
        known = colours(scheme)
        assert contrast(known["on-action"], known["action"]) >= 4.5
        assert contrast(known["on-action"], known["action-strong"]) >= 4.5


def test_the_site_has_one_style_sheet_made_of_all_the_files():
    found = finders.find(staticfiles.BUNDLE)

    bundle = Path(found).read_text()
    assert all(path.read_text() in bundle for path in staticfiles.SOURCES.glob("*.css"))
    assert bundle.index("@layer tokens, base, layout, components, utilities;") < bundle.index("@layer base {")


def test_every_rule_is_in_a_layer_and_none_insists():
    for path in staticfiles.sources():
        outside = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S).strip()
        assert outside.startswith("@layer"), path.name
        assert "!important" not in outside, path.name
        assert not re.search(r"^\s*#[\w-]+[^;]*\{", outside, flags=re.M), path.name


def test_nothing_moves_for_those_who_do_not_want_it():
    """Transitions take their time from tokens, which are nothing for them; animations are not even told to them."""
    sheet = re.sub(r"/\*.*?\*/", "", staticfiles.site_sheet(), flags=re.S)
    times = re.findall(r"transition: ([^;]+);", sheet)
    calm = "@media (prefers-reduced-motion: no-preference)"

    assert times
    assert [time for time in times if re.search(r"\d+m?s", time)] == []
    assert len(re.findall(r"^\s+animation(?:-duration)?:", sheet, flags=re.M)) == len(
        [
            block
            for block in sheet.split(calm)[1:]
            for _one in re.findall(r"^\s+animation(?:-duration)?:", block, flags=re.M)
        ]
    )


def test_the_shop_has_a_mark_for_every_place_that_shows_one():
    sizes = {
        "favicon.ico": (48, 48),
        "apple-touch-icon.png": (180, 180),
        "icon-192.png": (192, 192),
        "icon-512.png": (512, 512),
    }

    found = {name: Image.open(finders.find(f"cms/img/{name}")).size for name in sizes}

    assert found == sizes


def test_the_manifest_names_icons_that_are_there():
    path = Path(finders.find("cms/site.webmanifest"))

    icons = json.loads(path.read_text())["icons"]

    assert icons
    assert all((path.parent / icon["src"]).exists() for icon in icons)
