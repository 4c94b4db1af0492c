"""Payment alerts in the Wagtail admin: what to do is said and offered; they are closed, and never written by hand."""

from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
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

from cooperatives.ledger.money import as_written
from shop.payment.logbook import ALERT_CLOSED, PAYMENT_RETURNED, note
from shop.payment.models import PaymentAlert, UnearnedPayment
from shop.payment.unearned import NotReturned, give_back


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
            if kept_for(instance):
                address = reverse("paymentalert:give_back", args=[instance.pk])
                buttons.append(MenuItem(_("Give it back"), url=address, icon_name="undo", priority=5))
        return buttons


class AlertInspectView(InspectView):
    def get_fields_context(self):
        return [
            *super().get_fields_context(),
            {"label": _("What to do"), "value": self.object.advice, "component": None},
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
        if PaymentAlert.objects.filter(pk=self.object.pk, closed_at=None).update(closed_at=timezone.now()):
            note(self.object, ALERT_CLOSED, by=self.request.user)


def kept_for(alert: PaymentAlert) -> UnearnedPayment | None:
    """The money that an alert is about, while it is with us and staff are to decide."""
    return UnearnedPayment.objects.filter(session_id=alert.subject, state=UnearnedPayment.State.KEPT).first()


class GiveBackView(CloseAlertView):
    """Asks once, then returns the payment that an alert is about."""

    template_name = "oscar/dashboard/give_back_payment.html"
    page_title = _("Give this payment back")
    delete_url_name = "paymentalert:give_back"

    def get_object(self, queryset=None):
        alert = super().get_object(queryset)
        self.kept = kept_for(alert)
        if self.kept is None:
            raise Http404(_("There is nothing to give back: it was done before, or no money is with us."))
        return alert

    def get_context_data(self, **kwargs):
        amount = as_written(self.kept.amount_minor - self.kept.returned_minor, self.kept.currency)
        return super().get_context_data(**kwargs) | {"amount": amount}

    def delete_action(self):
        try:
            self.kept = give_back(self.kept, by=self.request.user)
        except NotReturned as refused:
            raise ValidationError(str(refused)) from refused
        note(self.object, PAYMENT_RETURNED, by=self.request.user, data={"payment": self.kept.reference})

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as refused:
            messages.error(self.request, refused.message)
            return redirect(self.get_success_url())

    def get_success_message(self):
        if self.kept.state == UnearnedPayment.State.RETURNED:
            return _("The money is on its way back to the buyer.")
        return _("Stripe could not be reached. The money will be given back by itself.")


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

    @property
    def give_back_view(self):
        return self.construct_view(GiveBackView, delete_url_name="paymentalert:give_back")

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/<{self.pk_path_converter}:pk>/", self.inspect_view, name="inspect"),
            path(f"close/<{self.pk_path_converter}:pk>/", self.close_view, name="close"),
            path(f"give-back/<{self.pk_path_converter}:pk>/", self.give_back_view, name="give_back"),
        ]

    def get_permissions_to_register(self):
        given = [get_permission_codename(action, self.model_opts) for action in ("view", "change")]
        return super().get_permissions_to_register().filter(codename__in=given)
