"""Payment alerts in the Wagtail admin: what they mean is said, what to do is offered; closed, and never written by hand."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.db.models import Exists, F, OuterRef
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import DeleteView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from cooperatives.ledger.money import as_written
from shop.logbook.viewsets import entries_about
from shop.office.today import open_alerts
from shop.office.viewsets import may_see_money
from shop.payment.alerts import MEANING, acts_on, kept_for
from shop.payment.asking_again import CannotAsk, ask_again
from shop.payment.forms import NoteForm
from shop.payment.logbook import ALERT_CLOSED, PAYMENT_RETURNED, note
from shop.payment.models import PaymentAlert, UnearnedPayment
from shop.payment.unearned import NotReturned, give_back

# What staff do that closes an alert.
CLOSING = (ALERT_CLOSED, PAYMENT_RETURNED)


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


def may_close(user) -> bool:
    return AlertPolicy(PaymentAlert).user_has_permission(user, "change")


class AlertColumn(Column):
    """What happened, what it means, what to do, and the buttons to do it."""

    cell_template_name = "wagtailadmin/office/alert_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context.get("request")
        is_allowed = request is not None and may_close(request.user)
        acts = acts_on(instance, instance.has_money) if is_allowed else []
        return context | {"alert": instance, "meaning": MEANING[instance.kind], "acts": acts}


class OrderColumn(Column):
    cell_template_name = "wagtailadmin/office/order_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context.get("request")
        leads = instance.order and request is not None and may_see_money(request.user)
        return context | {"address": reverse("order_money", args=[instance.order.number]) if leads else ""}


class MomentColumn(Column):
    cell_template_name = "wagtailadmin/office/moment_cell.html"


class ClosedColumn(Column):
    cell_template_name = "wagtailadmin/office/closed_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        return super().get_cell_context_data(instance, parent_context) | {"alert": instance}


def with_who_closed_them(alerts: Iterable[PaymentAlert]) -> list[PaymentAlert]:
    """Alerts with `closing`: the entry of the log that says who closed each and why, None where it closed by itself. One query."""
    alerts = list(alerts)
    closings = {entry.object_id: entry for entry in entries_about(alerts) if entry.action in CLOSING}
    for alert in alerts:
        alert.closing = closings.get(str(alert.pk))
    return alerts


class AlertIndexView(IndexView):
    """Open alerts first, the newest of them on top."""

    default_ordering = None
    table_classname = "listing alerts"

    def get_base_queryset(self):
        money = UnearnedPayment.objects.filter(session_id=OuterRef("subject"), state=UnearnedPayment.State.KEPT)
        alerts = super().get_base_queryset().select_related("order").annotate(has_money=Exists(money))
        return alerts.order_by(F("closed_at").desc(nulls_first=True), "-pk")

    def get_table(self, object_list):
        return super().get_table(with_who_closed_them(object_list))


class AlertInspectView(InspectView):
    template_name = "wagtailadmin/office/alert.html"
    page_title = _("Payment alert")

    def get_page_subtitle(self):
        return self.object.get_kind_display()

    def get_context_data(self, **kwargs):
        user, [alert] = self.request.user, with_who_closed_them([self.object])
        leads = alert.order and may_see_money(user)
        return super().get_context_data(**kwargs) | {
            "alert": alert,
            "meaning": MEANING[alert.kind],
            "acts": acts_on(alert, kept_for(alert) is not None) if may_close(user) else [],
            "money_address": reverse("order_money", args=[alert.order.number]) if leads else "",
        }


class ActView(DeleteView):
    """Asks once, as before a deletion; but the alert stays."""

    permission_required = "change"

    def get_page_subtitle(self):
        return self.object.get_kind_display()

    def get_success_url(self):
        return reverse("paymentalert:inspect", args=[self.object.pk])

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except (NotReturned, CannotAsk) as refused:
            messages.error(self.request, str(refused))
            return redirect(self.get_success_url())


class CloseAlertView(ActView):
    template_name = "oscar/dashboard/close_alert.html"
    page_title = _("Close this alert")
    delete_url_name = "paymentalert:close"
    success_message = _("The alert is closed.")
    form_class = NoteForm

    def form_valid(self, form):
        self.note = form.cleaned_data["note"]
        return super().form_valid(form)

    def delete_action(self):
        if PaymentAlert.objects.filter(pk=self.object.pk, closed_at=None).update(closed_at=timezone.now()):
            note(self.object, ALERT_CLOSED, by=self.request.user, data={"note": self.note})


class AskAgainView(ActView):
    """For the impatient, and for what was set right in Stripe's own dashboard."""

    template_name = "oscar/dashboard/ask_stripe_again.html"
    page_title = _("Ask Stripe again")
    delete_url_name = "paymentalert:ask"

    def delete_action(self):
        self.object = ask_again(self.object)

    def get_success_message(self):
        if self.object.closed_at:
            return _("Stripe was asked, and the alert is closed: nothing is left to do.")
        return _("Stripe was asked. Order and books are as it says; the alert stays open until you close it.")


class GiveBackView(ActView):
    """Returns the payment that an alert is about."""

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
        self.kept = give_back(self.kept, by=self.request.user)
        note(self.object, PAYMENT_RETURNED, by=self.request.user, data={"payment": self.kept.reference})

    def get_success_message(self):
        if self.kept.state == UnearnedPayment.State.RETURNED:
            return _("The money is on its way back to the buyer.")
        return _("Stripe could not be reached. The money will be given back by itself.")


class AlertItem(MenuItem):
    """With the number of open alerts, for those who may look at them."""

    def is_shown(self, request):
        return AlertPolicy(PaymentAlert).user_has_any_permission(request.user, ["view", "change"])

    def render_component(self, request):
        item = super().render_component(request)
        if number := open_alerts():
            item.label = f"{self.label} ({number})"
        return item


class PaymentAlertViewSet(ModelViewSet):
    model = PaymentAlert
    icon = "warning"
    menu_label = _("Payment alerts")
    menu_item_class = AlertItem
    name = "paymentalert"
    index_view_class = AlertIndexView
    inspect_view_class = AlertInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    filterset_class = AlertFilterSet
    search_fields = ["subject", "detail", "order__number"]
    list_display = [
        AlertColumn("kind", label=_("What happened, and what to do")),
        OrderColumn("order", label=_("Order")),
        MomentColumn("raised_at", label=_("Raised"), sort_key="raised_at"),
        ClosedColumn("closed_at", label=_("Closed"), sort_key="closed_at"),
    ]

    def get_common_view_kwargs(self, **kwargs):
        missing = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(**{f"{act}_url_name": None for act in missing}, **kwargs)

    @property
    def close_view(self):
        return self.construct_view(CloseAlertView, delete_url_name="paymentalert:close")

    @property
    def ask_view(self):
        return self.construct_view(AskAgainView, delete_url_name="paymentalert:ask")

    @property
    def give_back_view(self):
        return self.construct_view(GiveBackView, delete_url_name="paymentalert:give_back")

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/<{self.pk_path_converter}:pk>/", self.inspect_view, name="inspect"),
            path(f"close/<{self.pk_path_converter}:pk>/", self.close_view, name="close"),
            path(f"ask/<{self.pk_path_converter}:pk>/", self.ask_view, name="ask"),
            path(f"give-back/<{self.pk_path_converter}:pk>/", self.give_back_view, name="give_back"),
        ]

    def get_permissions_to_register(self):
        given = [get_permission_codename(action, self.model_opts) for action in ("view", "change")]
        return super().get_permissions_to_register().filter(codename__in=given)
