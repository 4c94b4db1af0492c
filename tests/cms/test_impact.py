"""What came of it: computed from milestones and books, what is expected apart, and others' figures with their names."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cms import cloth, from_the_books
from cms.claims.models import Claim
from cooperatives.ledger.payouts import record_payout
from cooperatives.ledger.sealing import seal
from cooperatives.milestones.models import Milestone
from tests import factories
from tests.cms.our_work import Work
from tests.queries import assert_same_queries, queries_of


@pytest.fixture
def work(site) -> Work:
    return Work(site)


def claim(slug: str, **fields) -> Claim:
    fields = {"statement": "were given", "value": "300", "unit": "goats", "source_name": "A report"} | fields
    return Claim.objects.create(slug=slug, checked_on=timezone.localdate(), **fields)


def test_what_is_expected_is_never_added_to_what_was_reached(work, client):
    group = factories.cooperative()
    factories.milestone(group, kind="livestock", count=12, unit="goats", happened_on=date(2024, 5, 1))
    factories.milestone(group, kind="livestock", count=30, unit="goats", state="expected")

    html = client.get(work.impact.url).text

    assert "12 goats" in html
    assert "30 goats" in html
    assert "42" not in html
    assert html.index("12 goats") < html.index("30 goats")


def test_each_figure_has_its_period_and_its_source(work, client):
    group = factories.cooperative()
    factories.milestone(group, happened_on=date(2019, 5, 1), source="Attendance list")
    factories.milestone(group, happened_on=date(2024, 5, 1), source="Minutes of the cooperative")

    html = client.get(work.impact.url).text

    assert "2019–2024" in html
    assert "Attendance list; Minutes of the cooperative" in html


def test_the_page_costs_the_same_for_one_milestone_and_for_many(work, client):
    factories.milestone()
    claim("first", is_ours=True)
    few = queries_of(client, work.impact.url)
    for number in range(5):
        factories.milestone()
        claim(f"goats-{number}", attributed_to="IOM")

    assert_same_queries(work.impact.url, few, queries_of(client, work.impact.url))


def test_the_books_are_told_after_refunds_and_by_currency(work, stripe):
    group = factories.cooperative(commission_bp=2000)
    factories.paid_order(stripe, factories.piece(by=group))
    given_back = factories.paid_order(stripe, factories.piece(by=group))
    factories.refunded(given_back, *given_back.lines.all())
    seal()
    cache.clear()

    told = from_the_books.told()

    [euros] = told.shares
    assert (euros.currency, euros.earned, euros.sent, euros.owed) == ("EUR", Decimal(32), Decimal(0), Decimal(32))
    assert (told.pieces, told.cooperatives) == (1, 1)


def test_what_was_sent_to_a_cooperative_was_earned_all_the_same(work, stripe):
    group = factories.cooperative(commission_bp=2000)
    factories.paid_order(stripe, factories.piece(by=group))
    record_payout(
        reference="payout:1", cooperative_id=group.pk, currency="EUR", amount_minor=3000, posted_at=timezone.now()
    )
    seal()
    cache.clear()

    [euros] = from_the_books.told().shares

    assert (euros.earned, euros.sent, euros.owed) == (Decimal(32), Decimal(30), Decimal(2))


def test_others_are_named_with_their_figures_and_stand_last(work, client):
    claim("ours", is_ours=True, statement="were given by us")
    claim("theirs", attributed_to="IOM Rwanda", statement="were given by them")

    html = client.get(work.impact.url).text

    assert html.index("were given by us") < html.index("None of it is our result") < html.index("were given by them")
    assert "IOM Rwanda" in html


def test_a_figure_that_nobody_checked_is_not_shown(work, client):
    unchecked = claim("unchecked", is_ours=True, statement="were given by nobody")
    Claim.objects.filter(pk=unchecked.pk).update(checked_on=None)

    assert "were given by nobody" not in client.get(work.impact.url).text


def test_the_page_is_there_before_anything_was_reached(work, client):
    assert client.get(work.impact.url).status_code == 200


def test_the_cloth_keeps_expected_stitches_apart_and_hollow():
    today = date(2026, 6, 1)
    reached = Milestone(kind="fair", state="reached", happened_on=date(2024, 5, 1))
    expected = Milestone(kind="fair", state="expected", happened_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    forgotten = Milestone(kind="fair", state="expected", happened_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))

    made = cloth.weave([reached, expected, forgotten], today=today)

    [row] = made.rows
    assert row.by_year == ((2024, 1, 0), (2027, 0, 1))
    assert row.reached.count("M") == row.expected.count("M") == 1
    assert made.years[-1] == 2027


def test_the_cloth_does_not_grow_without_end():
    today = date(2026, 6, 1)
    many = [Milestone(kind="fair", state="reached", happened_on=today - timedelta(days=1)) for _ in range(500)]

    made = cloth.weave(many, today=today)

    assert made.rows[0].reached.count("M") == cloth.ACROSS * cloth.UP
    assert made.rows[0].by_year == ((2026, 500, 0),)


def test_the_editor_opens(work):
    client = Client()
    client.force_login(factories.user("staff@example.org", is_staff=True, is_superuser=True))

    assert client.get(f"/admin/pages/{work.impact.pk}/edit/").status_code == 200
