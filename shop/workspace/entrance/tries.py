"""How often digits may be tried: a few times at once, then after waits that grow, up to an hour.

A try is counted before the digits are looked at, by one conditional UPDATE: of a hundred tries sent at the same moment no
more are answered than of a hundred sent one after the other. Right digits wipe the slate. Tries on a phone that knows the
leader are counted apart from those made elsewhere, so that nobody far away can shut a leader out of her own phone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from shop.workspace.entrance.models import Device, Leader, Tries, hash_of

FREE = 4
# After the fourth wrong try, the fifth, and so on; the last one again and again.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 900, 1800, 3600))
FORGOTTEN_AFTER = timedelta(days=1)
_AT_ONCE = 5


class Wait(Exception):
    """Too many wrong tries: the door opens again `until`."""

    def __init__(self, until: datetime):
        super().__init__(until)
        self.until = until

    @property
    def seconds(self) -> int:
        return max(1, int((self.until - timezone.now()).total_seconds() + 0.999))


def on_phone(device: Device, leader: Leader) -> str:
    return f"phone {device.pk} leader {leader.pk}"


def by_phone(device: Device) -> str:
    """Numbers that are typed on one phone, whoever’s they are."""
    return f"phone {device.pk}"


def by_card(leader: Leader) -> str:
    return f"card of {leader.pk}"


def by_number(number: str) -> str:
    """The same for numbers nobody has, so that the waits tell nothing either."""
    return f"number {hash_of(number)[:32]}"


def count(key: str, *, now: datetime | None = None) -> None:
    """Count a try before it is looked at. May raise Wait; then nothing may be looked at."""
    now = now or timezone.now()
    for _attempt in range(_AT_ONCE):
        tries, _is_new = Tries.objects.get_or_create(key=key, defaults={"last_at": now, "shut_until": now})
        if tries.shut_until > now:
            raise Wait(tries.shut_until)
        counted = 1 if tries.last_at < now - FORGOTTEN_AFTER else tries.count + 1
        seen = Tries.objects.filter(pk=tries.pk, count=tries.count, last_at=tries.last_at)
        if seen.update(count=counted, last_at=now, shut_until=now + _wait_after(counted)):
            return
    # Others try the same door at this very moment.
    raise Wait(now + WAITS[0])


def wipe(keys: Iterable[str]) -> None:
    """The digits were right."""
    Tries.objects.filter(key__in=list(keys)).delete()


def forget(*, now: datetime | None = None) -> int:
    """Leave nothing of tries that count no more; how many rows went."""
    now = now or timezone.now()
    return Tries.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()[0]


def _wait_after(counted: int) -> timedelta:
    if counted < FREE:
        return timedelta(0)
    return WAITS[min(counted - FREE, len(WAITS) - 1)]
