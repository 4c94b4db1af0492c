"""Words: headings, running text, and what somebody said."""

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.groups import WORDS
from cms.blocks.people import PersonBlock
from cooperatives.consents.scopes import Scope

# All that an author may do to a text; whatever else is pasted or posted is taken out when the page is saved.
PLAIN = ["bold", "italic", "link", "ol", "ul"]
SAMPLE = (
    "<p>The first bath is pale as milk. The fourth is the colour of the lake an hour after the sun, "
    "and <b>it is not repeated</b>.</p>"
)


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Begins a part of the text. Short, and true on its own.")
        form_classname = "title"
        group = WORDS
        template = "blocks/heading.html"
        preview_value = "Four baths of indigo"


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(**{"features": PLAIN} | kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Running text with bold, italic, links and lists.")
        group = WORDS
        template = "blocks/text.html"
        preview_value = SAMPLE


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("what was said"))
    person = PersonBlock(
        label=_("who said it"),
        required=False,
        help_text=_("Named as they allowed it. Their consent to tell their story is needed."),
    )
    name = blocks.CharBlock(
        label=_("who said it, without a name"),
        required=False,
        max_length=120,
        help_text=_("Such as “a potter of forty years”."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("Somebody’s own words, large.")
        group = WORDS
        template = "blocks/quote.html"
        needs = (Scope.STORY,)
        preview_value = {
            "text": "You cannot hurry a pot. It will tell everybody that you did.",
            "name": "a potter of forty years",
        }


def first_words(body) -> str:
    """The beginning of a text, for where a summary is asked for and nobody wrote one."""
    return next((strip_tags(str(block.value)) for block in body if block.block_type == "text"), "")
