"""When an order should be with its buyer."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from shop.order.models import Order
from shop.shipping.zones import DAYS_TO_ARRIVE, DAYS_TO_PACK, zone_of


def expected_days(order: Order, sent_at: datetime | None = None) -> tuple[date, date] | None:
    """When it should arrive: as was promised at the payment, and later by as much as the parcel left late."""
    if not order.paid_at:
        return None
    begun = order.paid_at
    if sent_at:
        begun = max(begun, sent_at - timedelta(days=DAYS_TO_PACK))
    first, last = DAYS_TO_ARRIVE[zone_of(order.country)]
    day = timezone.localdate(begun)
    return day + timedelta(days=first), day + timedelta(days=last)
