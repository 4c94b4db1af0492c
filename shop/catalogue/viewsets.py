"""The words that pieces are filtered by, in the Wagtail admin."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from shop.catalogue.models import Colour, Material
from shop.catalogue.spoken import in_each_language

ENGLISH, *OTHERS = in_each_language("name")
# By its column: the name as such would be that in the language of the browser.
NAMES = [
    TitleFieldPanel(ENGLISH, targets=["slug"]),
    MultiFieldPanel([FieldPanel(name) for name in OTHERS], heading=_("In other languages")),
]


class ColourForm(WagtailAdminModelForm):
    def clean_swatch(self):
        swatch = self.cleaned_data["swatch"].lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", swatch):
            raise ValidationError(_("Please write the colour as #rrggbb, such as #a2401f."))
        return swatch


class MaterialViewSet(ModelViewSet):
    model = Material
    icon = "tag"
    copy_view_enabled = False
    search_fields = ["name"]
    list_display = ["name", "slug"]
    panels = [*NAMES, FieldPanel("slug")]


class ColourViewSet(ModelViewSet):
    model = Colour
    icon = "view"
    copy_view_enabled = False
    search_fields = ["name"]
    list_display = ["name", "slug", "swatch"]
    edit_handler = ObjectList(
        [*NAMES, FieldPanel("slug"), FieldPanel("swatch")],
        base_form_class=ColourForm,
    )
