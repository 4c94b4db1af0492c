"""The real migrations, on the database of this run: what production gets."""

import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from oscar.apps.address.models import Country

from cooperatives.ledger import append_only
from cooperatives.ledger.check import check
from shop.shipping.countries import CODES
from tests import factories

pytestmark = [pytest.mark.migrated, pytest.mark.django_db]


def test_the_migrations_make_the_models_tables(world):
    call_command("makemigrations", check=True, dry_run=True, stdout=io.StringIO())


@pytest.mark.proof(12)
def test_the_migrations_install_the_guards_of_the_books():
    assert append_only.missing(connection) == []
    assert check().is_sound


def test_the_migrations_know_the_countries_we_send_to():
    assert set(Country.objects.values_list("pk", flat=True)) == CODES


def test_the_migrations_install_the_guards_of_the_stock(world):
    record = factories.piece(stock=1).stockrecords.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(record).objects.filter(pk=record.pk).update(num_allocated=2)


def test_an_order_is_placed_paid_and_booked_on_migrated_tables(world, stripe):
    order = factories.paid_order(stripe, factories.piece())

    assert order.paid_at
    call_command("check_books", stdout=io.StringIO())
