"""What a leader does with a whole piece: send it, give it up, take it back, list another like it, change a live one."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shop.workspace.entrance.door import leader_required
from shop.workspace.listings import copying, saving
from shop.workspace.listings.models import Submission
from shop.workspace.listings.rows import live_of
from shop.workspace.listings.screens import LOOK, Reply, context_of
from shop.workspace.listings.sending import NotComplete, PriceDoubted, send


@require_POST
@leader_required
def send_piece(request: HttpRequest, key: UUID) -> HttpResponse:
    submission = _theirs(request, key)
    try:
        sent = send(submission, by=request.leader)
    except NotComplete:
        return _again(request, submission, LOOK.code)
    except PriceDoubted:
        return _again(request, submission, "price", Reply(doubted=submission.price_rwf))
    except saving.NotBeingWritten:
        return redirect("workspace:piece", key)
    if sent.state == Submission.State.PUBLISHED:
        messages.success(request, _("It is in the shop now."))
    return redirect("workspace:piece", key)


@require_POST
@leader_required
def give_up_piece(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        saving.give_up(submission=_theirs(request, key))
    except saving.NotBeingWritten:
        messages.error(request, _("It is in the shop already. Ask the staff to take it out."))
    return redirect("workspace:piece", key)


@require_POST
@leader_required
def take_back_piece(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        saving.take_back(submission=_theirs(request, key))
    except saving.CannotTakeBack:
        messages.error(request, _("It is in the shop already, or another change of it is open."))
        return redirect("workspace:piece", key)
    return redirect("workspace:piece-step", key, LOOK.code)


@require_POST
@leader_required
def copy_of(request: HttpRequest, key: UUID) -> HttpResponse:
    made = copying.copy(earlier=_theirs(request, key), leader=request.leader, key=_fresh(request))
    return redirect("workspace:piece-step", made.key, "photos")


@require_POST
@leader_required
def copy_of_live(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(live_of(request.leader.cooperative), pk=pk)
    try:
        made = copying.copy_live(product=product, leader=request.leader, key=_fresh(request))
    except saving.NotTheirs:
        raise Http404 from None
    return redirect("workspace:piece-step", made.key, "photos")


@require_POST
@leader_required
def change_live(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(live_of(request.leader.cooperative), pk=pk)
    try:
        made = copying.change(product=product, leader=request.leader)
    except copying.BeingChanged:
        messages.error(request, _("The other group is changing this piece now. Try again later."))
        return redirect("workspace:live-piece", pk)
    return redirect("workspace:piece", made.key)


def _theirs(request: HttpRequest, key: UUID) -> Submission:
    mine = Submission.objects.of(request.leader.cooperative).select_related("kind", "product", "cooperative")
    return get_object_or_404(mine, key=key)


def _fresh(request: HttpRequest) -> UUID:
    """The number the page made for the copy, so that two clicks are one; another group's is not there."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
    if Submission.objects.filter(key=key).exclude(cooperative=request.leader.cooperative).exists():
        raise Http404
    return key


def _again(request: HttpRequest, submission: Submission, code: str, reply: Reply | None = None) -> HttpResponse:
    context = context_of(submission=submission, leader=request.leader, code=code, key=submission.key, reply=reply)
    return render(request, "workspace/listings/piece.html", context, status=422)
