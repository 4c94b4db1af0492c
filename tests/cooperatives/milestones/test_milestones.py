"""What a milestone may say, and that the database refuses what it may not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import override

from cooperatives.milestones.models import Milestone
from tests import factories
from tests.guards import constraint_off

pytestmark = pytest.mark.django_db
Kind, State, Precision, Unit = Milestone.Kind, Milestone.State, Milestone.Precision, Milestone.Unit


def today() -> date:
    return timezone.localdate()


def test_a_date_is_told_as_exactly_as_it_is_known(weavers):
    day = {"happened_on": date(2024, 3, 12), "kind": Kind.FAIR}

    told = [
        factories.milestone(weavers, **day, precision=precision)
        for precision in (Precision.YEAR, Precision.MONTH, "day")
    ]

    assert [one.when for one in told] == ["2024", "March 2024", "March 12, 2024"]
    assert [one.when_for_machines for one in told] == ["2024", "2024-03", "2024-03-12"]
    assert [one.ends_on for one in told] == [date(2024, 12, 31), date(2024, 3, 31), date(2024, 3, 12)]


def test_something_expected_needs_no_date(weavers):
    assert factories.milestone(weavers, state=State.EXPECTED).when == ""


def test_a_year_that_is_not_over_may_hold_what_was_reached_and_what_is_expected(weavers):
    this_year = {"happened_on": today(), "precision": Precision.YEAR}

    reached = factories.milestone(weavers, kind=Kind.FAIR, **this_year)
    expected = factories.milestone(weavers, kind=Kind.LAND, state=State.EXPECTED, **this_year)

    assert reached.is_reached
    assert not expected.is_overdue()


@pytest.mark.parametrize(
    "wrong",
    [
        {"happened_on": None},
        {"happened_on": timezone.localdate() + timedelta(days=400)},
        {"state": State.EXPECTED, "happened_on": timezone.localdate() - timedelta(days=400)},
        {"count": 3},
        {"unit": Unit.GOATS},
        {"kind": Kind.FAIR, "trainees": 3},
        {"kind": Kind.FAIR, "trained_in_turn": 3},
        {"source": ""},
        {"state": "dreamt of"},
    ],
    ids=str,
)
def test_what_a_milestone_may_not_say_is_refused_by_the_form_and_by_the_database(weavers, wrong):
    fields = {"cooperative": weavers, "kind": Kind.TRAINING, "source": "List", "happened_on": date(2024, 1, 1)} | wrong

    with pytest.raises(ValidationError):
        Milestone(**fields).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(**fields)


@pytest.mark.parametrize(
    "broken",
    [
        {"ends_on": None},
        {"happened_on": None},
        {"ends_on": date(2000, 1, 1)},
        {"count": None},
        {"unit": ""},
    ],
    ids=str,
)
def test_the_database_refuses_it_also_past_the_model(weavers, broken):
    made = factories.milestone(weavers, kind=Kind.FAIR, count=3, unit=Unit.DAYS)

    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=made.pk).update(**broken)


@pytest.mark.django_db(transaction=True)
def test_without_its_constraint_the_future_could_be_told_as_reached(weavers):
    with constraint_off(Milestone, "milestone_reached_lies_in_the_past", clear=Milestone.objects.all().delete):
        made = factories.milestone(weavers, happened_on=today() + timedelta(days=400))

        assert made.is_reached


@pytest.mark.parametrize("day", [date(2024, 3, 12), None])
def test_the_same_milestone_is_told_once(weavers, day):
    state = State.REACHED if day else State.EXPECTED
    factories.milestone(weavers, state=state, happened_on=day)

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.milestone(weavers, state=state, happened_on=day)


def test_an_expectation_whose_time_is_over_asks_for_a_look(weavers):
    made = factories.milestone(weavers, state=State.EXPECTED, happened_on=today() + timedelta(days=3))
    later = today() + timedelta(days=4)

    assert not made.is_overdue()
    assert made.is_overdue(later)
    assert list(Milestone.objects.overdue(later)) == [made]
    assert list(Milestone.objects.overdue()) == []


def test_milestones_stand_in_order_with_what_has_no_date_last(weavers):
    undated = factories.milestone(weavers, kind=Kind.LAND, state=State.EXPECTED)
    second = factories.milestone(weavers, happened_on=date(2024, 1, 1))
    first = factories.milestone(weavers, happened_on=date(2020, 1, 1))

    assert list(weavers.milestones.in_order()) == [first, second, undated]


def test_what_it_came_to_is_told_in_words(weavers):
    training = factories.milestone(weavers, trainees=14, trained_in_turn=1)
    land = factories.milestone(weavers, kind=Kind.LAND, count="0.50", unit=Unit.HECTARES)
    land.refresh_from_db()

    assert training.facts == ["14 people trained", "1 person whom they trained in turn"]
    assert land.facts == ["0.5 hectares"]


def test_what_is_expected_is_never_told_as_if_it_had_been(weavers):
    training = factories.milestone(weavers, state=State.EXPECTED, trained_in_turn=600)

    assert training.facts == ["expected: 600 people whom they trained in turn"]


def test_counts_are_written_as_people_of_the_language_do(weavers):
    land = factories.milestone(weavers, kind=Kind.LAND, count=Decimal("1.5"), unit=Unit.HECTARES)

    with override("nl"):
        assert land.facts[0].startswith("1,5 ")


def test_a_cooperative_with_milestones_cannot_vanish(weavers):
    factories.milestone(weavers)

    with pytest.raises(ProtectedError):
        weavers.delete()
