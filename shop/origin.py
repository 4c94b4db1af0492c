"""Forms on pages that are cached for everybody carry no token, so the browser's own word on where a post comes from is asked."""

from functools import wraps
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.views.decorators.csrf import csrf_exempt


def same_origin_required(view):
    """Refuse a post from another site. Every browser since 2020 sends `Sec-Fetch-Site` or `Origin` with a post."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.method == "POST" and not _is_from_here(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


def _is_from_here(request) -> bool:
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()
