"""What the migrations make of a database that is in use."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.migrations.loader import MigrationLoader

from shop.shares.models import SharePolicy

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
