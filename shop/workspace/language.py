"""The language of the workspace: Kinyarwanda, until the phone is told another. It is the phone's, not the address's."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FIRST = "rw"
COOKIE = "workspace_language"
LANGUAGES = ("rw", "fr", "en")
A_YEAR = 365 * 24 * 60 * 60


def chosen_language(request: HttpRequest) -> str:
    asked = request.COOKIES.get(COOKIE, "")
    return asked if asked in LANGUAGES else FIRST


def remember_language(response: HttpResponse, language: str) -> None:
    """Tell the phone to speak this language from now on; one the workspace does not speak is passed over."""
    if language in LANGUAGES:
        response.set_cookie(
            COOKIE,
            language,
            max_age=A_YEAR,
            path="/workspace/",
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
