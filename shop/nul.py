"""No address and no cookie has a NUL in it: PostgreSQL refuses to look for one, so it is refused before anybody does."""

from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request


class NulMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_nul(request):
            return bad_request(request, None)
        return self.get_response(request)


def _has_nul(request: HttpRequest) -> bool:
    asked = request.META.get("QUERY_STRING", "")
    cookies = request.COOKIES.values() if request.META.get("HTTP_COOKIE") else ()
    return "\0" in request.path or "%00" in asked or "\0" in asked or any("\0" in value for value in cookies)
