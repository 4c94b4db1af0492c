"""The language of a page is that of its address and of nothing else: "/pieces/" is English, "/fr/pieces/" French.

Django's LocaleMiddleware would make every page depend on what the browser prefers; ours can be kept for everybody under its
address and the visitor's market. Only the back office, which is kept for nobody, speaks the language of the browser.
"""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request

from cms.wording import overlay
from shop.workspace.language import chosen_language

BACK_OFFICE = ("/admin/", "/dashboard/", "/styleguide/")
WORKSPACE = "/workspace/"
# These have one address in every language: Stripe and mails must find an order where it was.
ONE_ADDRESS = (
    *BACK_OFFICE,
    WORKSPACE,
    "/order/",
    "/stripe/",
    "/media/",
    "/sitemap",
    "/robots.txt",
    "/feed/",
    "/favicon.ico",
)
_PREFIX = re.compile(
    rf"^/({'|'.join(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)})(?=/|$)"
)


def language_of(path: str) -> str:
    """The language an address is written in."""
    prefix = _PREFIX.match(path)
    return prefix[1] if prefix else settings.LANGUAGE_CODE


def without_language(path: str) -> str:
    """The address of the same page in the language that all were written in first."""
    return _PREFIX.sub("", path) or "/"


def in_language(path: str, language: str) -> str:
    """The address of the same page in another language."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return prefix + without_language(path)


def has_languages(path: str) -> bool:
    """Whether there is an address of this page for each language."""
    return not path.startswith(ONE_ADDRESS)


def _asked_for(request: HttpRequest) -> str:
    """In the workspace what the phone was told; in the back office what the browser prefers."""
    if request.path_info.startswith(WORKSPACE):
        return chosen_language(request)
    return get_language_from_request(request)


class LanguageMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        language = _asked_for(request) if path.startswith((*BACK_OFFICE, WORKSPACE)) else language_of(path)
        overlay.freshen(language)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
