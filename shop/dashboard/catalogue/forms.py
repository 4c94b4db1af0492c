"""The form of a piece in Oscar's dashboard: what is known of it, its kinds, its makers, its pictures."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard.catalogue import forms as oscar_forms

from cooperatives.models import Artisan
from cooperatives.photos.library import PictureRefused, add_photo
from cooperatives.photos.models import Photo, ShowsPeople
from cooperatives.photos.showing import say_who_is_seen
from shop.catalogue.models import Category, Contribution, ProductCategory, ProductImage
from shop.dashboard.catalogue.in_languages import InLanguages
from shop.dashboard.catalogue.plain_text import PlainTextField
from shop.dashboard.catalogue.stock_form import StockRecordForm

__all__ = [
    "CategoryForm",
    "ContributionForm",
    "ProductCategoryForm",
    "ProductForm",
    "ProductImageForm",
    "StockRecordForm",
]

SIZES = ("height_cm", "width_cm", "depth_cm", "diameter_cm")


class ArtisanField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, artisan: Artisan) -> str:
        return f"{artisan.person} ({artisan.cooperative.name})"


class ProductForm(InLanguages, oscar_forms.ProductForm):
    """Bound or not, `instance` is the piece that the formsets beside it belong to, saved or not yet."""

    said = ("title", "summary", "description", "technique", "care", "meta_title", "meta_description")

    summary = forms.CharField(
        label=_("One sentence"),
        max_length=255,
        required=False,
        help_text=_("Under the name, on the page of the piece."),
    )
    description = PlainTextField(label=_("Description"), required=False, rows=6, help_text=_("Plain text."))
    care = PlainTextField(label=_("Care"), required=False, rows=3)
    artisans = ArtisanField(
        label=_("Artisans"),
        queryset=Artisan.objects.select_related("cooperative", "person"),
        required=False,
        help_text=_("Members of the cooperatives that made it. Only those who agreed are named on the page."),
    )

    class Meta(oscar_forms.ProductForm.Meta):
        fields = [
            "title", "summary", "description", "technique", "weight_grams", "materials", "colours", *SIZES, "care",
            "is_one_of_a_kind", "artisans", "upc", "is_public", "is_discountable", "slug", "meta_title", "meta_description",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True
        for name in SIZES:
            self.fields[name].widget.attrs["min"] = "0.1"
        self.fields["meta_description"].widget.attrs["rows"] = 3
        self.fields["upc"].label = _("Our own code")
        self.fields["upc"].help_text = _("Only if you keep one. No two pieces have the same.")

    def primary_form_fields(self):
        others = {field.name for _language, fields in self.in_other_languages() for field in fields}
        return [field for field in super().primary_form_fields() if field.name not in others]

    def clean(self):
        cleaned = super().clean()
        for name in SIZES:
            if (size := cleaned.get(name)) is not None and size <= 0:
                self.add_error(name, _("A size is more than 0."))
        return cleaned


class ProductSearchForm(oscar_forms.ProductSearchForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upc"].label = _("Our own code")
        self.fields["title"].label = _("Title")


class CategoryForm(InLanguages, oscar_forms.CategoryForm):
    """Without a picture of its own: Oscar would publish the file as it was sent."""

    said = ("name", "description")

    description = PlainTextField(label=_("Description"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("image", None)


class CategoryChoice(forms.ModelChoiceField):
    def label_from_instance(self, category: Category) -> str:
        # Oscar's own label reads the whole way up for each category.
        return "– " * (category.depth - 1) + category.name


class ProductCategoryForm(forms.ModelForm):
    category = CategoryChoice(label=_("Kind"), queryset=Category.objects.order_by("path"))

    class Meta:
        model = ProductCategory
        fields = ["category"]


class ContributionForm(InLanguages, forms.ModelForm):
    class Meta:
        model = Contribution
        fields = ["cooperative", "weight", "work"]


class ProductImageForm(forms.ModelForm):
    """A picture of a piece: a file that goes through the one door for pictures, or one that is in the library already.

    A file that was let in is in the library from then on. So it is not lost when something else in the form is wrong.
    """

    original = forms.ModelChoiceField(queryset=Photo.objects.all(), required=False, widget=forms.HiddenInput())
    upload = forms.FileField(label=_("Picture"), required=False)
    shows_nobody = forms.BooleanField(
        label=_("Nobody can be recognised in it"),
        required=False,
        help_text=_("Otherwise visitors see it after the people were named, in the library of pictures."),
    )
    display_order = forms.IntegerField(label=_("Place"), min_value=0, max_value=999, required=False)

    class Meta:
        model = ProductImage
        fields = ["original", "upload", "caption", "display_order"]

    def __init__(self, *args, data=None, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.piece = None  # the formset says which, saved or not yet
        self.fields["upload"].widget.attrs["accept"] = "image/*"
        self.fields["caption"].label = _("What it shows")
        if (photo := self.photo) and photo.is_looked_at:
            del self.fields["shows_nobody"]  # somebody has said so already; it is changed in the library

    @property
    def photo(self) -> Photo | None:
        """The picture to show beside the fields."""
        known = self["original"].value()
        if self.instance.pk and str(known) == str(self.instance.original_id):
            return self.instance.original
        return Photo.objects.with_renditions().filter(pk=known).first() if str(known or "").isdigit() else None

    def clean_display_order(self):
        place = self.cleaned_data["display_order"]
        return 999 if place is None else place

    def clean(self):
        cleaned = super().clean()
        upload = cleaned.get("upload")
        if upload:
            cleaned["original"] = self._let_in(upload, cleaned.get("caption") or self.piece.title)
        elif not cleaned.get("original") and not self.errors and not cleaned.get("DELETE"):
            raise ValidationError(_("Please choose a picture."))
        photo = cleaned.get("original")
        if photo and cleaned.get("shows_nobody") and not photo.is_looked_at:
            say_who_is_seen(photo, shows=ShowsPeople.NOBODY)
        return cleaned

    def _let_in(self, upload, shows: str) -> Photo | None:
        try:
            photo = add_photo(data=upload.read(), title=shows, description=shows)
        except PictureRefused as refused:
            self.add_error("upload", str(refused))
            return None
        self.data = self.data.copy()
        self.data[self.add_prefix("original")] = str(photo.pk)
        return photo
