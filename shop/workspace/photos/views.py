"""Pictures by plain pages and forms: sent from a form, and one picture with all that can be done with it.

Each act is a post of its own and leads back to a page; a script that asks for JSON is told what became of it.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cooperatives.photos.ingest import PictureRefused
from shop.workspace.entrance.door import leader_required
from shop.workspace.listings.models import Submission
from shop.workspace.photos.arriving import NotBegun, OfAnotherGroup, say
from shop.workspace.photos.edits import Edit, NotThere, TooLittleLeft, edited
from shop.workspace.photos.listing import order, places_of, remove
from shop.workspace.photos.models import LeaderPhoto
from shop.workspace.photos.people import people_of
from shop.workspace.photos.taking import take
from shop.workspace.photos.uploads import thumb_address

# Sent by one form; a browser without scripts shrinks nothing.
MOST_AT_A_TIME = 8
CUT = 10


@require_POST
@leader_required
def add(request: HttpRequest) -> HttpResponse:
    """Pictures for a listing from a form. Those that are good stay, whatever is wrong with the others."""
    listing = _listing(request.POST.get("listing", ""))
    if listing is None:
        raise Http404
    says, people = _said(request)
    safe, troubles = 0, []
    files = request.FILES.getlist("pictures")
    for file in files[:MOST_AT_A_TIME]:
        try:
            take(leader=request.leader, data=file.read(), listing=listing, says=says, people=people)
            safe += 1
        except OfAnotherGroup:
            raise Http404 from None
        except (PictureRefused, NotBegun) as fault:
            troubles.append(str(fault))
    if not files:
        troubles.append(_("Choose a photo first."))
    if len(files) > MOST_AT_A_TIME:
        troubles.append(_("%(number)d photos at a time, please. Send the others now.") % {"number": MOST_AT_A_TIME})
    if safe:
        messages.success(
            request, ngettext("%(count)d photo is safe.", "%(count)d photos are safe.", safe) % {"count": safe}
        )
    for trouble in dict.fromkeys(troubles):
        messages.error(request, trouble)
    return redirect(_back(request, listing))


@require_GET
@leader_required
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    found, listing = _found(request, pk)
    return _page(request, found, listing)


@require_POST
@leader_required
def who_is_seen(request: HttpRequest, pk: int) -> HttpResponse:
    found, listing = _found(request, pk)
    says, people = _said(request)
    if not request.POST.get("says"):
        return _page(request, found, listing, wrong=_("Please choose one answer."))
    if says == LeaderPhoto.Says.NAMED and not people:
        return _page(request, found, listing, wrong=_("Please say who it is."))
    say(photo=found, says=says, people=people)
    if _wants_json(request):
        return _done(request, found, listing)
    messages.success(request, _("Thank you. We know now who is to be seen."))
    return redirect(_back(request, listing))


@require_POST
@leader_required
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    found, listing = _changeable(request, pk)
    turns = {"left": 3, "right": 1}.get(request.POST.get("to", ""), 1)
    return _edit(request, found, listing, Edit(turns=turns))


@require_POST
@leader_required
def crop(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut off per cents of the sides; a button without scripts cuts a little off one of them."""
    found, listing = _changeable(request, pk)
    cut = {side: _number(request.POST.get(side, ""), most=100) or 0 for side in ("left", "top", "right", "bottom")}
    if request.POST.get("off") in cut:
        cut[request.POST["off"]] = CUT
    if not any(cut.values()):
        return _page(request, found, listing, wrong=_("Please say what to cut off."))
    return _edit(request, found, listing, Edit(**cut))


