"""Where a page went whose address changed, in whichever language either address is asked for or was written down."""

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.languages import in_language


class RedirectMiddleware:
    """Wagtail's own looks for the very address only, and an address has the language of whoever renamed the page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        redirect = _find(request)
        if redirect and redirect.redirect_page:
            # Written down when it was renamed in one language; asked for in this one.
            redirect.redirect_page = redirect.redirect_page.localized
        if redirect is None or redirect.link is None:
            return response
        answer = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
        return answer(redirect.link)


def _find(request: HttpRequest) -> Redirect | None:
    """The redirect of the whole address before that of its path, this site's before everybody's. One query."""
    whole = request.get_full_path()
    wanted = [
        Redirect.normalise_path(in_language(address, language), decode_unicode=is_decoded)
        for address in dict.fromkeys([whole, whole.partition("?")[0]])
        for language, _name in settings.LANGUAGES
        for is_decoded in (True, False)
    ]
    known = Redirect.get_for_site(Site.find_for_request(request)).filter(old_path__in=wanted)
    by_path = {redirect.old_path: redirect for redirect in known.order_by(F("site").asc(nulls_first=True))}
    return next((by_path[path] for path in wanted if path in by_path), None)
