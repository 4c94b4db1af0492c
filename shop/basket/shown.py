"""What the basket's page and its drawer say: the lines, what stands in their way, and what it comes to before delivery."""

from django.http import HttpRequest

from shop.basket.discounts import price_anew
from shop.basket.rows import rows
from shop.checkout.quote import discounts, quote
from shop.market import market_of
from shop.order.awaiting import awaiting_order


def basket_shown(request: HttpRequest) -> dict:
    """The visitor's basket, priced as it is now. A constant number of queries."""
    basket = request.basket
    price_anew(basket, market_of(request), request.user)
    lines = rows(basket) if basket.id else []
    current = quote(basket) if lines else None
    context = {
        "lines": lines,
        "count": sum(line.quantity for line in lines),
        "is_empty": not lines,
        "total": current.goods if current else 0,
        "discounts": discounts(basket, current) if current else [],
        "vouchers": [(voucher.pk, voucher.code) for voucher in basket.vouchers.all()] if basket.id else [],
        "currency": basket.strategy.currency,
        "can_order": any(line.unit_price is not None and not line.problem for line in lines),
    }
    if awaiting := awaiting_order(request):
        context["awaiting"], context["awaiting_pay_url"], context["awaiting_cancel_url"] = awaiting
    return context
