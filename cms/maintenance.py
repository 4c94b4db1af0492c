"""The shop is closed for a moment: with `MAINTENANCE=1` everybody but staff reads so, and is asked to come back.

Stripe is still heard, because what it says of a payment must not wait, and so are the doors of staff.
"""

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cms.languages import without_language

OPEN = ("/admin/", "/dashboard/", "/stripe/", "/accounts/login/", "/accounts/logout/")


class MaintenanceMiddleware:
    def __init__(self, get_response):
        if not settings.MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if without_language(request.path).startswith(OPEN) or _is_staff(request):
            return self.get_response(request)
        page = render_to_string("503.html", {"address": request.get_full_path() if request.method == "GET" else "/"})
        headers = {"Retry-After": str(settings.MAINTENANCE_SECONDS), "Cache-Control": "no-store"}
        return HttpResponse(page, status=503, headers=headers)


def _is_staff(request: HttpRequest) -> bool:
    """A visitor without a session costs no query; and the database may be what is being put in order."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    try:
        return request.user.is_active and request.user.is_staff
    except DatabaseError:
        return False
