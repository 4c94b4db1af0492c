"""Every sentence of ours that people read, found in code and templates, and the catalogues that say it in their languages.

Python alone: no gettext tools are needed to find the words (`manage.py words`), to compile them or to test that none is missing.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import engines
from django.template.base import FilterExpression, Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.dates import MONTHS, WEEKDAYS

from cms import kinyarwanda
from cms.wording.subjects import Subject, subject_of

PACKAGES = ("cms", "shop", "cooperatives")
KEYWORDS = DEFAULT_KEYWORDS | {f"{name}_lazy": numbers for name, numbers in DEFAULT_KEYWORDS.items() if name != "_"}
# Of libraries, shown to buyers, and said by them in another tone than ours: Django's Dutch says "u".
BORROWED = (
    ("Your password can’t be too similar to your other personal information.", "", ""),
    ("Your password can’t be a commonly used password.", "", ""),
    (
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "",
    ),
)
# Of the same meaning as everybody's, but not written like any other's: libraries with the same formula would share one
# catalogue with us, and those with another one come before it. So ours is always asked first.
PLURALS = {
    "en": "(n != 1) ? 1 : 0",
    "fr": "(n >= 2) ? 1 : 0",
    "nl": "(n != 1) ? 1 : 0",
    kinyarwanda.CODE: kinyarwanda.PLURAL,
}
# Django says the months and the days of the week in the languages it knows.
DATES = "django/utils/dates.py"
OF_DATES = {kinyarwanda.CODE: [str(name) for name in (*MONTHS.values(), *WEEKDAYS.values())]}
# Said in part, by words that are marked until somebody has gone through them who speaks the language from home; the rest is
# said in English. Those of the rooms of people who read nothing else are said all.
UNREVIEWED = {kinyarwanda.CODE: "unreviewed"}
SAID_ALL = {
    kinyarwanda.CODE: (
        "shop/workspace/",
        "templates/workspace/",
        "cooperatives/photos/ingest.py",
        "cooperatives/photos/quality.py",
        "cooperatives/consents/scopes.py",
        "shop/moderation/phrases.py",
        "cms/consent/places.py",
        "cooperatives/photos/showing.py",
        DATES,
    )
}
# Of those rooms, what only staff read.
STAFF_ONLY = ("/viewsets.py", "/wagtail_hooks.py", "/logbook.py", "/apps.py")
# Not the time of the day, which would change the file each time.
WRITTEN_AT = datetime(2026, 11, 21, tzinfo=UTC)
# (singular or only form, plural or "", context or "")
Words = tuple[str, str, str]


def all_words() -> dict[Words, set[str]]:
    """Each sentence with the files it stands in."""
    found: dict[Words, set[str]] = {words: set() for words in BORROWED}
    for folder in PACKAGES:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            for words in _in_code(path):
                found.setdefault(words, set()).add(str(path.relative_to(settings.BASE_DIR)))
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            for words in _in_template(path.read_text(encoding="utf-8")):
                found.setdefault(words, set()).add(str(path.relative_to(settings.BASE_DIR)))
    return found


def _in_code(path: Path) -> Iterator[Words]:
    for _line, message, _comments, context in extract_from_file("python", path, KEYWORDS):
        single, several = message if isinstance(message, tuple) else (message, "")
        yield single, several, context or ""


def _in_template(source: str) -> Iterator[Words]:
    nodes = engines["django"].from_string(source).template.nodelist.get_nodes_by_type(Node)
    for node in nodes:
        if isinstance(node, BlockTranslateNode):
            several = node.render_token_list(node.plural)[0] if node.plural else ""
            yield node.render_token_list(node.singular)[0], several, _literal(node.message_context)
        elif isinstance(node, TranslateNode) and (words := _literal(node.filter_expression)):
            yield words.replace("%", "%%"), "", _literal(node.message_context)


def _literal(expression: FilterExpression | None) -> str:
    """What stands in quotes; nothing for a variable."""
    value = getattr(expression, "var", "")
    return value if isinstance(value, str) else value.literal or ""


def po_file(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> Catalog:
    """What is written down in a language; an empty catalogue where nothing is."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, reviewed: Mapping[str, Sequence[str]] | None = None) -> Catalog:
    """The catalogue with the sentences there are now: new ones are empty, and in English say themselves.

    One of a language that is said in part has only what is said, and what has to be; `reviewed` is what speakers said of it
    meanwhile, by the sentence with its context.
    """
    known, reviewed = catalogue(language), reviewed or {}
    fresh = Catalog(
        locale=language,
        header_comment="# Found by manage.py words; the translations are written by people.",
        project="Ubukorikori",
        version="1",
        msgid_bugs_address="none",
        creation_date=WRITTEN_AT,
        revision_date=WRITTEN_AT,
        last_translator="Ubukorikori",
        language_team="Ubukorikori",
        fuzzy=False,
    )
    fresh.mime_headers = [("Plural-Forms", f"nplurals=2; plural={PLURALS[language]};")]
    found = all_words() | {(name, "", ""): {DATES} for name in OF_DATES.get(language, ())}
    for (single, several, context), files in sorted(found.items()):
        before = known.get(single, context or None)
        text = before.string if before else ""
        if language == settings.LANGUAGE_CODE:
            text = (single, several) if several else single
        key = f"{context}\x04{single}" if context else single
        if key in reviewed:
            text = tuple(reviewed[key]) if several else reviewed[key][0]
        if language in UNREVIEWED and not _is_said(text) and not _has_to_be_said(language, files):
            continue
        is_marked = language in UNREVIEWED and key not in reviewed and not (before and _is_gone_through(before))
        fresh.add(
            (single, several) if several else single,
            text or (("", "") if several else ""),
            locations=[(file, 1) for file in sorted(files)],
            user_comments=[_mark(language, files)] if is_marked else (),
            context=context or None,
        )
    return fresh


def _is_said(text: str | tuple[str, ...]) -> bool:
    return all(text) if isinstance(text, tuple) else bool(text)


def _has_to_be_said(language: str, files: Iterable[str]) -> bool:
    return any(file.startswith(SAID_ALL[language]) and not file.endswith(STAFF_ONLY) for file in files)


def _is_gone_through(message: Message) -> bool:
    """A speaker's words stand in the catalogue without the mark."""
    return _is_said(message.string) and not message.user_comments


def _mark(language: str, files: Iterable[str]) -> str:
    """Nobody has gone through it; about money or a consent that matters most."""
    subject = subject_of(files)
    return UNREVIEWED[language] if subject is Subject.OTHER else f"{UNREVIEWED[language]}: {subject.value}"


def missing(language: str) -> list[str]:
    """Sentences that nobody has translated into a language, or not in all their forms."""
    made = updated(language)
    return [str(message.id) for message in made if message.id and not _is_said(message.string)]


def write(language: str, reviewed: Mapping[str, Sequence[str]] | None = None) -> None:
    """Update a catalogue on the disk and compile it beside itself."""
    made, path = updated(language, reviewed), po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(made))
    path.with_suffix(".mo").write_bytes(mo_bytes(made))


def po_bytes(made: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, made, width=120, include_lineno=False, sort_output=False)
    return file.getvalue()


def mo_bytes(made: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, made)
    return file.getvalue()
