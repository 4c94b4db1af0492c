"""What the migrations make of a database that is in use."""

from datetime import date, datetime, time
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from shop.shares.models import SharePolicy
from tests import factories

READ = ("shares", "0003_agreed_commissions")
REMOVED = ("cooperatives", "0002_commission_is_agreed_in_the_shop")


@pytest.mark.migrated
def test_what_was_agreed_is_read_before_it_is_removed():
    """The layer below does not name the shop's migration: the shop's one names it."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph

    assert READ in graph.forwards_plan(REMOVED)


@pytest.mark.migrated
@pytest.mark.django_db
def test_the_migrations_put_the_guard_in_place():
    SharePolicy.objects.create(valid_from=date(2026, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        SharePolicy.objects.create(valid_from=date(2026, 6, 1))


@pytest.mark.migrated
@pytest.mark.django_db
def test_what_stood_on_a_cooperative_becomes_its_policy_from_the_day_it_was_written_down():
    """The data migration itself, on a table as it was when the figure still stood there."""
    migration = import_module("shop.shares.migrations.0003_agreed_commissions")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cooperatives_cooperative ADD COLUMN commission_bp integer NOT NULL DEFAULT 2000")
    rates = {"Weavers": 1750, "Potters": 0, "Others": 2000}
    written_on = {}
    for number, (name, rate) in enumerate(rates.items()):
        made = factories.cooperative(name)
        written_on[name] = date(2026, 1, 30 + number % 2)
        at = datetime.combine(written_on[name], time(23, 30), tzinfo=timezone.get_current_timezone())
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE cooperatives_cooperative SET commission_bp = %s, created_at = %s WHERE id = %s",
                [rate, at, made.pk],
            )
    SharePolicy.objects.all().delete()
    before = MigrationLoader(None, ignore_no_migrations=True).project_state(migration.Migration.dependencies)

    migration.agreed_with(before.apps, None)

    agreed = SharePolicy.objects.select_related("cooperative")
    assert {policy.cooperative.name: policy.commission_bp for policy in agreed} == rates
    assert {policy.cooperative.name: policy.valid_from for policy in agreed} == written_on
    assert {policy.valid_until for policy in agreed} == {None}
    assert {policy.product_id or policy.category_id for policy in agreed} == {None}
