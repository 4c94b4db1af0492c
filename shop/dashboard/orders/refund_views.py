"""Giving money back in the dashboard: say what, look at who gives what, then confirm just that."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from shop.dashboard.orders.refund_form import RefundForm
from shop.dashboard.orders.shown import can_be_refunded
from shop.order.models import Order
from shop.payment.currency import to_decimal
from shop.payment.logbook import REFUND_ASKED, note
from shop.payment.models import Refund
from shop.payment.parts import Plan, figures
from shop.payment.refunds import RefundRefused, preview, refund
from shop.shares.bearers import Bearer


@dataclass(frozen=True)
class GiverRow:
    who: str
    amount: Decimal
    is_kept: bool = False


@dataclass(frozen=True)
class Shown:
    """A plan as staff see it before they confirm it; `seal` tells it from any other."""

    amount: Decimal
    givers: list[GiverRow]
    seal: str


def shown(order: Order, plan: Plan) -> Shown:
    parts = figures(order.currency, plan)
    by_name: dict[tuple[str, bool], int] = {}
    for part in plan.shares:
        key = (part.share.cooperative.name, part.bearer == Bearer.HOUSE)
        by_name[key] = by_name.get(key, 0) + part.amount_minor + part.delivery_minor
    rows = [(name, minor, is_kept) for (name, is_kept), minor in by_name.items()]
    rows += [
        (_("The organisation: commission"), parts.commission_minor, False),
        (_("The organisation: delivery"), parts.delivery_minor, False),
        (_("The organisation: in the cooperatives’ place"), parts.loss_minor, False),
        (_("The organisation gets back of its discount"), -parts.promotion_minor, False),
    ]
    givers = [GiverRow(who, to_decimal(minor, order.currency), is_kept) for who, minor, is_kept in rows if minor]
    lines = [(part.line_id, part.amount_minor, part.quantity, part.for_sale) for part in plan.lines]
    shares = [(part.share_id, part.amount_minor, part.commission_minor, part.bearer) for part in plan.shares]
    content = json.dumps([order.number, order.refunded_minor, plan.amount_minor, plan.delivery_minor, lines, shares])
    seal = hashlib.sha256(content.encode()).hexdigest()[:16]
    return Shown(to_decimal(plan.amount_minor, order.currency), givers, seal)


def said_of(made: Refund) -> dict[str, str]:
    """What the log keeps of a refund."""
    return {
        "refund": made.reference,
        "amount": f"{to_decimal(made.amount_minor, made.order.currency)} {made.order.currency}",
        "cause": str(made.get_cause_display()),
        "reason": made.reason,
    }


@method_decorator(never_cache, name="dispatch")
class RefundView(View):
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
        asked = form.request(request.user)
        try:
            before = shown(self.order, preview(asked))
            if request.POST.get("confirmed") != before.seal:
                return self._page(form, before)
            made = refund(asked)
        except RefundRefused as refused:
            form.add_error(None, str(refused))
            return self._page(form)
        note(made.order, REFUND_ASKED, by=request.user, data=said_of(made))
        if made.state == Refund.State.DONE:
            messages.success(request, _("The money is on its way back to the buyer, and the shares are taken back."))
        elif made.state == Refund.State.PENDING:
            messages.success(
                request, _("Stripe is sending the money back. The shares are taken back when it has arrived.")
            )
        else:
            messages.warning(
                request, _("Stripe could not be reached. The refund is noted and will be made by itself.")
            )
        return redirect("dashboard:order-detail", number=self.order.number)

    def _page(self, form: RefundForm, before: Shown | None = None) -> HttpResponse:
        context = {"order": self.order, "form": form, "before": before}
        return render(self.request, "oscar/dashboard/orders/refund.html", context)
