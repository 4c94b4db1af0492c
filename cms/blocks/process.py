"""What happens one after the other: how a thing is made, and what happened when."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.groups import FACTS


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.TextBlock(label=_("what is done"), required=False)
    picture = ImageChooserBlock(label=_("picture"), required=False)

    class Meta:
        icon = "cog"
        label = _("Step")


class ProcessBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    steps = blocks.ListBlock(StepBlock(), label=_("steps"), min_num=2, max_num=12)

    class Meta:
        icon = "list-ol"
        label = _("Process in steps")
        description = _("How something is made, step by step, each with a picture if there is one.")
        group = FACTS
        template = "blocks/process.html"
        preview_value = {
            "title": "From forest clay to ceramic",
            "steps": [
                {"title": "Dig", "text": "Two kinds of clay, from two banks of the same stream."},
                {"title": "Wedge", "text": "Until no air is left in it: about an hour for ten kilograms."},
                {"title": "Fire", "text": "Twelve hours up, a night down, and nobody opens the door before noon."},
            ],
        }


class MomentBlock(blocks.StructBlock):
    when = blocks.CharBlock(
        label=_("when"), max_length=60, help_text=_("As exactly as it is known: “2014”, “March 2019”.")
    )
    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.TextBlock(label=_("what happened"), required=False)

    class Meta:
        icon = "date"
        label = _("Moment")


class TimelineBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    moments = blocks.ListBlock(MomentBlock(), label=_("moments"), min_num=2, max_num=30)

    class Meta:
        icon = "history"
        label = _("Timeline")
        description = _("What happened when, in order.")
        group = FACTS
        template = "blocks/timeline.html"
        preview_value = {
            "title": "How the group came together",
            "moments": [
                {"when": "2014", "title": "Eleven neighbours", "text": "They began to save together on Fridays."},
                {"when": "March 2019", "title": "A shed of their own", "text": "Roofed in four weekends."},
                {"when": "2023", "title": "The first kiln", "text": ""},
            ],
        }
