"""A group is away, or full: what it says, and what the shop must know of it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cooperatives.models import Cooperative
from shop.partner.models import StockRecord
from shop.workspace.daily.models import Pause
from shop.workspace.entrance.models import Leader

MOST_DAYS = 183


class NotADay(Exception):
    """A pause ends neither in the past nor half a year from now."""


def say_pause(*, leader: Leader, why: Pause.Why, until: date, at: datetime | None = None) -> Pause:
    """The leader's group packs nothing up to and with this day; what it said before no longer holds. May raise NotADay."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    if not today <= until <= today + timedelta(days=MOST_DAYS):
        raise NotADay
    with transaction.atomic():
        # Of two leaders who say it at once, the second waits here.
        list(Cooperative.objects.select_for_update().filter(pk=leader.cooperative.pk))
        Pause.objects.open().filter(cooperative=leader.cooperative).update(called_off_at=at)
        return Pause.objects.create(cooperative=leader.cooperative, leader=leader, why=why, until=until, said_at=at)


def call_off(*, leader: Leader, at: datetime | None = None) -> bool:
    """The group is back; False if it was."""
    at = at or timezone.now()
    going_on = Pause.objects.going_on(timezone.localdate(at)).filter(cooperative=leader.cooperative)
    return bool(going_on.update(called_off_at=at))


def pause_of(cooperative: Cooperative) -> Pause | None:
    return Pause.objects.going_on().filter(cooperative=cooperative).first()


def pauses_of_pieces(pieces: Iterable[int]) -> dict[int, Pause]:
    """By the number of a piece, the pause of the group that packs it; two queries, one while nobody pauses."""
    pauses = {pause.cooperative_id: pause for pause in Pause.objects.going_on()}
    if not pauses:
        return {}
    stock = StockRecord.objects.filter(product__in=list(pieces), partner__cooperative__in=pauses)
    rows = stock.values_list("product", "partner__cooperative")
    return {product: pauses[cooperative] for product, cooperative in rows}
