"""The first room behind the door: what there is to do. And what belongs to the house: its language, and what the phone keeps of it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from shop.origin import same_origin_required
from shop.workspace.entrance.door import at_the_door, leader_required
from shop.workspace.entrance.models import Leader
from shop.workspace.house import worker
from shop.workspace.house.tiles import tiles_for
from shop.workspace.language import LANGUAGES, remember_language

HOME = "/workspace/"
# Browsers ask for the worker's file after every page: once an hour is enough.
AN_HOUR, A_DAY = 60 * 60, 24 * 60 * 60
PAPER = "#fbf7f0"
OWN_NAMES = {"rw": "Ikinyarwanda", "fr": "Français", "en": "English"}


@leader_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    tiles = tiles_for(request.leader)
    return render(request, "workspace/house/home.html", {"cooperative": request.leader.cooperative, "tiles": tiles})


@same_origin_required
@require_http_methods(["GET", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """What the phone speaks; for a leader who is in, also what it will speak when they come back."""
    back = _inside(request, request.POST.get("next") or request.GET.get("next"))
    if request.method == "GET":
        languages = [(code, OWN_NAMES[code]) for code in LANGUAGES]
        return render(request, "workspace/house/language.html", {"languages": languages, "next": back})
    chosen = request.POST.get("language", "")
    response = redirect(back)
    if chosen in LANGUAGES:
        remember_language(response, chosen)
        if leader := at_the_door(request).leader:
            Leader.objects.filter(pk=leader.pk).update(language=chosen)
    return response


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the phone shows where it has kept nothing. The same for everybody."""
    return render(request, "workspace/house/offline.html")


@require_GET
@cache_control(max_age=A_DAY)
def manifest(request: HttpRequest) -> JsonResponse:
    icons = [
        {"src": static(f"cms/img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    return JsonResponse(
        {
            "id": HOME,
            "name": _("Ubukorikori, the leaders’ workspace"),
            "short_name": "Ubukorikori",
            "start_url": HOME,
            "scope": HOME,
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": PAPER,
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@require_GET
@cache_control(max_age=AN_HOUR)
def service_worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(worker.script(), content_type="text/javascript")


def _inside(request: HttpRequest, address: str | None) -> str:
    """An address of the workspace; anything else leads to its first room."""
    if (
        address
        and address.startswith(HOME)
        and ".." not in address
        and url_has_allowed_host_and_scheme(address, {request.get_host()})
    ):
        return address
    return HOME
