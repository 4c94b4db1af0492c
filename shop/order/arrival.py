"""When an order should be with its buyer."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from shop.order.models import Order
from shop.shipping.zones import DAYS_TO_ARRIVE, DAYS_TO_PACK, zone_of
from shop.workspace.daily.models import Pause


def expected_days(order: Order, sent_at: datetime | None = None) -> tuple[date, date] | None:
    """When it should arrive: as was promised at the payment, and later by as much as the parcel left late.

    Of a parcel that has not left, later by as long as those who pack it said, before the payment, that they pack nothing.
    """
    if not order.paid_at:
        return None
    first, last = DAYS_TO_ARRIVE[zone_of(order.country)]
    day = timezone.localdate(order.paid_at)
    if sent_at:
        day = max(day, timezone.localdate(sent_at - timedelta(days=DAYS_TO_PACK)))
    else:
        day = max([day, *(pause.packs_from for pause in _pauses(order))])
    return day + timedelta(days=first), day + timedelta(days=last)


def _pauses(order: Order) -> list[Pause]:
    if order.pk is None:  # not written yet: nobody packs it
        return []
    packers = order.lines.values("partner__cooperative")
    return list(Pause.objects.at(order.paid_at).filter(cooperative__in=packers))
