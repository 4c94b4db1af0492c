"""Events as calendar files: of one event below its page, of all that are coming below the page that lists them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from icalendar import Calendar, Event, vUri
from wagtail.models import Page

from cms.models import EventIndexPage, EventPage
from cms.structured_data import absolute

NAME = "calendar.ics"
# What the format cannot carry at all; it escapes commas, semicolons and new lines by itself.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@cache_control(public=True, max_age=60)
def calendar(request: HttpRequest, path: str) -> HttpResponse:
    page = Page.find_for_request(request, path)
    page = page.specific if page and page.live and not page.get_view_restrictions().exists() else None
    match page:
        case EventPage():
            return _answer([page], request, name=page.slug)
        case EventIndexPage():
            return _answer(EventPage.objects.child_of(page).public().coming(), request, name=page.slug)
        case _:
            raise Http404


def uid(event: EventPage) -> str:
    """The same for ever and in every language, so that a calendar knows an event again when its time has changed."""
    return f"{event.translation_key}@{urlsplit(settings.BASE_URL).hostname}"


def _answer(events: Iterable[EventPage], request: HttpRequest, *, name: str) -> HttpResponse:
    made = Calendar()
    made.add("prodid", f"-//{settings.OSCAR_SHOP_NAME}//Events//{get_language().upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for event in events:
        made.add_component(_event(event, request))
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def _event(event: EventPage, request: HttpRequest) -> Event:
    changed_at = event.last_published_at or event.latest_revision_created_at or event.starts_at
    made = Event()
    made.add("uid", uid(event))
    made.add("dtstamp", _utc(changed_at))
    made.add("last-modified", _utc(changed_at))
    # Goes up with every publication, as a calendar needs it to believe a change.
    made.add("sequence", int(changed_at.timestamp()) // 60)
    made.add("dtstart", _utc(event.starts_at))
    made.add("dtend", _utc(event.ends_at))
    made.add("summary", _plain(event.title))
    made.add("description", _plain(event.summary))
    made.add("location", _plain(f"{event.place}, {event.district}, Rwanda"))
    made.add("categories", [_plain(str(event.get_kind_display()))])
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    made.add("url", vUri(absolute(event.get_url(request) or "")))
    return made


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _plain(text: str) -> str:
    return _CONTROLS.sub(" ", text)
