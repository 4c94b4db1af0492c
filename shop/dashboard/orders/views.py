"""Orders in the dashboard: looked at, sent, given back. Money moves only through Stripe, so Oscar's own events are off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View
from oscar.apps.dashboard.orders import views

from shop.dashboard.orders.forms import RefundForm, SendForm
from shop.dashboard.orders.shown import can_be_refunded, delivery_to_give_back, line_rows, order_context
from shop.order.links import replace_link
from shop.order.models import Order
from shop.order.sending import mark_as_arrived, mark_as_sent, take_back
from shop.payment.models import Refund
from shop.payment.refunds import RefundRefused, Request, refund


class OrderListView(views.OrderListView):
    # Without changing many orders at once: each is sent by itself, and nothing else is done by hand.
    actions = ("download_selected_orders",)


@method_decorator(never_cache, name="dispatch")
class OrderDetailView(views.OrderDetailView):
    order_actions = ("save_note", "delete_note", "change_order_status", "parcel_arrived", "replace_link")
    # Oscar's payment and shipping events would say of money and parcels what no Stripe and no stock knows of.
    line_actions = ()

    def get_object(self, queryset=None) -> Order:
        order = super().get_object(queryset)
        prefetch_related_objects([order], "notes__user", "discounts__offer", "discounts__voucher", "surcharges")
        return order

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm("order.change_order"):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        may_change = self.request.user.has_perm("order.change_order")
        return super().get_context_data(**kwargs) | order_context(self.object) | {"may_change": may_change}

    def change_order_status(self, request: HttpRequest, order: Order) -> HttpResponse:
        """The one step that staff take: from paid to sent, parcel by parcel."""
        form = SendForm(request.POST, order=order)
        if not form.is_valid():
            return self.reload_page(error=" ".join(error for errors in form.errors.values() for error in errors))
        is_to_send = self.get_order_status_form().is_valid()
        if not is_to_send or not mark_as_sent(order=order, consignment=form.consignment, lines=form.chosen):
            return self.reload_page(error=_("This order is not waiting to be sent. It may have changed a moment ago."))
        messages.success(request, _("The parcel is noted, and the buyer is told by e-mail."))
        return self.reload_page()

    def parcel_arrived(self, request: HttpRequest, order: Order) -> HttpResponse:
        number = request.POST.get("parcel", "")
        parcel = order.parcels.filter(pk=number).first() if number.isdecimal() else None
        if parcel and mark_as_arrived(parcel=parcel):
            messages.success(request, _("The parcel is noted as arrived."))
        return self.reload_page()

    def replace_link(self, request: HttpRequest, order: Order) -> HttpResponse:
        replace_link(order=order)
        messages.success(request, _("The old link leads nowhere any more. Please send the buyer the new one."))
        return self.reload_page()


@method_decorator(never_cache, name="dispatch")
class RefundView(View):
    """Give lines of an order, or all of it, back to the buyer."""

    def dispatch(self, request: HttpRequest, *args, number: str, **kwargs) -> HttpResponse:
        self.order = get_object_or_404(Order, number=number)
        if not can_be_refunded(self.order):
            messages.error(request, _("There is nothing to give back of this order."))
            return redirect("dashboard:order-detail", number=number)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(RefundForm(order=self.order))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RefundForm(request.POST, order=self.order)
        if not form.is_valid():
            return self._page(form)
        lines = list(form.cleaned_data["lines"])
        try:
            made = refund(
                Request(
                    order=self.order,
                    lines=lines,
                    with_delivery=form.cleaned_data["with_delivery"],
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                )
            )
        except RefundRefused as refused:
            form.add_error(None, str(refused))
            return self._page(form)
        if made.state == Refund.State.DONE:
            messages.success(request, _("The money is on its way back to the buyer, and the shares are taken back."))
        else:
            messages.warning(
                request, _("Stripe could not be reached. The refund is noted and will be made by itself.")
            )
        take_back(lines=lines, for_sale=form.cleaned_data["for_sale"])
        return redirect("dashboard:order-detail", number=self.order.number)

    def _page(self, form: RefundForm) -> HttpResponse:
        chosen = set(form["lines"].value() or ())
        rows = line_rows(self.order, form.fields["lines"].queryset.prefetch_related("shares__cooperative"))
        context = {
            "order": self.order,
            "form": form,
            "rows": [(row, str(row.line.pk) in chosen) for row in rows],
            "delivery": delivery_to_give_back(self.order),
        }
        return render(self.request, "oscar/dashboard/orders/refund.html", context)
