"""The words that pieces are filtered by, in the Wagtail admin."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from shop.catalogue.models import Colour, Material


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
    panels = [TitleFieldPanel("name", targets=["slug"]), FieldPanel("slug")]


class ColourViewSet(ModelViewSet):
    model = Colour
    icon = "view"
    copy_view_enabled = False
    search_fields = ["name"]
    list_display = ["name", "slug", "swatch"]
    edit_handler = ObjectList(
        [TitleFieldPanel("name", targets=["slug"]), FieldPanel("slug"), FieldPanel("swatch")],
        base_form_class=ColourForm,
    )
