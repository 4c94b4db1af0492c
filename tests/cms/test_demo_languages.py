"""The demo's texts in other languages lie beside the English ones, sentence by sentence, and are loaded as staff would make them."""

import json
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from wagtail.models import Page

from cms.demo import content, manuscript, pages, photos
from cms.demo.manuscript import Parts
from cms.demo.translations import NotSideBySide
from cms.models import StoryPage
from tests import factories

DEMO = Path(content.__file__).parent
OTHERS = [code for code, _name in settings.LANGUAGES[1:]]
TRANSLATED = sorted(path for code in OTHERS for path in DEMO.glob(f"*/{code}/*.md"))
SLUGS = {row["slug"] for row in tomllib.loads((DEMO / "pieces.toml").read_text())["piece"]}


def quietly(words):
    pass


def shape(text: manuscript.Manuscript) -> list:
    """What has to be the same in every language: the blocks, and how much is in each."""
    return [
        (kind, len(value.items) if isinstance(value, Parts) else value.count("<p>") if kind == "text" else 1)
        for kind, value in text.body
    ]


@pytest.mark.parametrize("path", TRANSLATED, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_translation_has_the_blocks_of_its_original(path):
    original = manuscript.read(path.parents[1] / path.name)

    text = manuscript.read(path)

    assert shape(text) == shape(original)
    assert text.head["title"]
    # Kinyarwanda waits for somebody who speaks it from home, and says so.
    assert text.head.get("reviewed") == ("no" if path.parent.name == "rw" else None)
    assert set(text.head) - {"reviewed"} <= set(original.head), (
        "only what the original says can be said in another language"
    )


@pytest.mark.parametrize("code", OTHERS)
def test_words_for_pieces_are_for_pieces_there_are(code):
    words = tomllib.loads((DEMO / f"pieces.{code}.toml").read_text())

    assert set(words) <= SLUGS
    assert all(said.get("title") for said in words.values())


@pytest.fixture
def small(world, full_text, tmp_path, monkeypatch):
    """A demo of one story."""
    Image.new("RGB", (90, 60), "#3b5b3a").save(tmp_path / "bowl.jpg")
    (tmp_path / "manifest.json").write_text(json.dumps([{"file": "bowl.jpg", "title": "Bowl", "alt": "A bowl"}]))
    monkeypatch.setattr(photos, "PICTURES", tmp_path)
    photos.load_photos(progress=quietly)
    factories.piece("Bowl", slug="bowl")
    monkeypatch.setattr(pages, "HERE", tmp_path)
    for folder in [folder.name for folder in pages.FOLDERS if folder.lister]:
        write(tmp_path / folder / "_index.md", f"title: All {folder}\n")
    write(tmp_path / "home" / "_index.md", "title: Home\nhero_picture: bowl\nsentence: By hand.\naction: See\n")
    write(
        tmp_path / "stories" / "smoke.md",
        "title: Smoke\nintro: How.\ntold_on: 2026-05-01\nlead_picture: bowl\n\nOne.\n\nTwo.\n\n[piece: bowl]\n\n"
        "[process]\n- title: Dig\n  text: Deep.\n- title: Rest\n",
    )
    write(
        tmp_path / "stories" / "fr" / "smoke.md",
        "title: Fumée\nintro: Comment.\n\nUn.\n\nDeux.\n\n[piece: bowl]\n\n[process]\n- title: Creuser\n  text: Profond.\n"
        "- title: Attendre\n",
    )
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_story_is_loaded_in_the_languages_it_is_written_in_and_as_an_alias_in_the_rest(small, client):
    pages.load_pages(progress=quietly)

    html = client.get("/fr/stories/smoke/").content.decode()
    for words in ("Fumée", "Comment.", "Deux.", "Creuser", "Profond.", "Attendre"):
        assert words in html
    assert "Two." not in html
    told = {story.locale.language_code: story.spoken for story in StoryPage.objects.select_related("locale")}
    assert told == {"en": "en", "fr": "fr", "nl": "en", "rw": "en"}


def test_loading_again_makes_nothing_twice(small):
    pages.load_pages(progress=quietly)
    before = list(Page.objects.order_by("pk").values_list("pk", "last_published_at"))

    pages.load_pages(progress=quietly)

    assert list(Page.objects.order_by("pk").values_list("pk", "last_published_at")) == before


def test_a_translation_with_a_paragraph_too_few_is_refused(small):
    write(small / "stories" / "fr" / "smoke.md", "title: Fumée\nintro: Comment.\n\nUn.\n\n[piece: bowl]\n")

    with pytest.raises(NotSideBySide, match=r"smoke \(fr\)"):
        pages.load_pages(progress=quietly)
