"""An idea for a story: a few words and a photo, and what staff say to it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperatives.photos.ingest import PictureRefused
from shop.workspace.daily.ideas import MOST_LETTERS, NoIdea, send_idea
from shop.workspace.daily.models import StoryIdea
from shop.workspace.entrance.door import leader_required
from shop.workspace.photos.listing import OfAnotherGroup, photos_of
from shop.workspace.photos.taking import take

SHOWN, MOST_PHOTOS = 20, 6


@leader_required
@require_http_methods(["GET", "POST"])
def story(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, key=uuid4())
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        key = uuid4()
    if StoryIdea.objects.filter(key=key).exclude(cooperative=request.leader.cooperative).exists():
        raise Http404
    words = request.POST.get("words", "").replace("\r\n", "\n")
    photo_error = _take_photos(request, key)
    if not words.strip():
        return _page(
            request, key=key, words_error=_("Please say in a few words what happened."), photo_error=photo_error
        )
    if len(words) > MOST_LETTERS:
        too_long = _("This is very long. Please leave out %(number)d letters.") % {"number": len(words) - MOST_LETTERS}
        return _page(request, key=key, words_error=too_long, photo_error=photo_error)
    if photo_error:
        return _page(request, key=key, photo_error=photo_error)
    try:
        send_idea(leader=request.leader, key=key, words=words)
    except NoIdea:
        raise Http404 from None
    messages.success(request, _("Thank you. Your idea is with us, and you read here what becomes of it."))
    return redirect("workspace:story")


def _take_photos(request: HttpRequest, key: UUID) -> str:
    """Why one was not taken; what was taken stays with the idea, also when its words are asked for again."""
    for position, file in enumerate(request.FILES.getlist("photo")[:MOST_PHOTOS]):
        try:
            take(leader=request.leader, data=file.read(), listing=key, position=position)
        except PictureRefused as refused:
            return str(refused)
        except OfAnotherGroup:
            raise Http404 from None
    return ""


def _page(request: HttpRequest, *, key: UUID, words_error: str = "", photo_error: str = "") -> HttpResponse:
    ideas = StoryIdea.objects.filter(cooperative=request.leader.cooperative)[:SHOWN]
    context = {
        "key": key,
        "words": request.POST.get("words", ""),
        "words_error": words_error,
        "photo_error": photo_error,
        "taken": len(photos_of(key)) if request.method == "POST" else 0,
        "ideas": list(ideas),
        "most_letters": MOST_LETTERS,
    }
    return render(request, "workspace/daily/story.html", context, status=422 if words_error or photo_error else 200)
