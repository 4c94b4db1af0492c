"""What the demo shows, in the order in which it is loaded.

`load_photos`, `load_cooperatives`, `load_catalogue`, `load_words`, `load_records`, `load_themes`, `load_pages`.

Each takes a `progress(text)` to tell what it is doing, and can be run again: what is there already is left as it is.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path

from cms import trees
from cms.claims import loading
from cms.demo.catalogue import load_catalogue, load_cooperatives
from cms.demo.pages import load_pages
from cms.demo.photos import load_photos
from cms.demo.words import load_words
from cms.models import Theme
from cooperatives.milestones.importing import bring_in_file
from cooperatives.milestones.models import Milestone

__all__ = [
    "load_catalogue",
    "load_cooperatives",
    "load_pages",
    "load_photos",
    "load_records",
    "load_themes",
    "load_words",
]

HERE = Path(__file__).parent


def load_themes(*, progress: Callable[[str], None] = print) -> None:
    """The themes in each language, each the translation of the others."""
    names = tomllib.loads((HERE / "themes.toml").read_text(encoding="utf-8"))
    first, *others = trees.locales()
    for slug, said in names.items():
        theme, _ = Theme.objects.get_or_create(slug=slug, locale=first, defaults={"name": said[first.language_code]})
        for locale in others:
            name = said.get(locale.language_code)
            if name and not theme.has_translation(locale):
                Theme.objects.create(slug=slug, locale=locale, name=name, translation_key=theme.translation_key)
    progress(f"Themes: {len(names)}")


def load_records(*, progress: Callable[[str], None] = print) -> None:
    """The figures of the claims register, and the groups' milestones."""
    loaded = loading.load(HERE / "claims.toml")
    bring_in_file(HERE / "milestones.csv")
    progress(f"Claims: {len(loaded.added)} new. Milestones: {Milestone.objects.count()}.")
