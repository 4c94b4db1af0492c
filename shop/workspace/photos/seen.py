"""The small pictures, for leaders of their group alone. A phone keeps them: their address cannot be guessed, and whoever sees it
may see the picture."""

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_exempt
from django.http import Http404, HttpRequest, HttpResponse

from shop.workspace.entrance.door import leader_required
from shop.workspace.photos import thumbs
from shop.workspace.photos.models import LeaderPhoto

A_MONTH = 30 * 24 * 60 * 60


def kept_on_the_phone(view: Callable) -> Callable:
    """What is shown again and again is paid for once. Nothing between us and the phone may keep it."""

    @wraps(view)
    def kept(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response.headers["Cache-Control"] = f"private, max-age={A_MONTH}, immutable"
            response.headers.pop("Expires", None)
        return response

    # A policy for scripts, on a picture of a kilobyte, is a fifth of what it costs.
    return csp_exempt()(kept)


@kept_on_the_phone
@leader_required
def thumb(request: HttpRequest, pk: int, name: str, side: str) -> HttpResponse:
    photo = LeaderPhoto.objects.filter(pk=pk, cooperative=request.leader.cooperative).select_related("photo").first()
    if photo is None or side not in thumbs.SIDES or name != thumbs.name_of(photo.photo):
        raise Http404
    file_format = "avif" if "image/avif" in request.headers.get("Accept", "") else "jpeg"
    try:
        content = thumbs.thumb_of(photo.photo, side, file_format)
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(content, content_type=f"image/{file_format}", headers={"Vary": "Accept"})
