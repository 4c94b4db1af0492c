"""The first page of the back office says how many figures and milestones somebody should find out about."""

from datetime import date

import pytest

from cms.claims.models import Claim
from cooperatives.milestones.models import Milestone
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, world):
    client.force_login(factories.staff())
    return client


def first_page(client) -> str:
    return client.get("/admin/").content.decode()


def test_figures_and_expectations_that_need_a_look_are_counted(staff):
    factories.claim(state=Claim.State.UNCLEAR, doubt="Ten or more.")
    factories.claim()
    late = factories.milestone(state=Milestone.State.EXPECTED)
    Milestone.objects.filter(pk=late.pk).update(
        happened_on=date(2020, 1, 1), ends_on=date(2020, 1, 1), stated_on=date(2019, 1, 1)
    )

    page = first_page(staff)

    assert "1 figure needs a look" in page
    assert "1 milestone is overdue" in page


def test_where_nothing_needs_a_look_nothing_is_said(staff):
    factories.claim()

    page = first_page(staff)

    assert "needs a look" not in page
    assert "overdue" not in page
