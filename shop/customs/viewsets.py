"""Kinds of goods in the Wagtail admin: what the customs read, and how each is packed, in every language."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from shop.catalogue.spoken import in_each_language
from shop.customs.models import KindOfGoods

ENGLISH, *OTHERS = in_each_language("recipe")


class KindOfGoodsViewSet(ModelViewSet):
    model = KindOfGoods
    icon = "mail"
    menu_label = _("Customs and packing")
    copy_view_enabled = False
    list_display = ["category", "heading", "contents"]
    panels = [
        FieldPanel("category"),
        FieldPanel("heading"),
        FieldPanel("contents"),
        FieldPanel(ENGLISH),
        MultiFieldPanel([FieldPanel(name) for name in OTHERS], heading=_("In other languages")),
    ]
