"""The parts a story or a page is put together from."""

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.viewsets import cooperative_chooser, product_chooser

PLAIN = ["bold", "italic", "link", "ol", "ul"]

ProductChooserBlock = product_chooser.get_block_class(name="ProductChooserBlock", module_path="cms.blocks")
CooperativeChooserBlock = cooperative_chooser.get_block_class(name="CooperativeChooserBlock", module_path="cms.blocks")


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=255)
    is_wide = blocks.BooleanBlock(label=_("wider than the text"), required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("what was said"))
    name = blocks.CharBlock(
        label=_("name"),
        required=False,
        max_length=120,
        help_text=_("Only of a person who wants to be named here."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"


def first_words(body) -> str:
    """The beginning of a text, for where a summary is asked for and nobody wrote one."""
    return next((strip_tags(str(block.value)) for block in body if block.block_type == "text"), "")


def text_blocks() -> list:
    return [
        (
            "heading",
            blocks.CharBlock(label=_("Heading"), icon="title", form_classname="title", template="blocks/heading.html"),
        ),
        ("text", blocks.RichTextBlock(label=_("Text"), features=PLAIN, template="blocks/text.html")),
        ("picture", PictureBlock()),
        ("quote", QuoteBlock()),
    ]


def story_blocks() -> list:
    return [
        *text_blocks(),
        ("piece", ProductChooserBlock(label=_("Piece"), icon="tag", template="blocks/piece.html")),
        (
            "cooperative",
            CooperativeChooserBlock(label=_("Cooperative"), icon="group", template="blocks/cooperative.html"),
        ),
    ]
