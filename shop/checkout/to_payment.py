"""On from an order to its payment, or back to the basket when it can no longer be paid."""

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.market import Market, market_of, remember
from shop.order import status
from shop.order.awaiting import remember_awaiting
from shop.order.models import Order
from shop.payment.gateway import PaymentRefused, PaymentUnavailable
from shop.payment.sessions import session_for
from shop.payment.settle import Outcome, give_up, settle_free

logger = logging.getLogger(__name__)


def to_payment(request: HttpRequest, order: Order, market: Market | None = None) -> HttpResponse:
    """Stripe's page for an unpaid order; the order's own page for any other."""
    if order.status != status.AWAITING_PAYMENT:
        return redirect(order)
    if not order.total_minor:
        settle_free(order, at=timezone.now())
        return redirect(order)
    try:
        response = _payment_page(request, order)
    except PaymentUnavailable as trouble:
        logger.warning("no payment page for order %s now: %s", order.number, trouble)
        response = render(request, "shop/payment_unavailable.html", {"order": order}, status=503)
    if market and market != market_of(request):
        remember(response, market)
    remember_awaiting(response, order)
    return response


def _payment_page(request: HttpRequest, order: Order) -> HttpResponse:
    if order.hold_until <= timezone.now():
        return back_to_basket(request, order, _("The order waited too long. Nothing was charged."))
    try:
        return redirect(session_for(order).url)
    except PaymentRefused as refused:
        # As when Stripe could not be reached until too little of the hold was left for a session.
        logger.error("no payment page for order %s: %s", order.number, refused)
        return back_to_basket(request, order, _("We could not open the payment page. Nothing was charged."))


def back_to_basket(request: HttpRequest, order: Order, why: str) -> HttpResponse:
    """Cancel an unpaid order and show its pieces in the basket; the order's page when it was paid meanwhile.

    Raises PaymentUnavailable: then nothing changed.
    """
    if give_up(order, at=timezone.now()) is not Outcome.RELEASED:
        return redirect(order)
    messages.warning(request, why + " " + _("Your pieces are back in the basket."))
    response = redirect("basket:summary")
    remember_awaiting(response, order)
    return response
