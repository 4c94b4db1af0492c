"""Who stands before a page of the workspace: a leader in a visit that goes on, or only a phone that one signed in on before.

Every view of the workspace wears `leader_required`; the two doors for what a phone sends by itself, while nobody may be looking,
wear `phone_required`, and only take things in. Neither lets a post through that comes from another site.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from shop.origin import same_origin_required
from shop.workspace.entrance.models import Device, Leader, Visit, hash_of, new_secret
from shop.workspace.language import A_YEAR, remember_language

PHONE_COOKIE, VISIT_COOKIE = "workspace_phone", "workspace_visit"
IDLE = timedelta(minutes=20)
LONGEST = timedelta(hours=12)
# Noting each request would make every GET write.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class AtTheDoor:
    """What the cookies of a request amount to; either may be missing."""

    device: Device | None
    visit: Visit | None

    @property
    def leader(self) -> Leader | None:
        return self.visit.leader if self.visit else None


def at_the_door(request: HttpRequest) -> AtTheDoor:
    """Read the cookies, in at most two queries."""
    return AtTheDoor(device=_device(request), visit=_visit(request))


def leader_required(view: Callable) -> Callable:
    """Only for a leader in a visit that goes on: the view finds them as `request.leader` and `request.device`.

    Others are asked who they are, and come back here afterwards; a script is told with a 401.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        visit = _visit(request)
        if visit is None:
            return _ask_who(request)
        request.leader, request.device, request.visit = visit.leader, visit.device, visit
        _note(visit)
        return view(request, *args, **kwargs)

    return never_cache(same_origin_required(guarded))


def phone_required(view: Callable) -> Callable:
    """For what a phone sends while the visit may be over. The view finds `request.device`, and must take the leader from
    `leader_on(request, number)`: nothing may be told here that only the leader may know."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.device = _device(request)
        if request.device is None:
            return JsonResponse({"error": "who"}, status=401)
        return view(request, *args, **kwargs)

    return never_cache(same_origin_required(guarded))


def leader_on(request: HttpRequest, number: int) -> Leader | None:
    """The leader with this number, if they have signed in on this very phone and may still."""
    return request.device.leaders.active().with_names().filter(pk=number).first()


@transaction.atomic
def begin_visit(*, response: HttpResponse, leader: Leader, device: Device | None, name: str = "") -> Visit:
    """The leader has proved who they are: this phone knows them from now on, and the visit begins. A phone is in one hand
    at a time: whoever else had a visit on it has left."""
    now = timezone.now()
    if device is None:
        secret = new_secret()
        device = Device.objects.create(token_hash=hash_of(secret), name=name[:120])
        _set(response, PHONE_COOKIE, secret, max_age=A_YEAR)
    device.leaders.add(leader)
    Device.objects.filter(pk=device.pk).update(last_seen_at=now)
    Visit.objects.filter(device=device, ended_at=None).update(ended_at=now)
    secret = new_secret()
    visit = Visit.objects.create(leader=leader, device=device, token_hash=hash_of(secret), began_at=now, seen_at=now)
    _set(response, VISIT_COOKIE, secret, max_age=None)
    remember_language(response, leader.language)
    return visit


def end_visit(*, response: HttpResponse, visit: Visit) -> None:
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=timezone.now())
    response.delete_cookie(VISIT_COOKIE, path="/workspace/", samesite="Lax")


def _device(request: HttpRequest) -> Device | None:
    secret = request.COOKIES.get(PHONE_COOKIE)
    return Device.objects.filter(token_hash=hash_of(secret), revoked_at=None).first() if secret else None


def _visit(request: HttpRequest) -> Visit | None:
    secret = request.COOKIES.get(VISIT_COOKIE)
    if not secret:
        return None
    now = timezone.now()
    going_on = Visit.objects.filter(
        token_hash=hash_of(secret), ended_at=None, seen_at__gte=now - IDLE, began_at__gte=now - LONGEST
    )
    active = going_on.filter(
        device__revoked_at=None,
        device__leaders=F("leader"),
        leader__is_active=True,
        leader__artisan__cooperative__is_active=True,
    )
    return active.select_related("device", "leader__artisan__person", "leader__artisan__cooperative").first()


def _note(visit: Visit, now: datetime | None = None) -> None:
    now = now or timezone.now()
    if now - visit.seen_at >= NOTED_EVERY:
        Visit.objects.filter(pk=visit.pk).update(seen_at=now)
        Device.objects.filter(pk=visit.device_id).update(last_seen_at=now)


def _ask_who(request: HttpRequest) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": "who"}, status=401)
    # What was posted cannot be carried through a sign-in: a page that sends forms keeps what was typed on the phone.
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/workspace/"
    return redirect("/workspace/who/?" + urlencode({"next": back}))


def _set(response: HttpResponse, name: str, value: str, *, max_age: int | None) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/workspace/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
