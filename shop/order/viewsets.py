"""Orders in the Wagtail admin: a list to look at. Each leads to its page in the dashboard, where the work is done."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from cooperatives.ledger.money import as_written
from cooperatives.viewsets import ReadOnlyPolicy, ReadOnlyViewSet
from shop.office.viewsets import may_see_money
from shop.order.models import Order

__all__ = ["OrderViewSet", "ReadOnlyPolicy"]


def _given_back(order: Order) -> str:
    return as_written(order.refunded_minor, order.currency) if order.refunded_minor else ""


def _total(order: Order) -> str:
    return as_written(order.total_minor, order.currency)


class MoneyColumn(TitleColumn):
    """The total, and for those who may look at the books the way to all that became of it."""

    cell_template_name = "wagtailadmin/office/total_cell.html"

    def get_link_url(self, instance, parent_context):
        request = parent_context.get("request")
        return reverse("order_money", args=[instance.number]) if request and may_see_money(request.user) else None


class OrderIndexView(IndexView):
    default_ordering = "-date_placed"

    def get_inspect_url(self, instance):
        return reverse("dashboard:order-detail", kwargs={"number": instance.number})


class OrderViewSet(ReadOnlyViewSet):
    model = Order
    # Not plainly "order": those are the buyer's pages.
    name = "shop_orders"
    url_prefix = "shop/orders"
    icon = "list-ul"
    menu_label = _("Orders")
    index_view_class = OrderIndexView
    search_fields = ["number", "guest_email"]
    list_filter = ["status", "currency", "date_placed"]
    list_display = [
        TitleColumn(
            "number",
            label=_("Number"),
            get_url=lambda order: reverse("dashboard:order-detail", kwargs={"number": order.number}),
            sort_key="number",
        ),
        DateColumn("date_placed", label=_("Placed"), sort_key="date_placed"),
        Column("status", label=_("Status"), sort_key="status"),
        MoneyColumn("total", label=_("Total"), accessor=_total, classname="figure"),
        Column("given_back", label=_("Given back"), accessor=_given_back, classname="figure"),
    ]

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
