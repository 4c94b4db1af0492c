"""The staff's screens about money in the Wagtail admin: an order's money on one page, and what needs doing today."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from cooperatives.ledger.models import Entry
from cooperatives.viewsets import ReadOnlyPolicy
from shop.logbook.viewsets import entries_about, told
from shop.moderation import queue
from shop.office import order_money
from shop.office.agreement import disagreements
from shop.office.chronicle import StaffAct, chronicle
from shop.office.today import piles_for
from shop.office.written import Written, written_about
from shop.order.models import Order
from shop.payment.models import Refund


def may_see_money(user: AbstractBaseUser) -> bool:
    """Whoever may look at the books and at orders: both, as the page shows both."""
    return all(ReadOnlyPolicy(model).user_has_permission(user, "view") for model in (Entry, Order))


def staff_acts(written: Written) -> list[StaffAct]:
    """What staff did to an order, or to what hangs on it."""
    rows = [written.order, *written.refunds, *written.alerts, *written.unearned]
    return [
        StaffAct(
            at=entry.timestamp,
            action=entry.action,
            title=str(entry.message),
            who=str(entry.user_display_name) if entry.user_id else "",
            about=entry.object_id,
            data=entry.data,
            said=told(entry),
        )
        for entry in entries_about(rows)
    ]


class OrderMoneyView(WagtailAdminTemplateMixin, View):
    http_method_names = ["get", "head", "options"]
    template_name = "wagtailadmin/office/order_money.html"
    header_icon = "list-ul"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_see_money(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    @cached_property
    def order(self) -> Order:
        return get_object_or_404(Order.objects.select_related("user"), number=self.kwargs["number"])

    def get_page_title(self):
        return _("Money of order %s") % self.order.number

    def get_breadcrumbs_items(self):
        orders = {"url": reverse("shop_orders:index"), "label": _("Orders")}
        return [*self.breadcrumbs_items, orders, {"url": "", "label": self.order.number, "sublabel": _("Money")}]

    @cached_property
    def header_buttons(self):
        if not self.request.user.is_staff:
            return []
        number = self.order.number
        return [
            HeaderButton(
                _("The order"),
                url=reverse("dashboard:order-detail", kwargs={"number": number}),
                icon_name="list-ul",
            )
        ]

    def get_context_data(self, **kwargs):
        written = written_about(self.order)
        return super().get_context_data(**kwargs) | {
            "order": self.order,
            "written": written,
            "is_charged": order_money.is_charged(written),
            "awaits_fee": order_money.awaits_fee(written),
            "sides": order_money.at_stripe(written),
            "whose": order_money.whose(written),
            "exchanges": order_money.exchanges(written),
            "shares": order_money.share_rows(written),
            "cooperatives": order_money.cooperative_rows(written),
            "refunds": order_money.refund_rows(written),
            "on_its_way_minor": sum(made.amount_minor for made in written.refunds if made.state in Refund.UNFINISHED),
            "band": order_money.frozen_band(written),
            "disagreements": disagreements(written),
            "happenings": chronicle(written, staff_acts(written)),
            "can_refund": self._can_refund(),
        }

    def _can_refund(self) -> bool:
        user, order = self.request.user, self.order
        is_left = order.refunded_minor < order.total_minor
        return is_left and order.paid_at is not None and user.is_staff and user.has_perm("order.change_order")


class TodayPanel(Component):
    """On the first page of the admin, above what was edited last."""

    name = "today"
    order = 90
    template_name = "wagtailadmin/office/today.html"

    def __init__(self, request: HttpRequest):
        self.user = request.user
        sees_orders = self.user.is_staff and self.user.has_perm("order.view_order")
        sees_alerts = self.user.has_perm("payment.view_paymentalert")
        self.is_shown = may_see_money(self.user) or sees_orders or sees_alerts or queue.may_review(self.user)

    def render_html(self, parent_context=None):
        return super().render_html(parent_context) if self.is_shown else ""

    def get_context_data(self, parent_context):
        return {"piles": piles_for(self.user, sees_money=may_see_money(self.user))}
