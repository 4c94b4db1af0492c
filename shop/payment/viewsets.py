"""Payment alerts in the Wagtail admin: looked at and closed, never written by hand."""

from django.contrib.auth import get_permission_codename
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import DeleteView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from shop.payment.models import PaymentAlert


class AlertPolicy(ModelPermissionPolicy):
    """Programs raise alerts; staff may look at them and, with the permission to change them, close them."""

    def user_has_permission(self, user, action):
        return action in ("view", "change") and super().user_has_permission(user, action)


class AlertFilterSet(WagtailFilterSet):
    state = ChoiceFilter(
        label=_("State"), choices=[("open", _("Open")), ("closed", _("Closed"))], method="filter_state"
    )

    class Meta:
        model = PaymentAlert
        fields = ["kind"]

    def filter_state(self, alerts, _name, state):
        return alerts.filter(closed_at__isnull=state == "open")


class AlertIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("order")

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if instance.closed_at is None and self.permission_policy.user_has_permission(self.request.user, "change"):
            address = reverse("paymentalert:close", args=[instance.pk])
            buttons.append(MenuItem(_("Close"), url=address, icon_name="check", priority=10))
        return buttons


class AlertInspectView(InspectView):
    def get_fields_context(self):
        return [
            *super().get_fields_context(),
            {"label": _("Closed"), "value": self.object.closed_at or _("Not yet"), "component": None},
        ]


class CloseAlertView(DeleteView):
    """Asks once, as before a deletion; but the alert stays."""

    template_name = "oscar/dashboard/close_alert.html"
    permission_required = "change"
    page_title = _("Close this alert")
    delete_url_name = "paymentalert:close"
    success_message = _("The alert is closed.")

    def delete_action(self):
        PaymentAlert.objects.filter(pk=self.object.pk, closed_at=None).update(closed_at=timezone.now())


class PaymentAlertViewSet(ModelViewSet):
    model = PaymentAlert
    icon = "warning"
    menu_label = _("Payment alerts")
    name = "paymentalert"
    index_view_class = AlertIndexView
    inspect_view_class = AlertInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    inspect_view_fields = ["kind", "subject", "order", "detail", "raised_at"]
    filterset_class = AlertFilterSet
    search_fields = ["subject", "detail"]
    list_display = [
        "__str__",
        Column("order", label=_("Order"), accessor=lambda alert: alert.order.number if alert.order else ""),
        DateColumn("raised_at", label=_("Raised"), sort_key="raised_at"),
        DateColumn("closed_at", label=_("Closed"), sort_key="closed_at"),
    ]

    def get_common_view_kwargs(self, **kwargs):
        missing = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(**{f"{act}_url_name": None for act in missing}, **kwargs)

    @property
    def close_view(self):
        return self.construct_view(CloseAlertView, delete_url_name="paymentalert:close")

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/<{self.pk_path_converter}:pk>/", self.inspect_view, name="inspect"),
            path(f"close/<{self.pk_path_converter}:pk>/", self.close_view, name="close"),
        ]

    def get_permissions_to_register(self):
        given = [get_permission_codename(action, self.model_opts) for action in ("view", "change")]
        return super().get_permissions_to_register().filter(codename__in=given)
