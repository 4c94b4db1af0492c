"""An idea for a story: a photo, a few words, and what staff say to it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shop.workspace.daily.ideas import MOST_LETTERS, NoIdea, send_idea
from shop.workspace.daily.models import StoryIdea
from shop.workspace.entrance.door import leader_required

SHOWN = 20


@leader_required
@require_GET
def story(request: HttpRequest) -> HttpResponse:
    """What was sent before, and the way to a new one."""
    ideas = StoryIdea.objects.filter(cooperative=request.leader.cooperative)[:SHOWN]
    return render(request, "workspace/daily/story.html", {"ideas": ideas, "key": uuid4()})


@leader_required
@require_http_methods(["GET", "POST"])
def idea(request: HttpRequest, key: UUID) -> HttpResponse:
    """The one that is being written; its number is the phone's to keep."""
    sent = StoryIdea.objects.filter(key=key).first()
    if sent and sent.cooperative_id != request.leader.cooperative.pk:
        raise Http404
    if sent:
        return redirect("workspace:story")
    if request.method == "GET":
        return _page(request, key)
    # No keyboard types a NUL, and PostgreSQL keeps none.
    words = request.POST.get("words", "").replace("\r\n", "\n").replace("\0", "")
    if not words.strip():
        return _page(request, key, _("Please say in a few words what happened."))
    if len(words) > MOST_LETTERS:
        more = len(words) - MOST_LETTERS
        return _page(request, key, _("This is very long. Please leave out %(number)d letters.") % {"number": more})
    try:
        send_idea(leader=request.leader, key=key, words=words)
    except NoIdea:
        raise Http404 from None
    messages.success(request, _("Thank you. Your idea is with us, and you read here what becomes of it."))
    return redirect("workspace:story")


def _page(request: HttpRequest, key: UUID, error: str = "") -> HttpResponse:
    context = {"key": key, "words": request.POST.get("words", ""), "error": error}
    return render(request, "workspace/daily/idea.html", context, status=422 if error else 200)
