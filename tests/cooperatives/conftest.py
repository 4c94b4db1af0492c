"""Three invented cooperatives, and a sale between them."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from cooperatives.ledger.figures import SaleFigures
from cooperatives.ledger.postings import record_sale
from cooperatives.models import Cooperative


@pytest.fixture
def noon():
    return datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def weavers(db):
    return Cooperative.objects.create(name="Abeza Weavers", slug="abeza", crafts="weaving", district="Huye")


@pytest.fixture
def potters(db):
    return Cooperative.objects.create(name="Inkono Potters", slug="inkono", crafts="pottery", district="Gakenke")


@pytest.fixture
def makers(db):
    return Cooperative.objects.create(name="Tuzamurane", slug="tuzamurane", crafts="both", district="Nyamasheke")


@pytest.fixture
def figures(weavers, potters, makers):
    """100.00 € of goods made by three cooperatives, 20 % of it commission, and 15.00 € of delivery."""
    return SaleFigures(
        currency="EUR",
        shares={weavers.pk: 4800, potters.pk: 2000, makers.pk: 1200},
        commission_minor=2000,
        delivery_minor=1500,
    )


@pytest.fixture
def sale(figures, noon):
    entry = record_sale(reference="sale:A1", order_reference="A1", figures=figures, posted_at=noon)
    # As if committed: PostgreSQL alters no table that still has foreign keys to check in this transaction.
    connection.check_constraints()
    return entry
