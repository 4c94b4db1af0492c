"""Sold here today: one tap a piece, and one to take it back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from shop.catalogue.models import Product
from shop.workspace.daily.models import SoldHere
from shop.workspace.daily.selling import (
    NothingToUndo,
    NotSold,
    NotSoMany,
    NotYourPiece,
    SoldToABuyer,
    sell_here,
    undo,
)
from shop.workspace.daily.stock import for_sale
from shop.workspace.entrance.door import leader_required

MOST = 1000


@leader_required
@require_GET
def sold(request: HttpRequest) -> HttpResponse:
    return _page(request)


@leader_required
@require_POST
def sell(request: HttpRequest, pk: int) -> HttpResponse:
    piece = get_object_or_404(Product, pk=pk, stockrecords__partner__cooperative=request.leader.cooperative)
    key, quantity = _key(request), _quantity(request)
    if key is None or quantity is None:
        return _page(request, title=_("Please write a number, as 1 or 2."), status=422)
    try:
        made = sell_here(leader=request.leader, product=piece, key=key, quantity=quantity)
    except NotYourPiece:
        raise Http404 from None
    except NotSold as refused:
        return _refused(request, piece, refused)
    if made.undone_at:
        return _done(request)
    words = _("Sold: %(quantity)d × %(title)s.") % {"quantity": made.quantity, "title": made.title}
    if made.instead_of:
        words += " " + _("Somebody had asked for it and had not paid. It was yours to sell.")
    messages.success(request, words)
    return _done(request)


@leader_required
@require_POST
def unsell(request: HttpRequest, pk: int) -> HttpResponse:
    there = get_object_or_404(SoldHere, pk=pk, cooperative=request.leader.cooperative)
    try:
        undo(leader=request.leader, sold=there)
    except NothingToUndo:
        return redirect("workspace:sold")
    messages.success(request, _("Taken back: %(title)s is for sale again.") % {"title": there.title})
    return redirect("workspace:sold")


def _done(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"sold": True}) if _is_by_script(request) else redirect("workspace:sold")


def _is_by_script(request: HttpRequest) -> bool:
    """A script sends what the phone kept, and shows the next page, which tells what became of it."""
    return request.headers.get("Accept", "").startswith("application/json")


def _page(request: HttpRequest, *, title: str = "", text: str = "", orders=(), status: int = 200) -> HttpResponse:
    if title and _is_by_script(request):
        messages.error(request, f"{title} {text}".rstrip())
        return JsonResponse({"sold": False}, status=status)
    cooperative = request.leader.cooperative
    today = SoldHere.objects.filter(cooperative=cooperative, undone_at=None, sold_at__date=timezone.localdate())
    context = {"pieces": for_sale(cooperative), "today": list(today), "title": title, "text": text, "orders": orders}
    return render(request, "workspace/daily/sold.html", context, status=status)


def _refused(request: HttpRequest, piece: Product, refused: NotSold) -> HttpResponse:
    if isinstance(refused, SoldToABuyer):
        title = _("Do not sell %(title)s.") % {"title": piece.title}
        text = _(
            "A buyer has paid for it: order %(number)s. Please keep it and pack it. If it is gone already, tell us at once."
        ) % {"number": ", ".join(refused.numbers)}
        return _page(request, title=title, text=text, orders=refused.numbers, status=409)
    if isinstance(refused, NotSoMany):
        left = max(refused.left, 0)
        title = ngettext("There is only %(left)d.", "There are only %(left)d.", left) % {"left": left}
        text = _("As many as the shop knows of. If you have more, tell us, and we write them down.")
        return _page(request, title=title, text=text, status=409)
    title = _("We do not know yet whether %(title)s is free.") % {"title": piece.title}
    text = _("A buyer may be paying for it now. Please wait a minute and tap again.")
    return _page(request, title=title, text=text, status=409)


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _quantity(request: HttpRequest) -> int | None:
    written = request.POST.get("quantity", "1").strip()
    is_number = written.isascii() and written.isdecimal() and len(written) < 5
    return int(written) if is_number and 0 < int(written) <= MOST else None
