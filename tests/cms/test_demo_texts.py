"""The texts of the demo: there are enough, they name what there is, quote who is named, and say the same in each language."""

import csv
import json
import tomllib
from collections import Counter
from datetime import datetime

import pytest

from cms import naming
from cms.claims import digits
from cms.demo import manuscript
from cms.demo.content import HERE
from cms.demo.manuscript import Parts

FOLDERS = "stories cooperatives programmes techniques events partners partnerships artisans pages".split()
LANGUAGES = ("fr", "nl", "rw")
ORIGINALS = {f"{folder}/{text.slug}": text for folder in FOLDERS for text in manuscript.read_all(HERE / folder)}
ORIGINALS |= {f"{path.parent.name}/_index": manuscript.read(path) for path in HERE.glob("*/_index.md")}
TRANSLATIONS = {
    (language, f"{path.parents[1].name}/{path.stem}"): manuscript.read(path)
    for language in LANGUAGES
    for path in sorted(HERE.glob(f"*/{language}/*.md"))
}
TEXTS = {("en", name): text for name, text in ORIGINALS.items()} | TRANSLATIONS
# The fields of a heading and of an item that say which thing, and not words.
THINGS = {"picture", "lead_picture", "portrait", "before", "after"}
NO_WORDS = THINGS | set("sdgs date told_on begins_on ends_on starts_at ends_at keep_days field_type required".split())


def toml(name):
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def of(folder):
    return [text for name, text in ORIGINALS.items() if name.startswith(f"{folder}/") and not name.endswith("_index")]


def several(text, field):
    return {one.strip() for one in text.head.get(field, "").split(",") if one.strip()}


def shape(value):
    """What of a block must be the same in every language."""
    if isinstance(value, Parts):
        items = [tuple(line.split(": ")[0] if ": " in line else line for line in item) for item in value.items]
        is_words = any(" " in line for item in items for line in item)
        return sorted(value.fields), len(items) if is_words else items, sorted(_things(value))
    if isinstance(value, dict):
        return {key: said for key, said in value.items() if key not in ("text", "caption")}
    return (value.count("<p>"), value.count("<li>")) if value.startswith("<") else ""


def _things(parts):
    """The pictures a block shows, whether by its own fields or by those of its items."""
    lines = [f"{name}: {value}" for name, value in parts.fields.items()]
    lines += [line for item in parts.items for line in item]
    return [line.split(": ")[1] for line in lines if line.split(": ")[0] in THINGS]


def blocks(text):
    same = {"piece", "cooperative", "figure"}
    return [(kind, value if kind in same else shape(value)) for kind, value in text.body]


def words(text):
    """Everything a reader reads of it."""
    said = [value for name, value in text.head.items() if name not in NO_WORDS]
    for _kind, value in text.body:
        if isinstance(value, Parts):
            said += [*value.fields.values(), *(line for item in value.items for line in item)]
        else:
            said += value.values() if isinstance(value, dict) else [value]
    return " \n".join(said)


def all_of(kind):
    return [value for text in TEXTS.values() for found, value in text.body if found == kind]


