"""The demo's texts as people write them: a few lines of heading, then paragraphs, and marks for what stands in between.

title: Four baths of indigo          the heading, up to the first empty line: names are the fields of the page
told_on: 2026-05-12                  a date; yes or no; a number; a choice
lead_picture: scene-dyed-sisal       a picture of the demo
cooperative: ibumba-pottery          anything with a slug; several with commas: themes: livelihoods, gender-equality

A paragraph, with **bold** words, *others*, and [a link](/pieces/).
## A heading
- an item of a list                  each on its line
![scene-pots-drying](A caption)      a picture of the demo
> What was said. — Who said it
[piece: bowl-sage]                   a block of one value: the name of the block and a slug, a word, an address
[figure: goats-given]

[process]                            a block of several: its name, then its fields; up to an empty line
title: From forest clay to ceramic
- title: Digging                     an item of its list; the further fields of the item are indented
  text: In the dry season, two hours before light.
  picture: scene-clay
- title: Kneading
  text: By foot.

[gallery]
- picture: scene-pots-drying         an item of several values; an item of one value is `- scene-pots-drying`
  caption: A caption

[before_after]                       a picture stands for a picture with its caption, too
before: scene-bowls-before-firing
after: bowl-sage
caption: What the fire did

[assets]                             the name of another field of the page (assets, challenges, steps, tools, …) and not of a block:
- name: A drum of indigo             its items are that field's blocks; of a field of plain text, as `tools`, they are its lines
  text: Bought together.

Where what lies, under `cms/demo/`:

<folder>/_index.md                   the page that lists the others: stories, cooperatives, programmes, partners, events, techniques, …
<folder>/<slug>.md                   a page, in English
<folder>/<fr|nl|rw>/<slug>.md        the same in another language: the same blocks in the same order, and of the heading what has
                                     words (title, intro, search_description, …); what is left out is as in English
home/_index.md                       the home page
artisans/, partnerships/             their page stands under that of a cooperative, of a partner: `under: ikaramu-law-clinic`
pages/contact.md, wholesale.md       a page with a form: its fields are items of [form_fields]
themes.toml                          [slug-of-the-theme] and below it its name: en, fr, nl, rw
pieces.<fr|nl|rw>.toml               [slug-of-the-piece] and below it title, summary, description, technique, care, each as needed;
                                     `work` of a joint piece: what each cooperative made of it
cooperatives.<fr|nl|rw>.toml         [slug-of-the-cooperative]: its summary, and the craft of each of its artisans
categories.<fr|nl|rw>.toml           [category.slug], [material.slug], [colour.slug] and below it name (a category also: description)
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.html import escape

PICTURE = re.compile(r"!\[(?P<picture>[\w-]+)\]\((?P<caption>.*)\)")
CHOICE = re.compile(r"\[(?P<kind>\w+): (?P<value>[^\]]+)\]")
NAMED = re.compile(r"\[(?P<kind>\w+)\]")
FIELD = re.compile(r"(?P<name>\w+): (?P<value>.*)")


@dataclass
class Parts:
    """A block of several: its fields, and the lines of each item of its list."""

    fields: dict[str, str] = field(default_factory=dict)
    items: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Manuscript:
    """`body` has what stands between paragraphs, too, in order; a kind may be a block or another field of the page."""

    slug: str
    head: dict[str, str]
    body: list[tuple[str, str | dict | Parts]]


def read(path: Path) -> Manuscript:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    pairs = (line.split(": ", 1) for line in head.splitlines() if line)
    blocks = [block for part in body.split("\n\n") if part.strip() for block in _blocks(part.strip())]
    return Manuscript(slug=path.stem, head=dict(pairs), body=_joined(blocks))


def read_all(folder: Path) -> list[Manuscript]:
    """The pages of a folder; the one that lists the others (`_index`) is read by its own name."""
    return [read(path) for path in sorted(folder.glob("*.md")) if not path.stem.startswith("_")]


def fields_of(item: list[str]) -> dict[str, str]:
    """An item whose lines are fields."""
    return dict(line.split(": ", 1) for line in item)


def _blocks(part: str) -> list[tuple[str, str | dict | Parts]]:
    first, *rest = lines = part.splitlines()
    if first.startswith("## "):
        return [("heading", first[3:]), *(_blocks("\n".join(rest)) if rest else [])]
    if first.startswith("> "):
        text, _, name = " ".join(line.removeprefix(">").strip() for line in lines).partition(" — ")
        return [("quote", {"text": text, "name": name})]
    if found := PICTURE.fullmatch(part):
        return [("picture", found.groupdict())]
    if found := NAMED.fullmatch(first):
        return [(found["kind"], _parts(rest))]
    if all(CHOICE.fullmatch(line) for line in lines):
        return [(found["kind"], found["value"]) for found in map(CHOICE.fullmatch, lines)]
    return [("text", _html(lines))]


def _parts(lines: list[str]) -> Parts:
    parts = Parts()
    for line in lines:
        if line.startswith("- "):
            parts.items.append([line[2:].strip()])
        elif line.startswith("  ") and parts.items:
            parts.items[-1].append(line.strip())
        elif found := FIELD.fullmatch(line):
            parts.fields[found["name"]] = found["value"]
    return parts


def _html(lines: list[str]) -> str:
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>"
    return f"<p>{_inline(' '.join(lines))}</p>"


def _inline(text: str) -> str:
    # Only the spaces between words: one that keeps a sign with its word, as in French, stays.
    text = escape(re.sub(r"[ \t\n]+", " ", text.strip()))
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)
    return re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", r'<a href="\2">\1</a>', text)


def _joined(blocks: list[tuple]) -> list[tuple]:
    """Paragraphs in a row are one text."""
    joined: list[tuple] = []
    for kind, value in blocks:
        if kind == "text" and joined and joined[-1][0] == "text":
            joined[-1] = ("text", joined[-1][1] + value)
        else:
            joined.append((kind, value))
    return joined
