"""Phones that know leaders: what they call themselves, and how one stops knowing somebody, from far away or from itself."""

import re

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from shop.workspace.entrance.models import Device, Leader, Visit

_SYSTEM = re.compile(r"\(([^()]*)\)")


def name_of(request: HttpRequest) -> str:
    """What a browser says of the phone it runs on, as “Linux; Android 11; TECNO KD7”."""
    said = request.headers.get("User-Agent", "")
    found = _SYSTEM.search(said)
    return (found.group(1) if found else said)[:120]


@transaction.atomic
def revoke_phone(*, device: Device) -> bool:
    """It knows nobody any more, and every visit on it is over; whether it knew somebody until now."""
    now = timezone.now()
    Visit.objects.filter(device=device, ended_at=None).update(ended_at=now)
    return bool(Device.objects.filter(pk=device.pk, revoked_at=None).update(revoked_at=now))


@transaction.atomic
def forget_leader(*, device: Device, leader: Leader) -> None:
    """A phone that is no longer theirs; the others on it stay."""
    device.leaders.remove(leader)
    Visit.objects.filter(device=device, leader=leader, ended_at=None).update(ended_at=timezone.now())
