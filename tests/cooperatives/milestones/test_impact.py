"""What milestones add up to: reached apart from expected, and nobody counted twice."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cooperatives.milestones.impact import impact
from cooperatives.milestones.models import Milestone
from tests import factories

pytestmark = pytest.mark.django_db
Kind, State, Unit = Milestone.Kind, Milestone.State, Milestone.Unit
NEXT_YEAR = timezone.localdate() + timedelta(days=365)


def sums(**of) -> dict:
    return {(row.kind.value, row.measure): (row.reached, row.expected) for row in impact(**of)}


def test_what_is_expected_is_never_added_to_what_was_reached(weavers):
    factories.milestone(weavers, kind=Kind.LIVESTOCK, count=12, unit=Unit.GOATS)
    factories.milestone(weavers, kind=Kind.LIVESTOCK, count=30, unit=Unit.GOATS, state=State.EXPECTED)

    assert sums() == {("livestock", "goats"): (12, 30)}


def test_whom_the_trained_trained_is_a_sum_of_its_own(weavers, potters):
    factories.milestone(weavers, trainees=14, trained_in_turn=40)
    factories.milestone(potters, trainees=6)

    assert sums() == {
        ("training", "times"): (2, 0),
        ("training", "trainees"): (20, 0),
        ("training", "trained_in_turn"): (40, 0),
    }


def test_what_trainees_are_expected_to_do_is_no_further_training(weavers):
    factories.milestone(weavers, trainees=120)
    factories.milestone(weavers, trained_in_turn=600, state=State.EXPECTED)

    assert sums() == {
        ("training", "times"): (1, 0),
        ("training", "trainees"): (120, 0),
        ("training", "trained_in_turn"): (0, 600),
    }


def test_different_units_are_not_added_up(weavers):
    factories.milestone(weavers, kind=Kind.LIVESTOCK, count=12, unit=Unit.GOATS)
    factories.milestone(weavers, kind=Kind.LIVESTOCK, count=3, unit=Unit.COWS)

    assert sums() == {("livestock", "goats"): (12, 0), ("livestock", "cows"): (3, 0)}


def test_a_savings_group_counts_as_one_and_several_as_several(weavers, potters):
    factories.milestone(weavers, kind=Kind.SAVINGS_GROUP_FORMED, count=12, unit=Unit.MEMBERS)
    factories.milestone(potters, kind=Kind.SAVINGS_GROUP_FORMED, count=3, unit=Unit.GROUPS)

    assert sums() == {("savings_group_formed", "groups"): (4, 0), ("savings_group_formed", "members"): (12, 0)}


def test_an_expectation_whose_time_is_over_counts_as_nothing(weavers):
    factories.milestone(weavers, kind=Kind.FAIR, state=State.EXPECTED, happened_on=NEXT_YEAR)

    assert sums() == {("fair", "times"): (0, 1)}
    assert sums(on=NEXT_YEAR + timedelta(days=1)) == {}


def test_a_sum_says_its_period_its_sources_and_how_many_groups_it_is_of(weavers, potters):
    factories.milestone(weavers, kind=Kind.FAIR, happened_on=date(2014, 1, 1), precision="year", source="Invoice")
    factories.milestone(potters, kind=Kind.FAIR, happened_on=date(2019, 7, 3), source="Invoice")
    factories.milestone(potters, kind=Kind.FAIR, happened_on=date(2020, 7, 3), source="Photographs")
    factories.milestone(weavers, kind=Kind.FAIR, state=State.EXPECTED, source="A hope")

    (row,) = impact()

    assert (row.period, row.sources, row.cooperatives) == ("2014–2020", ("Invoice", "Photographs"), 2)
    assert (row.reached_text, row.expected_text) == ("3 fairs", "1 fair")


def test_a_sum_of_trainings_warns_that_people_may_have_come_twice(weavers, potters):
    factories.milestone(weavers, trainees=14)
    alone = [row.caution for row in impact()]
    factories.milestone(potters, trainees=14)

    assert alone == ["", ""]
    assert [row.caution for row in impact()] == ["", "Whoever took part in two trainings is counted in both."]


def test_the_impact_of_one_cooperative(weavers, potters):
    factories.milestone(weavers, kind=Kind.FAIR)
    factories.milestone(potters, kind=Kind.FAIR)

    assert sums(milestones=Milestone.objects.for_cooperative(weavers)) == {("fair", "times"): (1, 0)}


def test_impact_is_computed_in_one_query_however_many_there_are(weavers, django_assert_num_queries):
    for year in range(2000, 2020):
        factories.milestone(weavers, happened_on=date(year, 1, 1), trainees=3)

    with django_assert_num_queries(1):
        (times, trainees) = impact()

    assert (times.reached, trainees.reached) == (20, 60)
