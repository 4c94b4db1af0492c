"""Orders in the dashboard: looked at and sent. Money moves only through Stripe, so Oscar's own events are off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from oscar.apps.dashboard.orders import views

from shop.dashboard.orders.forms import SendForm
from shop.dashboard.orders.shown import order_context
from shop.logbook.changes import LINK_REPLACED, PARCEL_ARRIVED, PARCEL_SENT
from shop.order.links import replace_link
from shop.order.models import Order, Parcel
from shop.order.sending import let_pieces_go, mark_as_arrived, mark_as_sent
from shop.payment.logbook import note


def said_of(parcel: Parcel) -> dict:
    """What the log keeps of a parcel."""
    pieces = ", ".join(f"{line.quantity} × {line.title}" for line in parcel.lines.all())
    return {
        "parcel": parcel.pk,
        "carrier": parcel.get_carrier_display(),
        "tracking_number": parcel.tracking_number,
        "pieces": pieces,
    }


class OrderListView(views.OrderListView):
    # Without changing many orders at once: each is sent by itself, and nothing else is done by hand.
    actions = ("download_selected_orders",)


@method_decorator(never_cache, name="dispatch")
class OrderDetailView(views.OrderDetailView):
    order_actions = (
        "save_note",
        "delete_note",
        "change_order_status",
        "parcel_arrived",
        "pieces_back",
        "replace_link",
    )
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

    @transaction.atomic
    def change_order_status(self, request: HttpRequest, order: Order) -> HttpResponse:
        """The one step that staff take: from paid to sent, parcel by parcel."""
        form = SendForm(request.POST, order=order)
        if not form.is_valid():
            return self.reload_page(error=" ".join(error for errors in form.errors.values() for error in errors))
        is_to_send = self.get_order_status_form().is_valid()
        parcel = mark_as_sent(order=order, consignment=form.consignment, lines=form.chosen) if is_to_send else None
        if parcel is None:
            return self.reload_page(error=_("This order is not waiting to be sent. It may have changed a moment ago."))
        note(order, PARCEL_SENT, by=request.user, data=said_of(parcel))
        messages.success(request, _("The parcel is noted, and the buyer is told by e-mail."))
        return self.reload_page()

    @transaction.atomic
    def parcel_arrived(self, request: HttpRequest, order: Order) -> HttpResponse:
        number = request.POST.get("parcel", "")
        parcel = order.parcels.filter(pk=number).first() if number.isdecimal() else None
        if parcel and mark_as_arrived(parcel=parcel):
            note(order, PARCEL_ARRIVED, by=request.user, data=said_of(parcel))
            messages.success(request, _("The parcel is noted as arrived."))
        return self.reload_page()

    def pieces_back(self, request: HttpRequest, order: Order) -> HttpResponse:
        """Of what was given back in Stripe itself, or lost to a dispute: its pieces are sold again, or gone."""
        number, for_sale = request.POST.get("line", ""), request.POST.get("for_sale") == "yes"
        line = order.lines.filter(pk=number).first() if number.isdecimal() else None
        if line and let_pieces_go(line=line, for_sale=for_sale):
            told = _("The pieces are for sale again.") if for_sale else _("The pieces have left the stock.")
            messages.success(request, told)
        return self.reload_page()

    @transaction.atomic
    def replace_link(self, request: HttpRequest, order: Order) -> HttpResponse:
        replace_link(order=order)
        note(order, LINK_REPLACED, by=request.user)
        messages.success(request, _("The old link leads nowhere any more. Please send the buyer the new one."))
        return self.reload_page()
