"""What the post asks for one piece, into each zone, and how long it takes: for the page of the piece."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.market import Market
from shop.shipping.models import DeliveryRate
from shop.shipping.zones import DAYS_TO_ARRIVE, Zone

WEEK = 7


@dataclass(frozen=True)
class Postage:
    """`amount` is None where no parcel of that weight goes."""

    zone: Zone
    amount: Decimal | None
    days: tuple[int, int]
    is_here: bool

    @property
    def time(self) -> str:
        """As people say it: whole weeks in weeks."""
        first, last = self.days
        if first % WEEK or last % WEEK:
            return _("%(first)d to %(last)d days") % {"first": first, "last": last}
        first, last = first // WEEK, last // WEEK
        return ngettext("%(last)d week", "%(first)d to %(last)d weeks", last) % {"first": first, "last": last}


def postage_for(*, grams: int, market: Market) -> list[Postage]:
    """Into every zone, in the market's currency: the cheapest rate that carries the weight. One query."""
    cheapest: dict[str, Decimal] = {}
    rates = DeliveryRate.objects.filter(currency=market.currency, up_to_grams__gte=grams).order_by("up_to_grams")
    for zone, amount in rates.values_list("zone", "amount"):
        cheapest.setdefault(zone, amount)
    return [Postage(zone, cheapest.get(zone), DAYS_TO_ARRIVE[zone], zone == market.zone) for zone in Zone]
