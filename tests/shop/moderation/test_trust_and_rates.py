"""Whom staff trust, and the rates they set: by the role of reviewers, and each act in the log."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cms.roles import REVIEWERS, make_roles
from shop.logbook.viewsets import entries_about
from shop.moderation.models import Trust
from shop.partner.models import GuideRate
from tests import factories
from tests.guards import constraint_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_the_role() -> Client:
    by = factories.user(is_staff=True)
    by.groups.add(make_roles()[REVIEWERS])
    client = Client()
    client.force_login(by)
    return client


def test_a_reviewer_sees_the_queue_and_trusts_a_group(in_the_role):
    group = factories.cooperative("Weavers of dawn")

    answered = in_the_role.post("/admin/review/trust/new/", {"cooperative": group.pk, "why": "Ten good pieces"})

    trust = Trust.objects.get()
    assert answered.status_code == 302
    assert in_the_role.get("/admin/review/").status_code == 200
    assert "Weavers of dawn" in in_the_role.get("/admin/review/trust/").text
    assert [entry.action for entry in entries_about([trust])] == ["wagtail.create"]


def test_trust_is_given_once_and_taken_away(in_the_role):
    trust = Trust.objects.create(cooperative=factories.cooperative(), why="Good")

    again = in_the_role.post("/admin/review/trust/new/", {"cooperative": trust.cooperative_id, "why": "Twice"})
    in_the_role.post(f"/admin/review/trust/delete/{trust.pk}/")

    assert again.status_code == 200
    assert not Trust.objects.exists()


def test_a_reviewer_sets_a_rate(in_the_role):
    answered = in_the_role.post(
        "/admin/review/rates/new/", {"currency": "EUR", "rwf": "1060", "valid_from": "2026-01-01"}
    )

    assert answered.status_code == 302
    assert str(GuideRate.objects.get()) == "1 EUR = 1060 RWF"


@pytest.mark.parametrize(
    "wrong", [{"rwf": "0"}, {"rwf": "-3"}, {"currency": "RWF"}, {"currency": "XXX"}, {"rwf": "x"}]
)
def test_a_rate_that_is_none_is_refused(in_the_role, wrong):
    said = {"currency": "EUR", "rwf": "1060", "valid_from": "2026-01-01"} | wrong

    answered = in_the_role.post("/admin/review/rates/new/", said)

    assert answered.status_code == 200
    assert not GuideRate.objects.exists()


def test_a_rate_is_set_once_a_day(in_the_role):
    factories.guide_rates()

    said = {"currency": "EUR", "rwf": "1", "valid_from": "2020-01-01"}
    answered = in_the_role.post("/admin/review/rates/new/", said)

    assert "There is a rate for this currency from this day on already." in answered.text


def test_the_database_keeps_one_rate_a_day():
    factories.guide_rates()
    twice = {"currency": "EUR", "rwf": Decimal(1), "valid_from": timezone.localdate() - timedelta(days=1)}
    GuideRate.objects.create(**twice)

    with pytest.raises(IntegrityError), transaction.atomic():
        GuideRate.objects.create(**twice)


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_there_are_two():
    twice = {"currency": "EUR", "rwf": Decimal(1), "valid_from": timezone.localdate()}

    with constraint_off(GuideRate, "one_guide_rate_a_day", clear=GuideRate.objects.all().delete):
        GuideRate.objects.create(**twice)
        GuideRate.objects.create(**twice)

        assert GuideRate.objects.count() == 2
