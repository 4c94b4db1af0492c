"""Where I am shown: each place that uses my face, my name or my story, and the way to end it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cooperatives.consents.withdrawal import withdraw_scopes
from shop.workspace.daily.showing import What, outside_of, shown_of
from shop.workspace.entrance.door import leader_required


@leader_required
@require_GET
def shown(request: HttpRequest) -> HttpResponse:
    person = request.leader.person
    everything = shown_of(person)
    context = {
        "allowed": [one for one in everything if one.is_allowed],
        "not_allowed": [one for one in everything if not one.is_allowed],
        "outside": outside_of(person),
    }
    return render(request, "workspace/daily/shown.html", context)


@leader_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, what: str) -> HttpResponse:
    """Asked once more on a page of its own: what comes down does not come back by itself."""
    if what not in What.values:
        raise Http404
    person = request.leader.person
    one = next(one for one in shown_of(person) if one.what == what)
    if not one.is_allowed:
        return redirect("workspace:shown")
    if request.method == "POST":
        withdraw_scopes(
            person, one.what.scopes, by=None, reason=f"Said by {person.full_name} in the leaders’ workspace"
        )
        messages.success(request, _("Done. It is shown no more: %(what)s.") % {"what": one.what.label})
        return redirect("workspace:shown")
    return render(request, "workspace/daily/withdraw.html", {"one": one, "outside": outside_of(person)})
