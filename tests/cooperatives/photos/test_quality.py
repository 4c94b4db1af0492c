"""Hints for whoever took a picture: said of pictures that could be better, and not of good ones."""

import io
import math
import random

import pytest
from PIL import Image, ImageDraw, ImageFilter

from cooperatives.photos.quality import hints_of


def as_file(picture: Image.Image) -> io.BytesIO:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=88)
    return content


@pytest.fixture(scope="module")
def on_a_table() -> Image.Image:
    """A woven ball on a table before a wall, in daylight."""
    chance = random.Random(7)
    picture = Image.new("RGB", (1200, 900), "#cfc4b0")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 600, 1200, 900), fill="#8a6a48")
    draw.ellipse((420, 320, 780, 680), fill="#b5552f")
    for _stitch in range(1800):
        angle, away = chance.uniform(0, 2 * math.pi), 175 * math.sqrt(chance.random())
        x, y = 600 + away * math.cos(angle), 500 + away * math.sin(angle)
        draw.line((x, y, x + 8, y + 5), fill=chance.choice(["#e8d2a6", "#6d2d16", "#2c2018"]), width=3)
    return picture


def test_a_good_picture_has_no_hint(on_a_table):
    assert hints_of(as_file(on_a_table)) == []


@pytest.mark.parametrize("upright", [False, True])
def test_a_small_picture_is_called_small(on_a_table, upright):
    small = on_a_table.resize((800, 600))

    assert hints_of(as_file(small.rotate(90, expand=True) if upright else small)) == ["small"]


def test_a_dark_picture_is_called_dark_and_nothing_else(on_a_table):
    assert hints_of(as_file(on_a_table.point(lambda level: level * 0.22))) == ["dark"]


def test_a_dark_pot_in_daylight_is_not_dark(on_a_table):
    picture = on_a_table.copy()
    ImageDraw.Draw(picture).ellipse((250, 200, 900, 850), fill="#1a1412")

    assert "dark" not in hints_of(as_file(picture))


def test_a_blurred_picture_is_called_blurred(on_a_table):
    assert hints_of(as_file(on_a_table.filter(ImageFilter.GaussianBlur(9)))) == ["blurred"]


@pytest.mark.parametrize("angle", [-12, -7, 7, 12])
def test_a_tilted_table_is_called_tilted(on_a_table, angle):
    turned = on_a_table.rotate(angle, resample=Image.Resampling.BICUBIC).crop((150, 110, 1050, 790))

    assert "tilted" in hints_of(as_file(turned))


@pytest.mark.parametrize("angle", [-2, 0, 2])
def test_a_table_nearly_level_is_level(on_a_table, angle):
    turned = on_a_table.rotate(angle, resample=Image.Resampling.BICUBIC).crop((60, 60, 1140, 840))

    assert hints_of(as_file(turned)) == []


def test_a_picture_of_one_colour_is_blurred_and_breaks_nothing():
    assert hints_of(as_file(Image.new("RGB", (1000, 1000), "white"))) == ["blurred"]


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (2048, 2)])
def test_a_picture_of_odd_proportions_breaks_nothing(size):
    assert isinstance(hints_of(as_file(Image.new("RGB", size, "white"))), list)
