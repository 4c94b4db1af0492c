"""What staff see when a page may not be published: which person, which scope, where. Their draft stays."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.consent.gate import ConsentMissing, Refusal, day_of, refusals


def before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The editor has just kept the draft, and is about to publish it."""
    page = page.specific
    if not hasattr(page, "needs") or not (found := refusals(page, on=day_of(page))):
        return None
    return _back(request, page, found)


class ConsentMiddleware:
    """Every other screen that makes pages live: many at once, a workflow, a copy, a translation."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, ConsentMissing) and request.path.startswith(reverse("wagtailadmin_home")):
            return _back(request, exception.page, exception.refusals)
        return None


def _back(request: HttpRequest, page: Page, found: list[Refusal]) -> HttpResponse:
    messages.error(request, _message(page, found))
    # A copy that was refused was never stored: then there is only its parent to go back to.
    is_stored = page.pk and Page.objects.filter(pk=page.pk).exists()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk]) if is_stored else reverse("wagtailadmin_explore_root")
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)


def _message(page: Page, found: list[Refusal]) -> SafeString:
    said = _("“%(page)s” was not published, because not everybody on it allows it. The draft is kept.") % {
        "page": page.title
    }
    return format_html("{}<ul>{}</ul>", said, format_html_join("", "<li>{}</li>", ((one.text,) for one in found)))
