"""My pieces, and the screens on which a leader tells of one. Looking writes nothing; a piece begins with its first answer."""

from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from shop.workspace.entrance.door import leader_required
from shop.workspace.entrance.models import Leader
from shop.workspace.listings.answers import Answers
from shop.workspace.listings.models import Submission
from shop.workspace.listings.rows import live_of, name_of, row_of_live, rows_of
from shop.workspace.listings.saving import NotBeingWritten, begin, save
from shop.workspace.listings.screens import CODES, LOOK, Reply, context_of, told
from shop.workspace.listings.sending import is_price_doubted
from shop.workspace.listings.steps import BY_CODE, step_after
from shop.workspace.listings.wanted import wanted_price
from shop.workspace.photos.listing import photos_of
from shop.workspace.photos.models import Placed
from shop.workspace.photos.uploads import thumb_address

# Each has a picture, and a page costs its leader at most 15 kB.
A_PAGE = 6


@require_GET
@leader_required
def pieces(request: HttpRequest) -> HttpResponse:
    """All pieces of the group: to be changed, being written, sent, live."""
    page = Paginator(live_of(request.leader.cooperative), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "groups": rows_of(request.leader.cooperative),
        "live": [row_of_live(product) for product in page.object_list],
        "page": page,
    }
    return render(request, "workspace/listings/pieces.html", context)


@require_GET
@leader_required
def new_piece(request: HttpRequest) -> HttpResponse:
    """A number for a new piece. Nothing is written before its first answer."""
    return redirect("workspace:piece-step", uuid4(), CODES[0])


@require_GET
@leader_required
def write_piece(request: HttpRequest) -> HttpResponse:
    """The screens of any piece, for the phone to keep; its script says which piece it is."""
    submission = Submission(cooperative=request.leader.cooperative)
    context = context_of(submission=submission, leader=request.leader, code=CODES[0], key=None)
    return render(request, "workspace/listings/piece.html", context)


@require_GET
@leader_required
def piece(request: HttpRequest, key: UUID) -> HttpResponse:
    """How a piece stands that is no longer written; one that still is, to be looked over."""
    submission = _theirs(key, request.leader)
    if submission.pk is None:
        raise Http404
    if submission.is_being_written:
        return redirect("workspace:piece-step", key, LOOK.code)
    photos = photos_of(key)
    context = {
        "submission": submission,
        "key": key,
        "fresh": uuid4(),
        "name": name_of(submission),
        "photos": [thumb_address(photo) for photo in photos],
        "told": told(submission, photos=len(photos), missing={}),
    }
    return render(request, "workspace/listings/sent.html", context)


@leader_required
def step(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    if code not in CODES:
        raise Http404
    submission = _theirs(key, request.leader)
    if not submission.is_being_written:
        return redirect("workspace:piece", key)
    if request.method == "POST" and code in BY_CODE:
        return _answered(request, key, code)
    return render(request, "workspace/listings/piece.html", _context(request, submission, code))


@require_GET
@leader_required
def live_piece(request: HttpRequest, pk: int) -> HttpResponse:
    """A live piece, and what can be done with it."""
    product = get_object_or_404(live_of(request.leader.cooperative), pk=pk)
    context = {"row": row_of_live(product), "product": product, "key": uuid4()}
    return render(request, "workspace/listings/live.html", context)


def _answered(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    """Save what is right in the answers, and go on; or show what is not, with all that was typed."""
    submission = begin(key=key, leader=request.leader)
    posted = wanted_price(request.POST, submission) if code == "price" else request.POST
    form = Answers(posted, asked=BY_CODE[code].asks, cooperative=request.leader.cooperative)
    form.is_valid()
    try:
        saved = save(submission=submission, answers=form.right, version=_version(request))
    except NotBeingWritten:
        return redirect("workspace:piece", key)
    doubted = code == "price" and not saved.kept_apart and is_price_doubted(saved.submission)
    if form.errors or saved.kept_apart or doubted:
        reply = Reply(form, saved.kept_apart, saved.submission.price_rwf if doubted and not form.errors else None)
        context = _context(request, saved.submission, code, reply)
        return render(request, "workspace/listings/piece.html", context, status=422)
    if "stay" in request.POST:
        return redirect("workspace:piece-step", key, code)
    return redirect("workspace:piece-step", key, (step_after(code) or LOOK).code)


def _context(request: HttpRequest, submission: Submission, code: str, reply: Reply | None = None) -> dict:
    return context_of(submission=submission, leader=request.leader, code=code, key=submission.key, reply=reply)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _theirs(key: UUID, leader: Leader) -> Submission:
    """The group's submission with this number, or one that nobody has begun; another group's is not there."""
    known = Submission.objects.select_related("kind", "product", "cooperative").filter(key=key).first()
    if known is None:
        if Placed.objects.filter(listing=key).exclude(cooperative=leader.cooperative).exists():
            raise Http404
        return Submission(key=key, cooperative=leader.cooperative, leader=leader, language=leader.language)
    if known.cooperative_id != leader.cooperative.pk:
        raise Http404
    return known
