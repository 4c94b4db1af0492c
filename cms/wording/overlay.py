"""Speakers' words over those of the catalogue, in every process, without asking the database for a page.

What was gone through is kept in the database and written to one file a language. A process looks at the age of that file when
a page in the language is asked for, and reads it when it is newer; `keep_house` writes it on machines that did not hear of a change.
"""

import json
import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import trans_real

from cms import words
from cms.wording.models import Reviewed

# Of each language: the age of the file that was read, and the words that lie over the catalogue.
_read: dict[str, int] = {}
_over: dict[str, dict] = {}


def path_of(language: str) -> Path:
    return Path(settings.VAR_DIR) / "words" / f"{language}.json"


def write(language: str) -> bool:
    """Bring the file to what the database says; False if it said so already."""
    path = path_of(language)
    said = json.dumps(
        dict(Reviewed.objects.filter(language=language).order_by("key").values_list("key", "forms")),
        ensure_ascii=False,
    )
    if path.exists() and path.read_text(encoding="utf-8") == said:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(said, encoding="utf-8")
    fresh.replace(path)  # nobody ever reads half of it
    return True


def freshen(language: str) -> None:
    """Have this process say what speakers said, if it does not yet. Costs a look at one file."""
    if language not in words.UNREVIEWED:
        return
    path = path_of(language)
    try:
        age = path.stat().st_mtime_ns
    except FileNotFoundError:
        age = 0
    if age != _read.get(language, 0):
        over = _over.setdefault(language, {})
        over.clear()
        over.update(_as_catalogue(path) if age else {})
        _read[language] = age
    if _over.get(language):
        _lay_over(language)


def _as_catalogue(path: Path) -> dict:
    said = json.loads(path.read_text(encoding="utf-8"))
    whole = {}
    for key, forms in said.items():
        whole |= {(key, number): form for number, form in enumerate(forms)} if len(forms) > 1 else {key: forms[0]}
    return whole


def _lay_over(language: str) -> None:
    """Django merges the catalogues of an application and asks them in turn: the first one is to be ours."""
    catalogue = trans_real.translation(language)._catalog
    if catalogue._catalogs[0] is not _over[language]:
        catalogue._catalogs.insert(0, _over[language])
        catalogue._plurals.insert(0, lambda number: int(number != 1))
