"""A figure of the claims register, with whose it is."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.choosers import ClaimChooserBlock
from cms.blocks.groups import FACTS


class FigureBlock(blocks.StructBlock):
    claim = ClaimChooserBlock(label=_("figure"))
    words = blocks.TextBlock(
        label=_("what it means here"), required=False, help_text=_("Without digits: the figure says them.")
    )

    def get_preview_value(self):
        chooser = self.child_blocks["claim"]
        shown = next((claim for claim in chooser.model_class.objects.order_by("pk") if claim.shown()), None)
        return self.normalize({"claim": shown, "words": ""})

    class Meta:
        icon = "clipboard-list"
        label = _("Figure")
        description = _("A figure of the claims register, with its source. It says itself when it is unclear or old.")
        group = FACTS
        template = "blocks/figure.html"