@require_POST
@leader_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place to the front or to the back, or to the very front: the first picture is the one that buyers see first."""
    found, listing = _changeable(request, pk)
    numbers = _numbers_in(listing)
    at = numbers.index(found.pk) if found.pk in numbers else 0
    to = {"first": 0, "earlier": max(at - 1, 0), "later": at + 1}.get(request.POST.get("to", ""), at)
    numbers.insert(to, numbers.pop(at))
    order(listing=listing, photos=numbers)
    return _done(request, found, listing)


@require_POST
@leader_required
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    found, listing = _changeable(request, pk)
    remove(listing=listing, photo=found)
    if _wants_json(request):
        return JsonResponse({"photo": None})
    messages.success(request, _("The photo is out."))
    return redirect(_back(request, listing))


def _page(
    request: HttpRequest, found: LeaderPhoto, listing: UUID | None, *, wrong: str = "", status: int = 422
) -> HttpResponse:
    if wrong and _wants_json(request):
        return JsonResponse({"error": wrong}, status=status)
    chosen = set(found.says_people.values_list("pk", flat=True))
    says = found.says
    if wrong and "says" in request.POST:
        says, people = _said(request)
        chosen = set(people)
    numbers = _numbers_in(listing) if listing else []
    context = {
        "photo": found,
        "listing": listing,
        "picture": thumb_address(found, "large"),
        "is_open": bool(listing) and _is_open(listing),
        "at": numbers.index(found.pk) + 1 if found.pk in numbers else 0,
        "many": len(numbers),
        "says": says,
        # Until somebody has answered, no answer is chosen for them.
        "is_said": "says" in request.POST,
        "chosen": chosen,
        "people": people_of(request.leader.cooperative),
        "back": _back(request, listing),
        "wrong": wrong,
    }
    return render(request, "workspace/photos/photo.html", context, status=status if wrong else 200)


def _edit(request: HttpRequest, found: LeaderPhoto, listing: UUID, edit: Edit) -> HttpResponse:
    try:
        return _done(request, edited(photo=found, edit=edit, listing=listing), listing)
    except TooLittleLeft:
        return _page(request, found, listing, wrong=_("Too little of the photo would be left."))
    except PictureRefused as refused:
        return _page(request, found, listing, wrong=str(refused))
    except NotThere:
        return redirect(_back(request, listing))


def _done(request: HttpRequest, found: LeaderPhoto, listing: UUID | None) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"photo": found.pk, "thumb": thumb_address(found), "hints": found.hints})
    return redirect(address_of(found, listing))


def address_of(photo: LeaderPhoto, listing: UUID | None) -> str:
    address = reverse("workspace:photo", args=[photo.pk])
    return f"{address}?{urlencode({'in': listing})}" if listing else address


def _found(request: HttpRequest, pk: int) -> tuple[LeaderPhoto, UUID | None]:
    """A picture of the leader's group, and the listing it is looked at in: the one that is said, or the one it was put into last."""
    photos = LeaderPhoto.objects.filter(cooperative=request.leader.cooperative)
    found = photos.select_related("photo", "cooperative").filter(pk=pk).first()
    if found is None:
        raise Http404
    said = request.POST.get("in") or request.GET.get("in")
    listings = list(found.places.order_by("-pk").values_list("listing", flat=True))
    if said:
        listing = _listing(said)
        if listing not in listings:
            raise Http404
        return found, listing
    return found, listings[0] if listings else None


def _changeable(request: HttpRequest, pk: int) -> tuple[LeaderPhoto, UUID]:
    found, listing = _found(request, pk)
    if listing is None or not _is_open(listing):
        # Staff are reading it, or it was published: what they see must not change under their eyes.
        raise Http404
    return found, listing


def _numbers_in(listing: UUID) -> list[int]:
    return list(places_of(listing).filter(photo__isnull=False).values_list("photo_id", flat=True))


def _is_open(listing: UUID) -> bool:
    closed = (Submission.State.SENT, Submission.State.PUBLISHED, Submission.State.GIVEN_UP)
    return not Submission.objects.filter(key=listing, state__in=closed).exists()


def _back(request: HttpRequest, listing: UUID | None) -> str:
    """Where the leader came from: the page that says so, or the photos of the piece."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if asked.startswith("/workspace/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    if listing and Submission.objects.filter(key=listing, cooperative=request.leader.cooperative).exists():
        return reverse("workspace:piece-step", args=[listing, "photos"])
    return reverse("workspace:home")


def _said(request: HttpRequest) -> tuple[str, tuple[int, ...]]:
    says = request.POST.get("says", "")
    numbers = (_number(text, most=10**9) for text in request.POST.getlist("people"))
    people = tuple(number for number in numbers if number)
    return (says if says in LeaderPhoto.Says.values else LeaderPhoto.Says.UNSAID), people


def _number(text: str, *, most: int) -> int | None:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 11 else None


def _listing(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
