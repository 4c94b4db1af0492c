"""Events: coming apart from past, and as calendar files that any calendar can read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from icalendar import Calendar

from cms.models import EventPage
from cms.templatetags.dates import when
from tests import factories
from tests.cms.our_work import HOSTILE, Work
from tests.queries import assert_same_queries, queries_of

KIGALI = ZoneInfo("Africa/Kigali")
NINE = datetime(2027, 6, 12, 9, tzinfo=KIGALI)


@pytest.fixture
def work(site) -> Work:
    return Work(site)


def calendar_of(client: Client, address: str) -> Calendar:
    answer = client.get(f"{address}calendar.ics")
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content)


def test_the_list_costs_the_same_for_one_and_for_many(work, client):
    work.event(), work.event(days=-7)
    few = queries_of(client, work.events.url)
    for _ in range(4):
        work.event(), work.event(days=-7)

    assert_same_queries(work.events.url, few, queries_of(client, work.events.url))


def test_an_event_costs_the_same_however_many_are_there(work, client):
    page = work.event(cooperatives=[factories.cooperative()], programme=work.programme())
    few = queries_of(client, page.url)

    page.cooperatives.set([factories.cooperative() for _ in range(5)])
    page.save()

    assert_same_queries(page.url, few, queries_of(client, page.url))


def test_what_is_coming_stands_before_what_is_past(work, client):
    work.event("Long ago", days=-70)
    work.event("Last week", days=-7)
    work.event("Next month", days=30)
    work.event("Next week", days=7)
    work.event("Right now", days=-0.05)

    html = client.get(work.events.url).text

    titles = ["Right now", "Next week", "Next month", "Last week", "Long ago"]
    assert sorted(titles, key=html.index) == titles


def test_an_event_says_when_it_is_on_the_clocks_of_rwanda(work, client):
    page = work.event(starts_at=NINE, ends_at=NINE + timedelta(hours=7))

    html = client.get(page.url).text

    assert "09:00–16:00" in html
    assert "Saturday" in html
    assert '"startDate":"2027-06-12T09:00:00+02:00"' in html


def test_an_event_of_two_days_says_both():
    words = when(NINE, NINE + timedelta(days=1, hours=7))

    assert "Saturday" in words
    assert "Sunday" in words


def test_an_event_that_ends_before_it_begins_is_refused(work):
    page = work.event()
    page.ends_at = page.starts_at - timedelta(minutes=1)

    with pytest.raises(ValidationError) as refused:
        page.full_clean()

    assert "ends_at" in refused.value.error_dict


def test_the_database_refuses_such_an_event_too(work):
    page = work.event()

    with pytest.raises(IntegrityError), transaction.atomic():
        EventPage.objects.filter(pk=page.pk).update(ends_at=page.starts_at - timedelta(minutes=1))


def test_a_calendar_file_gives_the_event_in_universal_time(work, client):
    page = work.event(
        "Market day", starts_at=NINE, ends_at=NINE + timedelta(hours=7), place="At the gate; left, behind"
    )

    answer = client.get(f"{page.url}calendar.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "Market day"
    assert event["DTSTART"].dt == datetime(2027, 6, 12, 7, tzinfo=UTC)
    assert b"DTSTART:20270612T070000Z" in answer.content
    assert event["LOCATION"] == "At the gate; left, behind, Huye, Rwanda"
    assert event["URL"].endswith(page.url)


def test_an_event_keeps_its_name_in_calendars_when_it_changes(work, client):
    page = work.event("Market day")
    [before] = calendar_of(client, page.url).walk("VEVENT")

    page.title, page.starts_at = "Market day, later", page.starts_at + timedelta(hours=1)
    page.is_cancelled = True
    page.save_revision().publish()
    EventPage.objects.filter(pk=page.pk).update(last_published_at=page.last_published_at + timedelta(hours=2))

    [after] = calendar_of(client, page.url).walk("VEVENT")
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")


@pytest.mark.parametrize("field", ["title", "summary", "place"])
def test_a_hostile_text_cannot_leave_its_line(work, client, field):
    page = work.event(**{field: HOSTILE + "\x07\nDTSTART:19700101T000000Z"})

    content = client.get(f"{page.url}calendar.ics").content

    assert content.count(b"\r\nBEGIN:VEVENT") == 1
    assert content.count(b"\r\nDTSTART:") == 1
    assert b"\x07" not in content
    assert len(Calendar.from_ical(content).walk("VEVENT")) == 1


def test_all_coming_events_are_one_file_and_cost_the_same(work, client):
    work.event("Next week")
    work.event("Last week", days=-7)
    address = f"{work.events.url}calendar.ics"
    few = queries_of(client, address)
    for number in range(4):
        work.event(f"In {number} days", days=number + 1)

    assert_same_queries(address, few, queries_of(client, address))
    titles = [str(event["SUMMARY"]) for event in calendar_of(client, work.events.url).walk("VEVENT")]
    assert titles == ["In 0 days", "In 1 days", "In 2 days", "In 3 days", "Next week"]


def test_a_draft_and_a_page_that_is_no_event_have_no_calendar(work, client):
    page = work.event()
    page.unpublish()

    assert client.get(f"{page.url}calendar.ics").status_code == 404
    assert client.get(f"{work.programmes.url}calendar.ics").status_code == 404
    assert client.get("/nowhere/calendar.ics").status_code == 404


def test_hostile_text_is_harmless_on_the_page(work, client):
    page = work.event(HOSTILE, summary=HOSTILE, place=HOSTILE)

    for address in (page.url, work.events.url):
        html = client.get(address).text

        assert "<script>alert" not in html, address
        assert "alert(1)" in html, address


def test_nothing_planned_is_said_in_words(work, client):
    assert "Nothing is planned at the moment" in client.get(work.events.url).text


def test_the_editor_opens(work):
    client = Client()
    client.force_login(factories.user("staff@example.org", is_staff=True, is_superuser=True))

    for page in (work.events, work.event()):
        assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
