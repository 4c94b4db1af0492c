"""The buyer's own pages of an order, found by its random link alone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from shop.checkout.to_payment import back_to_basket, to_payment
from shop.limits import Limit
from shop.order import status
from shop.order.awaiting import COOKIE as AWAITING
from shop.order.models import Order
from shop.order.sending import mark_as_arrived
from shop.order.shown import order_context
from shop.payment.gateway import PaymentRefused, PaymentUnavailable
from shop.payment.models import StripeSession
from shop.payment.settle import settle

LOOKUP_LIMIT = Limit("order-link", times=20, seconds=600)


class OrderPage(View):
    """A page of one order. Links that lead nowhere are counted, and after twenty the visitor has to wait."""

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args, token: str, **kwargs):
        if LOOKUP_LIMIT.is_reached(request):
            return render(request, "429.html", status=429)
        self.token = token
        self.order = Order.objects.filter(links__token=token, links__revoked_at=None).first()
        if self.order is None:
            LOOKUP_LIMIT.count(request)
            raise Http404(_("This link leads to no order. Perhaps it was replaced by a newer one."))
        # Its address is the same in every language: it speaks the buyer's.
        with translation.override(self.order.language):
            response = super().dispatch(request, *args, **kwargs)
        response["Content-Language"] = self.order.language
        # The address is the key to the page: it goes to no search engine and to no other site.
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response


class OrderView(OrderPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "shop/order.html", order_context(self.order, self.token))


class ReturnFromPaymentView(OrderPage):
    """Where Stripe sends the buyer after paying. Being here proves nothing: Stripe is asked."""

    def get(self, request: HttpRequest) -> HttpResponse:
        session = StripeSession.objects.filter(order=self.order).first()
        if session and self.order.status == status.AWAITING_PAYMENT:
            try:
                settle(session.session_id)
            except (PaymentUnavailable, PaymentRefused):
                messages.info(request, _("We are still waiting for word of your payment. This page will show it."))
            self.order.refresh_from_db()
        if self.order.status not in status.SETTLED:
            return redirect("order:detail", token=self.token)
        response = render(request, "shop/order.html", order_context(self.order, self.token) | {"is_new": True})
        response.delete_cookie(AWAITING)
        return response


class ContinuePaymentView(OrderPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("order:detail", token=self.token)

    def post(self, request: HttpRequest) -> HttpResponse:
        return to_payment(request, self.order)


class ArrivedView(OrderPage):
    """The buyer says that a parcel is there: nobody knows it sooner."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("order:detail", token=self.token)

    def post(self, request: HttpRequest) -> HttpResponse:
        number = request.POST.get("parcel", "")
        parcel = self.order.parcels.filter(pk=number).first() if number.isdecimal() else None
        if parcel and mark_as_arrived(parcel=parcel):
            messages.success(request, _("Thank you for telling us. We are glad that it is with you."))
        return redirect("order:detail", token=self.token)


class CancelView(OrderPage):
    """Stripe's page leads here when the buyer turns back; the order is only let go of by the button here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.order.status != status.AWAITING_PAYMENT:
            return redirect("order:detail", token=self.token)
        return render(request, "shop/order.html", order_context(self.order, self.token) | {"is_cancelling": True})

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            return back_to_basket(request, self.order, _("The order is cancelled."))
        except PaymentUnavailable:
            messages.warning(request, _("We could not cancel just now. Your pieces are still held for you."))
            return redirect("order:detail", token=self.token)
