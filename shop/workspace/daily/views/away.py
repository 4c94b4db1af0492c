"""Away, or full: until when, in one tap or with a day; and back again."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.workspace.daily.models import Pause
from shop.workspace.daily.pauses import MOST_DAYS, NotADay, call_off, pause_of, say_pause
from shop.workspace.entrance.door import leader_required

WEEKS = (1, 2, 4)


@leader_required
@require_http_methods(["GET", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request)
    if "back" in request.POST:
        if call_off(leader=request.leader):
            messages.success(request, _("Welcome back. The shop says no more that you are away."))
        return redirect("workspace:away")
    why, until = request.POST.get("why", ""), _until(request)
    if why not in Pause.Why.values:
        return _page(request, why_error=_("Please tap one: away, or too much work."))
    if until is None:
        return _page(request, until_error=_("Please tap how long, or choose a day."))
    try:
        say_pause(leader=request.leader, why=why, until=until)
    except NotADay:
        return _page(request, until_error=_("Please choose a day between today and half a year from now."))
    messages.success(request, _("Noted. The shop tells buyers, and promises them a later day."))
    return redirect("workspace:away")


def _page(request: HttpRequest, **errors: str) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "pause": pause_of(request.leader.cooperative),
        "why": request.POST.get("why", ""),
        "length": request.POST.get("length", ""),
        "day": request.POST.get("day", ""),
        "weeks": [(str(number), today + timedelta(weeks=number)) for number in WEEKS],
        "first_day": today,
        "last_day": today + timedelta(days=MOST_DAYS),
        **errors,
    }
    return render(request, "workspace/daily/away.html", context, status=422 if errors else 200)


def _until(request: HttpRequest) -> date | None:
    """A day that was chosen counts, whatever was tapped before."""
    if day := request.POST.get("day", "").strip():
        try:
            return parse_date(day)
        except ValueError:
            return None
    length = request.POST.get("length", "")
    return timezone.localdate() + timedelta(weeks=int(length)) if length in map(str, WEEKS) else None
