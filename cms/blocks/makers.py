"""Pieces and those who make them, in the flow of a text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.choosers import CooperativeChooserBlock, ProductChooserBlock, first_of
from cms.blocks.groups import MAKERS


class PieceBlock(ProductChooserBlock):
    def get_preview_value(self):
        return first_of(self)

    class Meta:
        icon = "tag"
        label = _("Piece")
        description = _("One piece with its price. It disappears from the page when it is no longer sold.")
        group = MAKERS
        template = "blocks/piece.html"


class PiecesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    pieces = blocks.ListBlock(ProductChooserBlock(label=_("piece")), label=_("pieces"), min_num=1, max_num=8)

    def get_preview_value(self):
        chooser = self.child_blocks["pieces"].child_block
        some = list(chooser.model_class._default_manager.order_by("pk")[:4])
        return self.normalize({"title": "Made with the same indigo", "pieces": some})

    class Meta:
        icon = "tag"
        label = _("Pieces")
        description = _("Several pieces in a row, with their prices.")
        group = MAKERS
        template = "blocks/pieces.html"


class CooperativeBlock(CooperativeChooserBlock):
    def get_preview_value(self):
        return first_of(self)

    class Meta:
        icon = "group"
        label = _("Cooperative")
        description = _("The name of a group, where it is and what it makes, with a link to its page.")
        group = MAKERS
        template = "blocks/cooperative.html"


class MapBlock(blocks.StructBlock):
    cooperatives = blocks.ListBlock(
        CooperativeChooserBlock(label=_("cooperative")), label=_("cooperatives"), min_num=1
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=255)

    def get_preview_value(self):
        chooser = self.child_blocks["cooperatives"].child_block
        groups = list(chooser.model_class._default_manager.order_by("pk")[:6])
        return self.normalize({"cooperatives": groups, "caption": "Where they work."})

    class Meta:
        icon = "site"
        label = _("Map")
        description = _("Rwanda with the districts of some cooperatives, and the same in words.")
        group = MAKERS
        template = "blocks/map.html"
