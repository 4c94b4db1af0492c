"""The parts a story or a page is put together from: a module per family, and here which page has which.

Stored in a StreamField as `{"type": name, "value": value}`; the names and values:

    heading         str
    text            html
    quote           {text, name, person}
    picture         {picture, caption, is_wide}
    gallery         {pictures: [{picture, caption}], caption}
    before_after    {before: {picture, caption}, after: {picture, caption}, caption}
    video           {title, video, poster, captions: [{language, file}], has_no_speech, transcript: html, people: [person]}
    audio           {title, audio, transcript: html, people: [person]}
    figure          {claim, words}
    process         {title, steps: [{title, text, picture}]}
    timeline        {title, moments: [{when, title, text}]}
    map             {cooperatives: [cooperative], caption}
    cooperative     cooperative
    piece           product                           in stories only, as
    pieces          {title, pieces: [product]}        their cards are read by the page (`cms.pieces.cards_in`)

A picture, person, claim, product, cooperative, video, audio or file is the key of what was chosen. What is listed is stored as
`[{"type": "item", "value": …}]`; a plain list is understood, too.
"""

from cms.blocks.choosers import CooperativeChooserBlock, ProductChooserBlock
from cms.blocks.figure import FigureBlock
from cms.blocks.makers import CooperativeBlock, MapBlock, PieceBlock, PiecesBlock
from cms.blocks.media import AudioBlock, VideoBlock
from cms.blocks.pictures import BeforeAfterBlock, GalleryBlock, PictureBlock
from cms.blocks.process import ProcessBlock, TimelineBlock
from cms.blocks.text import HeadingBlock, QuoteBlock, TextBlock, first_words

__all__ = ["CooperativeChooserBlock", "ProductChooserBlock", "first_words", "story_blocks", "text_blocks"]


def text_blocks() -> list:
    """What every page has."""
    return [
        ("heading", HeadingBlock()),
        ("text", TextBlock()),
        ("quote", QuoteBlock()),
        ("picture", PictureBlock()),
        ("gallery", GalleryBlock()),
        ("before_after", BeforeAfterBlock()),
        ("video", VideoBlock()),
        ("audio", AudioBlock()),
        ("figure", FigureBlock()),
        ("process", ProcessBlock()),
        ("timeline", TimelineBlock()),
        ("map", MapBlock()),
        ("cooperative", CooperativeBlock()),
    ]


def story_blocks() -> list:
    """What a story has besides: pieces to buy."""
    return [*text_blocks(), ("piece", PieceBlock()), ("pieces", PiecesBlock())]
