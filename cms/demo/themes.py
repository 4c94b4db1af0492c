"""The demo's themes: one in each language, with one key and one slug for all of them."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from cms import trees
from cms.models.themes import Theme

THEMES = Path(__file__).parent / "themes.toml"


def load_themes(*, progress: Callable[[str], None] = print) -> list[Theme]:
    """Every theme in every language. One that is there already is left as it is."""
    named = tomllib.loads(THEMES.read_text(encoding="utf-8"))
    themes = [_theme(slug, names) for slug, names in named.items()]
    progress(f"Themes: {len(themes)}")
    return themes


def _theme(slug: str, names: dict[str, str]) -> Theme:
    first, *others = trees.locales()
    theme, _ = Theme.objects.get_or_create(slug=slug, locale=first, defaults={"name": names[settings.LANGUAGE_CODE]})
    for locale in others:
        Theme.objects.get_or_create(
            translation_key=theme.translation_key,
            locale=locale,
            defaults={"slug": slug, "name": names.get(locale.language_code, theme.name)},
        )
    return theme
