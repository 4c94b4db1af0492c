"""Partners and what was agreed with them, each for its years."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from cms.models import PartnershipPage, Theme
from cms.templatetags.dates import period
from tests import factories
from tests.cms.our_work import HOSTILE, Work
from tests.queries import assert_same_queries, queries_of

# A page looks up its kind in the database as soon as it is made.
pytestmark = pytest.mark.django_db


@pytest.fixture
def work(site) -> Work:
    return Work(site)


def test_the_list_costs_the_same_for_one_and_for_many(work, client):
    def fill(name: str):
        theme = Theme.objects.create(name=name)
        work.partnership(below=work.partner(), themes=[theme])
        work.partner(relation="context")

    fill("First")
    few = queries_of(client, work.partners.url)
    for number in range(5):
        fill(f"Theme {number}")

    assert_same_queries(work.partners.url, few, queries_of(client, work.partners.url))


def test_a_partner_costs_the_same_however_much_was_agreed(work, client):
    partner = work.partner()
    work.partnership(below=partner, themes=[Theme.objects.create(name="First")])
    work.programme(partners=[partner])
    few = queries_of(client, partner.url)

    for number in range(5):
        work.partnership(below=partner, themes=[Theme.objects.create(name=f"Theme {number}")])
        work.programme(partners=[partner])

    assert_same_queries(partner.url, few, queries_of(client, partner.url))


def test_what_was_agreed_says_its_period_its_partners_and_its_themes(work, client):
    first, second = work.partner("Ikaye"), work.partner("Urugi")
    theme = Theme.objects.create(name="Learning")
    page = work.partnership(
        below=first,
        partners=[second],
        themes=[theme],
        ends_on=date(2025, 12, 31),
        their_words="Nobody looks out of the window.",
        words_of="Ikaye",
    )

    html = client.get(page.url).text

    for words in ("2020–2025", "Ikaye", "Urugi", "Learning", "Nobody looks out of the window."):
        assert words in html


def test_a_partner_shows_what_was_agreed_with_it_beside_others(work, client):
    first, second = work.partner(), work.partner()
    work.partnership("Agreed by three", below=first, partners=[second])

    assert "Agreed by three" in client.get(first.url).text
    assert "Agreed by three" in client.get(second.url).text


def test_what_others_did_stands_apart_and_is_not_our_result(work, client):
    work.partner("With us")
    work.partner("Elsewhere", relation="context")

    html = client.get(work.partners.url).text

    assert html.index("With us") < html.index("none of it counts as our result") < html.index("Elsewhere")


def test_a_period_that_ends_before_it_begins_is_refused(work):
    page = PartnershipPage(title="A", slug="a", summary="…", begins_on=date(2026, 1, 2), ends_on=date(2026, 1, 1))

    with pytest.raises(ValidationError) as refused:
        page.full_clean(exclude=["path", "depth", "content_type", "locale"])

    assert list(refused.value.error_dict) == ["ends_on"]


def test_the_database_refuses_such_a_period_too(work):
    page = work.partnership()

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnershipPage.objects.filter(pk=page.pk).update(ends_on=date(2019, 12, 31))


def test_a_period_of_one_day_is_fine(work):
    assert work.partnership(ends_on=date(2020, 1, 1)).pk


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2019, 12, 31), "coming"),
        (date(2020, 1, 1), "current"),
        (date(2025, 12, 31), "current"),
        (date(2026, 1, 1), "over"),
    ],
)
def test_a_period_includes_its_first_and_its_last_day(day, state):
    page = PartnershipPage(begins_on=date(2020, 1, 1), ends_on=date(2025, 12, 31))

    assert page.state(day) == state


def test_a_period_without_an_end_goes_on():
    assert PartnershipPage(begins_on=date(2020, 1, 1)).state(date(2099, 1, 1)) == "current"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2020, 1, 1), date(2025, 12, 31), "2020–2025"),
        (date(2020, 1, 1), date(2020, 12, 31), "2020"),
        (date(2020, 1, 1), None, "since 2020"),
        (date(2022, 9, 1), date(2027, 8, 31), "1 September 2022 – 31 August 2027"),
    ],
)
def test_a_period_is_told_in_years_where_it_is_of_years(first, last, words):
    assert period(first, last).replace("Sept.", "September").replace("Aug.", "August") in (words, _american(words))


def _american(words: str) -> str:
    return {"1 September 2022 – 31 August 2027": "September 1, 2022 – August 31, 2027"}.get(
        words, words.replace("September", "Sept.")
    )


def test_hostile_text_is_harmless(work, client):
    partner = work.partner(HOSTILE, summary=HOSTILE, place=HOSTILE, source_name=HOSTILE)
    page = work.partnership(HOSTILE, below=partner, summary=HOSTILE, their_words=HOSTILE, words_of=HOSTILE)

    for address in (partner.url, page.url, work.partners.url):
        html = client.get(address).text

        assert "<script>alert" not in html, address
        assert "alert(1)" in html, address


def test_the_editor_opens_for_each(work):
    client = Client()
    client.force_login(factories.user("staff@example.org", is_staff=True, is_superuser=True))
    partner = work.partner()

    for page in (work.partners, partner, work.partnership(below=partner)):
        assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
