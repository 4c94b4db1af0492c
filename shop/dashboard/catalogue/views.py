"""Pieces in the dashboard: one form for what a piece is, who made it, its pictures, its stock and its prices."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from oscar.apps.dashboard.catalogue import views

from cooperatives.photos.models import Photo
from shop.catalogue.classes import the_product_class
from shop.catalogue.models import Contribution, Product, ProductImage
from shop.dashboard.catalogue.formsets import (
    ContributionFormSet,
    ProductCategoryFormSet,
    ProductImageFormSet,
    StockRecordFormSet,
)
from shop.dashboard.catalogue.stock_form import StockChanged
from shop.partner.parties import partner_of


class ProductListView(views.ProductListView):
    def get_queryset(self):
        pictures = ProductImage.objects.order_by("display_order").prefetch_related(
            Prefetch("original", queryset=Photo.objects.with_renditions())
        )
        return (
            super()
            .get_queryset()
            .prefetch_related(None)
            .prefetch_related(Prefetch("images", queryset=pictures), "stockrecords__prices", "cooperatives")
        )


class ProductCreateRedirectView(views.ProductCreateRedirectView):
    def get_redirect_url(self, *args, **kwargs):
        return self.get_product_create_url(the_product_class())


class ProductCreateUpdateView(views.ProductCreateUpdateView):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Without recommendations: a page shows other pieces by the same cooperative.
        self.formsets = {
            "category_formset": ProductCategoryFormSet,
            "contribution_formset": ContributionFormSet,
            "image_formset": ProductImageFormSet,
            "stockrecord_formset": StockRecordFormSet,
        }

    def get_queryset(self):
        return super().get_queryset().select_related("product_class")

    def process_all_forms(self, form):
        """Look at everything before anything is saved. Oscar saves a new piece first and deletes it when a part is wrong."""
        form_is_valid = form.is_valid()
        formsets = {
            name: formset(
                self.product_class, self.request.user, self.request.POST, self.request.FILES, instance=form.instance
            )
            for name, formset in self.formsets.items()
        }
        # Each is asked, so that all that is wrong is said at once.
        parts_are_valid = [formset.is_valid() for formset in formsets.values()]
        if form_is_valid and all(parts_are_valid) and self.clean(form, formsets):
            return self.forms_valid(form, formsets)
        return self.forms_invalid(form, formsets)

    form_valid = form_invalid = process_all_forms

    def clean(self, form, formsets) -> bool:
        """What only several parts of the form together can tell."""
        makers = {data["cooperative"] for data in formsets["contribution_formset"].kept()}
        stock = formsets["stockrecord_formset"].forms[0]
        if form.cleaned_data["is_one_of_a_kind"] and stock.cleaned_data["num_in_stock"] > 1:
            stock.add_error("num_in_stock", _("A piece that is one of a kind is there once, or not at all."))
        if form.cleaned_data["is_public"] and not any(stock.prices.values()):
            stock.add_error(None, _("A piece that everybody sees needs a price in at least one currency."))
        strangers = [artisan for artisan in form.cleaned_data["artisans"] if artisan.cooperative not in makers]
        if strangers:
            names = ", ".join(str(artisan) for artisan in strangers)
            form.add_error("artisans", _("Not a member of a cooperative that made it: %s") % names)
        return form.is_valid() and stock.is_valid()

    def forms_valid(self, form, formsets):
        stock = formsets.pop("stockrecord_formset")
        try:
            with transaction.atomic():
                self.object = form.save()
                for formset in formsets.values():
                    formset.save()
                self._renumber_pictures()
                first = Contribution.objects.select_related("cooperative").filter(product=self.object).first()
                stock.forms[0].write(product=self.object, partner=partner_of(first.cooperative))
        except StockChanged:
            stock.forms[0].add_error("num_in_stock", _("It changed a moment ago. Please look again."))
            return self.forms_invalid(form, formsets | {"stockrecord_formset": stock})
        return HttpResponseRedirect(self.get_success_url())

    def _renumber_pictures(self) -> None:
        pictures = list(ProductImage.objects.filter(product=self.object).order_by("display_order", "pk"))
        for place, picture in enumerate(pictures):
            picture.display_order = place
        ProductImage.objects.bulk_update(pictures, ["display_order"])

    def get_success_url(self):
        saved = _("“{title}” is saved.") if self.object.is_public else _("“{title}” is saved. Only staff see it.")
        messages.success(self.request, format_html(saved, title=self.object.title), extra_tags="safe noicon")
        if self.request.POST.get("action") == "continue":
            return reverse("dashboard:catalogue-product", kwargs={"pk": self.object.pk})
        return self.get_url_with_querystring(reverse("dashboard:catalogue-product-list"))


class ProductLookupView(views.ProductLookupView):
    def get_queryset(self):
        return Product.objects.filter(is_public=True)
