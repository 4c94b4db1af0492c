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
pieces.<fr|nl|rw>.toml               [slug-of-the-piece] and below it title, summary, description, technique, care, each as needed
categories.<fr|nl|rw>.toml           [category.slug], [material.slug], [colour.slug] and below it name (a category also: description)
"""

import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.html import escape

PICTURE = re.compile(r"!\[(?P<name>[\w-]+)\]\((?P<caption>.*)\)")
CHOICE = re.compile(r"\[(?P<kind>piece|cooperative): (?P<slug>[\w-]+)\]")


@dataclass(frozen=True)
class Manuscript:
    slug: str
    head: dict[str, str]
    body: list[tuple[str, object]]


def read(path: Path) -> Manuscript:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    pairs = (line.split(": ", 1) for line in head.splitlines() if line)
    blocks = [block for part in body.split("\n\n") if part.strip() for block in _blocks(part.strip())]
    return Manuscript(slug=path.stem, head=dict(pairs), body=_joined(blocks))


def read_all(folder: Path) -> list[Manuscript]:
    return [read(path) for path in sorted(folder.glob("[!_]*.md"))]


def _blocks(part: str) -> list[tuple[str, object]]:
    if part.startswith("## "):
        return [("heading", part[3:])]
    if part.startswith("> "):
        text, _, name = part[2:].partition(" — ")
        return [("quote", {"text": text, "name": name})]
    if found := PICTURE.fullmatch(part):
        return [("picture", found.groupdict())]
    if part.startswith("["):
        return [(found["kind"], found["slug"]) for found in CHOICE.finditer(part)]
    return [("text", f"<p>{_inline(part)}</p>")]


def _inline(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(" ".join(text.split())))


def _joined(blocks: list[tuple[str, object]]) -> list[tuple[str, object]]:
    """Paragraphs in a row are one text."""
    joined: list[tuple[str, object]] = []
    for kind, value in blocks:
        if kind == "text" and joined and joined[-1][0] == "text":
            joined[-1] = ("text", joined[-1][1] + value)
        else:
            joined.append((kind, value))
    return joined
