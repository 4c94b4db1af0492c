"""What belongs to a piece: who made it, its kinds, its pictures, its one stock."""

from django import forms
from django.db.models import Prefetch
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard.catalogue import formsets as oscar_formsets

from cooperatives.models import Cooperative
from cooperatives.photos.models import Photo
from shop.catalogue.models import Category, Contribution, Product, ProductCategory, ProductImage
from shop.dashboard.catalogue.forms import ContributionForm, ProductCategoryForm, ProductImageForm
from shop.dashboard.catalogue.stock_form import StockRecordForm
from shop.partner.models import StockRecord

MAX_PICTURES = 12


class OfAPiece(BaseInlineFormSet):
    """Takes the arguments that Oscar's view gives to every formset."""

    def __init__(self, product_class, user, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def kept(self) -> list[dict]:
        """What was filled in and not ticked for deletion, as far as it is right."""
        filled = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        return [data for data in filled if not data.get("DELETE")]


class BaseContributionFormSet(OfAPiece):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        # One list for all the rows.
        form.fields["cooperative"].choices = self.cooperatives

    @property
    def cooperatives(self):
        if not hasattr(self, "_cooperatives"):
            self._cooperatives = [("", "---------"), *Cooperative.objects.values_list("pk", "name")]
        return self._cooperatives

    def clean(self):
        super().clean()
        if not any(self.errors) and not [data for data in self.kept() if data.get("cooperative")]:
            raise forms.ValidationError(_("Please say which cooperative made it: it is the one that is owed for it."))


ContributionFormSet = inlineformset_factory(
    Product, Contribution, form=ContributionForm, formset=BaseContributionFormSet, extra=2
)


class BaseCategoryFormSet(oscar_formsets.ProductCategoryFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if not hasattr(self, "_categories"):
            field = form.fields["category"]
            rows = Category.objects.order_by("path")
            self._categories = [("", "---------"), *((row.pk, field.label_from_instance(row)) for row in rows)]
        form.fields["category"].choices = self._categories


ProductCategoryFormSet = inlineformset_factory(
    Product, ProductCategory, form=ProductCategoryForm, formset=BaseCategoryFormSet, extra=1
)


class BaseImageFormSet(OfAPiece):
    def __init__(self, *args, **kwargs):
        photos = Prefetch("original", queryset=Photo.objects.with_renditions())
        super().__init__(*args, queryset=ProductImage.objects.prefetch_related(photos), **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.piece = self.instance


ProductImageFormSet = inlineformset_factory(
    Product, ProductImage, form=ProductImageForm, formset=BaseImageFormSet, extra=3, max_num=MAX_PICTURES
)


class BaseStockRecordFormSet(OfAPiece):
    def __init__(self, product_class, user, *args, **kwargs):
        kwargs["form_kwargs"] = {"product_class": product_class, "user": user}
        super().__init__(product_class, user, *args, **kwargs)


StockRecordFormSet = inlineformset_factory(
    Product,
    StockRecord,
    form=StockRecordForm,
    formset=BaseStockRecordFormSet,
    extra=1,
    min_num=1,
    max_num=1,
    validate_min=True,
    can_delete=False,
)
