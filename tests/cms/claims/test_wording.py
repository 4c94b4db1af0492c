"""What a page says of a figure, and when it says nothing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.claims.models import Claim
from tests import factories
from tests.guards import constraint_off

pytestmark = pytest.mark.django_db
State = Claim.State
CHECKED = date(2026, 1, 31)


def claim(**fields) -> Claim:
    return factories.claim(**{"checked_on": CHECKED} | fields)


def test_what_others_state_is_told_as_stated_by_them():
    shown = claim(attributed_to="IOM Burundi").shown(CHECKED)

    assert (shown.value, shown.unit) == ("12", "goats")
    assert shown.standing == "As stated by IOM Burundi"


def test_what_we_measured_is_told_as_counted_by_us():
    shown = claim(is_ours=True, attributed_to="", state=State.MEASURED).shown(CHECKED)

    assert shown.standing == "Counted by us"


def test_what_is_expected_is_never_told_as_reached():
    shown = claim(state=State.EXPECTED, attributed_to="IOM Burundi").shown(CHECKED)

    assert shown.standing == "Expected by IOM Burundi, not reached yet"
    assert shown.kind == "expected"


def test_where_the_sources_disagree_no_figure_is_shown_but_both_versions():
    shown = claim(state=State.UNCLEAR, value="10", doubt="It may be 10, or 25.").shown(CHECKED)

    assert (shown.value, shown.unit) == ("", "")
    assert shown.details[0] == "It may be 10, or 25."
    assert shown.standing == "Unclear: contradicting statements by Another Organisation"


def test_an_unclear_figure_without_words_for_the_doubt_is_not_shown():
    assert claim(state=State.UNCLEAR, doubt="").shown(CHECKED) is None


def test_a_figure_that_nobody_checked_is_not_shown():
    assert claim(checked_on=None).shown(CHECKED) is None


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2027, 1, 31), "As stated by Another Organisation"),
        (date(2027, 2, 1), "As stated by Another Organisation, as of Jan. 31, 2026"),
        (date(2029, 1, 31), "As stated by Another Organisation, as of Jan. 31, 2026"),
        (date(2029, 2, 1), None),
    ],
)
def test_a_figure_grows_old_and_then_is_not_shown_any_more(today, standing):
    shown = claim().shown(today)

    assert (shown.standing if shown else None) == standing


def test_months_are_counted_by_the_calendar(settings):
    settings.CLAIMS_STALE_MONTHS = 1

    assert not claim(checked_on=date(2026, 2, 28)).is_stale(date(2026, 3, 28))
    assert not claim(checked_on=date(2026, 2, 28)).is_stale(date(2026, 3, 31))
    assert claim(checked_on=date(2026, 2, 27)).is_stale(date(2026, 3, 31))


def test_the_list_of_what_needs_a_look_has_the_old_the_unchecked_and_the_unclear():
    claim(slug="fresh", checked_on=CHECKED)
    claim(slug="old", checked_on=CHECKED - timedelta(days=400))
    claim(slug="unchecked", checked_on=None)
    claim(slug="unclear", state=State.UNCLEAR, doubt="Ten or more.")

    found = Claim.objects.needing_a_look(CHECKED + timedelta(days=1))

    assert {one.slug for one in found} == {"old", "unchecked", "unclear"}


def test_the_database_refuses_others_results_without_whose_they_are():
    with pytest.raises(IntegrityError), transaction.atomic():
        claim(is_ours=False, attributed_to="")


@pytest.mark.django_db(transaction=True)
def test_without_its_constraint_somebody_elses_figure_could_stand_there_unattributed():
    with constraint_off(Claim, "claim_of_others_says_whose", clear=Claim.objects.all().delete):
        made = claim(is_ours=False, attributed_to="")

        assert Claim.objects.filter(pk=made.pk).exists()
        assert made.shown(CHECKED) is None


def test_the_database_refuses_that_we_measured_somebody_elses_result():
    with pytest.raises(IntegrityError), transaction.atomic():
        claim(is_ours=False, state=State.MEASURED)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"attributed_to": ""}, "attributed_to"),
        ({"state": State.MEASURED}, "state"),
        ({"state": State.UNCLEAR, "doubt": ""}, "doubt_en"),
        ({"checked_on": date(2999, 1, 1)}, "checked_on"),
    ],
)
def test_staff_are_told_what_is_missing(fields, name):
    values = {"slug": "a", "statement": "b", "value": "1", "source_name": "c", "attributed_to": "d"} | fields

    with pytest.raises(ValidationError) as refused:
        Claim(**values).full_clean()

    assert name in refused.value.message_dict
