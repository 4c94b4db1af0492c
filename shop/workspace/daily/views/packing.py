"""To pack: what waits, one line with all that is needed for it, and the papers that go with it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from shop.order.models import Line
from shop.workspace.daily.packing import (
    NotToPack,
    ToPack,
    given_back,
    mark_handed_over,
    mark_packed,
    to_pack,
    undo_last,
)
from shop.workspace.daily.papers import customs_label, packing_slip
from shop.workspace.entrance.door import leader_required

ACTS = {"packed": mark_packed, "handed_over": mark_handed_over, "undo": undo_last}


@leader_required
@require_GET
def pack(request: HttpRequest) -> HttpResponse:
    cooperative = request.leader.cooperative
    waiting = to_pack(cooperative)
    context = {
        "waiting": [one for one in waiting if not one.is_packed],
        "packed": [one for one in waiting if one.is_packed and not one.is_handed_over],
        "handed_over": [one for one in waiting if one.is_handed_over],
        "given_back": given_back(cooperative),
    }
    return render(request, "workspace/daily/pack.html", context)


@leader_required
@require_http_methods(["GET", "POST"])
def pack_line(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return _act(request, pk)
    return render(request, "workspace/daily/pack_line.html", {"one": _one(request, pk)})


@leader_required
@require_GET
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(request, pk)
    return _paper(packing_slip(one, cooperative=request.leader.cooperative), f"{one.line.order.number}-{pk}-slip.pdf")


@leader_required
@require_GET
def customs(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(request, pk)
    label = customs_label(one, cooperative=request.leader.cooperative)
    return _paper(label, f"{one.line.order.number}-{pk}-customs.pdf")


def _act(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(Line, pk=pk, partner__cooperative=request.leader.cooperative)
    act = ACTS.get(request.POST.get("act", ""))
    if act:
        try:
            act(line=line, leader=request.leader)
        except NotToPack:  # it left, or was given back, since the page was made: the list says so
            return redirect("workspace:pack")
    is_here = request.POST.get("act") in ("packed", "undo") and not request.POST.get("from_list")
    is_here = is_here and any(one.line.pk == pk for one in to_pack(request.leader.cooperative))
    return redirect("workspace:pack_line", pk) if is_here else redirect("workspace:pack")


def _one(request: HttpRequest, pk: int) -> ToPack:
    for one in to_pack(request.leader.cooperative):
        if one.line.pk == pk:
            return one
    raise Http404


def _paper(pdf: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
