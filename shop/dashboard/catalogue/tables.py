"""The list of pieces in the dashboard: what staff look for at a glance, from one row's prefetched data."""

from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, TemplateColumn
from oscar.apps.dashboard.catalogue import tables
from oscar.templatetags.currency_filters import currency as as_money


class ProductTable(tables.ProductTable):
    product_class = None
    variants = None
    stock_records = None
    cooperatives = Column(verbose_name=_("Made by"), accessor="cooperatives", orderable=False)
    prices = Column(verbose_name=_("Prices"), empty_values=(), orderable=False)
    stock = TemplateColumn(
        verbose_name=_("Free / in stock"),
        template_name="oscar/dashboard/catalogue/product_row_stock.html",
        orderable=False,
    )

    class Meta(tables.ProductTable.Meta):
        fields = ("is_public", "date_updated")
        exclude = ("upc",)
        sequence = (
            "checkbox", "image", "title", "cooperatives", "prices", "stock", "is_public", "date_updated", "actions",
        )  # fmt: skip

    def render_cooperatives(self, value) -> str:
        return " + ".join(cooperative.name for cooperative in value.all())

    def render_prices(self, record) -> str:
        prices = [price for stock in record.stockrecords.all() for price in stock.prices.all()]
        return format_html_join("", "<div>{}</div>", ((as_money(price.amount, price.currency),) for price in prices))