def test_there_are_stories_programmes_partners_events_and_milestones_enough():
    counts = {folder: len(of(folder)) for folder in FOLDERS}

    assert counts["stories"] >= 12
    assert counts["programmes"] == 6
    assert counts["partners"] == 4
    assert counts["techniques"] == 4
    assert counts["artisans"] == 3
    assert counts["cooperatives"] == 6
    with (HERE / "milestones.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) >= 30


def test_two_events_are_to_come_in_2027_and_one_is_over():
    years = Counter(datetime.fromisoformat(text.head["starts_at"]).year for text in of("events"))

    assert years == {2027: 2, 2026: 1}
    assert {text.head["kind"] for text in of("events")} == {"market_day", "fair", "training"}


def test_every_partner_has_a_partnership_with_a_period_and_themes():
    partnerships = of("partnerships")

    assert {text.head["under"] for text in partnerships} == {text.slug for text in of("partners")}
    assert all(text.head["begins_on"] < text.head["ends_on"] and several(text, "themes") for text in partnerships)


def test_a_programme_has_its_goals_and_stands_somewhere():
    assert {text.head["state"] for text in of("programmes")} == {"planned", "active", "handed_over"}
    assert all(several(text, "sdgs") <= {str(number) for number in range(1, 18)} for text in of("programmes"))
    assert all(several(text, "sdgs") for text in of("programmes"))


def test_every_group_says_what_it_has_and_what_is_hard():
    for text in of("cooperatives"):
        parts = dict(text.body)

        assert text.head["own_words"]
        assert 3 <= len(parts["assets"].items) <= 4
        assert 3 <= len(parts["challenges"].items) <= 4


def test_texts_name_only_what_there_is():
    pictures = {
        entry["file"].removesuffix(".jpg") for entry in json.loads((HERE / "pictures/manifest.json").read_text())
    }
    pieces = {piece["slug"] for piece in toml("pieces.toml")["piece"]}
    groups = {group["slug"] for group in toml("cooperatives.toml")["cooperative"]}
    claims = {claim["slug"] for claim in toml("claims.toml")["claim"]}
    shown = {value["picture"] for value in all_of("picture")}
    shown |= {
        thing
        for text in TEXTS.values()
        for _k, value in text.body
        if isinstance(value, Parts)
        for thing in _things(value)
    }
    shown |= {text.head[name] for text in TEXTS.values() for name in THINGS & set(text.head)}

    assert shown <= pictures
    assert set(all_of("piece")) | {item[0] for parts in all_of("pieces") for item in parts.items} <= pieces
    assert set(all_of("cooperative")) | {item[0] for parts in all_of("map") for item in parts.items} <= groups
    assert set(all_of("figure")) <= claims
    for field, known in {
        "themes": set(toml("themes.toml")),
        "techniques": {text.slug for text in of("techniques")},
        "cooperatives": groups,
        "partners": {text.slug for text in of("partners")},
        "programme": {text.slug for text in of("programmes")},
    }.items():
        assert {one for text in TEXTS.values() for one in several(text, field)} <= known, field


def test_every_theme_has_a_story_and_a_name_in_every_language():
    themes = toml("themes.toml")

    assert set(themes) == {theme for text in of("stories") for theme in several(text, "themes")}
    assert all(set(names) == {"en", *LANGUAGES} for names in themes.values())


def test_only_people_who_are_named_publicly_are_quoted_or_have_a_page():
    artisans = [artisan for group in toml("cooperatives.toml")["cooperative"] for artisan in group["artisans"]]
    public = {artisan["name"] for artisan in artisans if artisan["named"]}

    assert {quote["name"] for quote in all_of("quote")} <= public
    assert {text.head["person"] for text in of("artisans")} <= public
    hidden = {artisan["name"] for artisan in artisans if not artisan["named"]}
    assert not [(name, key) for key, text in TEXTS.items() for name in hidden if name in words(text)]


@pytest.mark.parametrize(("language", "name"), TRANSLATIONS, ids=str)
def test_a_translation_has_the_blocks_of_its_original(language, name):
    original = ORIGINALS[name]

    assert blocks(TRANSLATIONS[language, name]) == blocks(original)
    assert set(TRANSLATIONS[language, name].head) <= set(original.head) | {"reviewed"}


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_nearly_everything_is_said_in_french_and_dutch(language):
    translated = {name for code, name in TRANSLATIONS if code == language}

    assert translated == set(ORIGINALS)


def test_what_is_said_in_kinyarwanda_is_marked_as_not_reviewed():
    said = {name: text for (language, name), text in TRANSLATIONS.items() if language == "rw"}

    assert {"home/_index", "stories/_index", "pages/how-the-money-flows"} <= set(said)
    assert sum(name.startswith("stories/") for name in said) == 3
    assert all(text.head["reviewed"] == "no" for text in said.values())


@pytest.mark.parametrize(("language", "name"), TEXTS, ids=str)
def test_no_text_has_words_that_make_people_small(language, name):
    assert naming.find(words(TEXTS[language, name]), language) == []


@pytest.mark.parametrize("name", [name for name in ORIGINALS if name.startswith(("stories/", "programmes/"))])
def test_a_story_or_programme_types_no_figure_that_the_register_should_hold(name):
    assert digits.figures(words(ORIGINALS[name])) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_piece_and_kind_has_its_name_in_every_language(language):
    pieces, kinds = toml(f"pieces.{language}.toml"), toml(f"categories.{language}.toml")

    assert set(pieces) == {piece["slug"] for piece in toml("pieces.toml")["piece"]}
    assert all(said["title"] for said in pieces.values())
    assert set(kinds["category"]) == {kind["slug"] for kind in toml("categories.toml")["category"]}


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_piece_is_described_in_french_and_dutch(language):
    needed = {"title", "summary", "description", "technique", "care"}

    assert all(needed <= set(said) for said in toml(f"pieces.{language}.toml").values())
    assert all(
        len(said["summary"]) <= 255 and len(said["technique"]) <= 128
        for said in toml(f"pieces.{language}.toml").values()
    )


def test_in_french_a_sign_never_begins_a_line():
    loose = [
        (name, sign)
        for (code, name), text in TRANSLATIONS.items()
        if code == "fr"
        for sign in ";:!?»"
        if f" {sign}" in words(text)
    ]

    assert loose == []
