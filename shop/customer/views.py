"""A buyer's account: their orders, each with its link."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from shop.order.models import Order, OrderLink
from shop.order.shown import STATES

ORDERS_SHOWN = 50


@method_decorator(never_cache, name="dispatch")
class AccountView(LoginRequiredMixin, TemplateView):
    template_name = "shop/account.html"

    def get_context_data(self, **kwargs):
        links = OrderLink.objects.filter(revoked_at=None).order_by("-pk")
        orders = (
            Order.objects.filter(user=self.request.user)
            .prefetch_related(Prefetch("links", queryset=links))
            .order_by("-date_placed")[:ORDERS_SHOWN]
        )
        return super().get_context_data(
            **kwargs,
            orders=[
                {
                    "number": order.number,
                    "date": order.date_placed,
                    "total": order.total_incl_tax,
                    "currency": order.currency,
                    "state": STATES[order.status],
                    "url": next((reverse("order:detail", args=[link.token]) for link in order.links.all()), ""),
                }
                for order in orders
            ],
        )
