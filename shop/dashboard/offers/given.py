"""What an offer or a voucher gave, in each currency: Oscar adds all of it up and shows the sum in one."""

from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from shop.order import status
from shop.order.models import OrderDiscount


def given(discounts: QuerySet[OrderDiscount]) -> list[tuple[str, Decimal, int]]:
    """(currency, amount, orders), of orders that came to something."""
    counted = discounts.exclude(order__status=status.CANCELLED).order_by("order__currency")
    return list(counted.values_list("order__currency").annotate(Sum("amount"), Count("order", distinct=True)))
