"""The address of an order's page when it has come into wrong hands."""

from django.db import transaction
from django.utils import timezone

from shop.order.models import Order, OrderLink


def replace_link(*, order: Order) -> OrderLink:
    """Revoke every link of an order and make a new one."""
    with transaction.atomic():
        order.links.filter(revoked_at=None).update(revoked_at=timezone.now())
        return OrderLink.objects.create(order=order)
