"""Every sentence of ours is said in every language of the site, and is the one that is shown."""

import re
from datetime import date
from gettext import GNUTranslations

import pytest
from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from cms import words

CODES = [code for code, _name in settings.LANGUAGES if code not in words.UNREVIEWED]
# What a reader of a language that is said in part finds said at least: the ways through the site, and buying.
FRAME = {
    "Home",
    "Stories",
    "Cooperatives",
    "All pieces",
    "Search",
    "Language",
    "Country",
    "Currency",
    "Menu",
    "Close",
    "Basket",
}
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+>")


def shown(message, number: int) -> str:
    """What Django says for a message of a catalogue, with whatever catalogues of libraries are there, too."""
    forms = message.id if isinstance(message.id, tuple) else (message.id,)
    match len(forms), message.context:
        case 1, None:
            return gettext(*forms)
        case 1, context:
            return pgettext(context, *forms)
        case 2, None:
            return ngettext(*forms, number)
        case _, context:
            return npgettext(context, *forms, number)


def texts(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def messages(language: str) -> list:
    return [message for message in words.catalogue(language) if message.id]


def test_words_are_found_in_code_and_templates_with_their_forms_and_contexts():
    found = words.all_words()

    assert ("Please fill this in.", "", "") in found
    assert ("Basket", "", "shop") in found
    assert ("%(total)s piece", "%(total)s pieces", "") in found
    assert ("There is only one left.", "There are only %(free)d left.", "") in found
    assert len(found) > 500


@pytest.mark.parametrize("language", CODES)
def test_no_sentence_is_missing_in_a_language(language):
    assert words.missing(language) == [], "Run `manage.py words` and translate what is empty"


@pytest.mark.parametrize("language", words.UNREVIEWED)
def test_no_sentence_is_missing_where_a_language_is_said_all(language):
    assert words.missing(language) == [], "Run `manage.py words` and translate what is empty"


def test_a_sentence_that_nobody_translated_would_be_missed(monkeypatch):
    """The negative control."""
    monkeypatch.setattr(words, "all_words", lambda: {("A sentence from tomorrow.", "", ""): {"cms/new.py"}})

    assert words.missing("fr") == ["A sentence from tomorrow."]


@pytest.mark.parametrize("language", [*CODES, *words.UNREVIEWED])
def test_a_translation_has_the_placeholders_of_its_sentence(language):
    wrong = [
        (message.id, text)
        for message in messages(language)
        for text in texts(message)
        for forms in [message.id if isinstance(message.id, tuple) else (message.id,)]
        # The one of "one left" may be written as a word.
        if sorted(PLACEHOLDERS.findall(text)) not in [sorted(PLACEHOLDERS.findall(form)) for form in forms]
    ]

    assert wrong == []


@pytest.mark.parametrize("language", [*CODES, *words.UNREVIEWED])
def test_the_compiled_catalogue_is_the_written_one(language):
    with words.po_file(language).with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)

    for message in messages(language):
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        if message.context:
            key = f"{message.context}\x04{key}"
        for number, text in enumerate(texts(message)):
            known = compiled._catalog.get((key, number) if isinstance(message.id, tuple) else key)
            assert known == text, "Run `manage.py words`"


@pytest.mark.parametrize("language", [*CODES, *words.UNREVIEWED])
def test_no_librarys_translation_stands_before_ours(language):
    """Oscar's English makes a cart of a basket; and which catalogue Django asks first hangs on their plural formulas."""
    with translation.override(language):
        wrong = [
            (message.id, shown(message, number))
            for message in messages(language)
            for number, text in zip((1, 2), (texts(message) * 2)[:2], strict=True)
            if shown(message, number) != text
        ]

    assert wrong == []


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [("fr", 0, "0 pièce"), ("fr", 1, "1 pièce"), ("fr", 2, "2 pièces"), ("nl", 0, "0 stukken"), ("nl", 1, "1 stuk")],
)
def test_a_number_has_the_form_that_goes_with_it(language, number, written):
    with translation.override(language):
        assert ngettext("%(total)s piece", "%(total)s pieces", number) % {"total": number} == written


@pytest.mark.parametrize("language", words.UNREVIEWED)
def test_a_language_that_is_said_in_part_says_its_frame_and_that_nobody_has_gone_through_it(language):
    said = messages(language)

    assert {message.id for message in said} >= FRAME
    assert all(text for message in said for text in texts(message))
    marks = [comment for message in said for comment in message.user_comments]
    assert {mark.split(":")[0] for mark in marks} == {words.UNREVIEWED[language]}


@pytest.mark.parametrize("language", words.UNREVIEWED)
def test_what_a_language_does_not_say_yet_is_said_in_english(language):
    with translation.override(language):
        assert pgettext("shop", "Basket") == "Igitebo"
        assert gettext("Please fill this in.") == "Please fill this in."
        assert ngettext("%(total)s piece", "%(total)s pieces", 2) == "Ibihangano %(total)s"


@pytest.mark.parametrize("language", words.UNREVIEWED)
def test_a_language_django_does_not_know_has_its_name_its_dates_and_its_numbers(language):
    with translation.override(language):
        assert translation.get_language_info(language)["name_local"] == "Ikinyarwanda"
        assert formats.date_format(date(2026, 11, 22), "SHORT_DATE_FORMAT") == "22/11/2026"
        assert formats.date_format(date(2026, 11, 22), "DATE_FORMAT") == "22 Ugushyingo 2026"
        assert formats.number_format(1234.5, decimal_pos=1, force_grouping=True) == "1.234,5"
