"""What is not kept about leaders: who was here when, once nobody can need it any more, and wrong tries of another day."""

from datetime import datetime, timedelta

from django.utils import timezone

from shop.workspace.entrance import tries
from shop.workspace.entrance.door import LONGEST
from shop.workspace.entrance.models import Device, Visit

# So long staff see where a leader was last, and whose phone one is that was found.
VISITS_KEPT = timedelta(days=90)
# A phone’s cookie lasts a year (`door.begin_visit`); after that nobody holds it.
PHONES_KEPT = timedelta(days=400)


def forget(*, now: datetime | None = None) -> int:
    """How many rows went."""
    now = now or timezone.now()
    visits = Visit.objects.filter(began_at__lt=now - VISITS_KEPT - LONGEST).delete()[0]
    phones = Device.objects.filter(last_seen_at__lt=now - PHONES_KEPT).delete()[0]
    return visits + phones + tries.forget(now=now)
