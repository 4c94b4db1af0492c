"""How pages and pictures leave the house: words compressed, pictures as they are, and kept by who asked for them."""

import gzip

import pytest
from PIL import Image

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def stored(settings, tmp_path):
    """Put a picture where the demo serves pictures from; its address."""
    settings.MEDIA_ROOT = tmp_path

    def stored(path: str) -> str:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        Image.effect_noise((64, 64), 60).save(tmp_path / path)
        return f"/media/{path}"

    return stored


@pytest.mark.django_db
def test_a_page_leaves_compressed(client):
    page = client.get("/pieces/", headers=GZIP)

    assert page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
    assert b"</html>" in gzip.decompress(page.content)


@pytest.mark.django_db
def test_who_cannot_read_compressed_pages_gets_them_plain(client):
    page = client.get("/pieces/")

    assert "Content-Encoding" not in page.headers
    assert b"</html>" in page.content


@pytest.mark.django_db
def test_the_length_of_a_compressed_page_says_nothing_exact(client):
    lengths = {len(client.get("/accounts/login/", headers=GZIP).content) for _ in range(20)}

    assert len(lengths) > 1


def test_a_picture_is_not_compressed_again_and_may_be_kept_for_ever(client, stored):
    answer = client.get(stored("images/e3b0c44298fc1c14.width-320.avif"), headers=GZIP)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/avif"
    assert "Content-Encoding" not in answer.headers
    assert int(answer.headers["Content-Length"]) > 0
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_file_whose_name_may_come_again_is_asked_for_again(client, stored):
    answer = client.get(stored("documents/prices.png"))

    assert answer.headers["Cache-Control"] == "no-cache"
