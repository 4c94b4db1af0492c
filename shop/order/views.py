"""The buyer's own pages of an order, found by its random link alone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from shop.basket.models import Basket
from shop.checkout.views import _to_payment
from shop.limits import Limit
from shop.order import status
from shop.order.models import Order
from shop.order.shown import order_context
from shop.payment.gateway import PaymentUnavailable
from shop.payment.models import StripeSession
from shop.payment.settle import Outcome, give_up, settle

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
        response = super().dispatch(request, *args, **kwargs)
        # The address is the key to the page: it goes to no search engine and to no other site.
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
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
            except PaymentUnavailable:
                messages.info(request, _("We are still waiting for word of your payment. This page will show it."))
            self.order.refresh_from_db()
        if self.order.status == status.AWAITING_PAYMENT:
            return redirect("order:detail", token=self.token)
        return render(request, "shop/order.html", order_context(self.order, self.token) | {"is_new": True})


class ContinuePaymentView(OrderPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        return _to_payment(request, self.order)


class CancelView(OrderPage):
    """Stripe's page leads here when the buyer turns back; the order is only let go of by the button here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.order.status != status.AWAITING_PAYMENT:
            return redirect("order:detail", token=self.token)
        return render(request, "shop/order.html", order_context(self.order, self.token) | {"is_cancelling": True})

    def post(self, request: HttpRequest) -> HttpResponse:
        basket = self.order.basket
        try:
            outcome = give_up(self.order, at=timezone.now())
        except PaymentUnavailable:
            messages.warning(request, _("We could not cancel just now. Your pieces are still held for you."))
            return redirect("order:detail", token=self.token)
        if outcome is not Outcome.RELEASED or basket is None:
            return redirect("order:detail", token=self.token)
        messages.success(request, _("The order is cancelled. Your pieces are back in the basket."))
        self._restore(request, basket)
        return redirect("basket:summary")

    def _restore(self, request: HttpRequest, basket: Basket) -> None:
        """Make the basket of the order the visitor's again, with what they put into a new one meanwhile."""
        if basket.owner_id:
            return  # an account finds its baskets by itself
        basket.refresh_from_db()
        meanwhile = request.basket
        basket.strategy = meanwhile.strategy
        if meanwhile.id and meanwhile.id != basket.pk and not meanwhile.owner_id:
            basket.merge(meanwhile, add_quantities=False)
        request.basket = basket
        request.cookies_to_delete.append("oscar_open_basket")
