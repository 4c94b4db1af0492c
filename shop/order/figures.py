"""A paid order in the words of the books: its frozen shares, added up."""

from django.db.models import Sum

from cooperatives.ledger.figures import SaleFigures
from shop.order.models import Line, LineShare, Order
from shop.payment.currency import to_minor


def sale_figures(order: Order) -> SaleFigures:
    """What each cooperative gets, with its part of the delivery, and what the house keeps and adds."""
    rows = (
        LineShare.objects.filter(line__order=order)
        .order_by("cooperative")
        .values_list("cooperative")
        .annotate(Sum("amount_minor"), Sum("delivery_minor"), Sum("commission_minor"))
    )
    shares, theirs, commission = {}, 0, 0
    for cooperative_id, amount, delivery, kept in rows:
        shares[cooperative_id] = amount + delivery
        theirs += delivery
        commission += kept
    promotion = Line.objects.filter(order=order).aggregate(total=Sum("promotion_minor"))["total"]
    return SaleFigures(
        currency=order.currency,
        shares=shares,
        commission_minor=commission,
        delivery_minor=to_minor(order.shipping_incl_tax, order.currency) - theirs,
        promotion_minor=promotion or 0,
    )
