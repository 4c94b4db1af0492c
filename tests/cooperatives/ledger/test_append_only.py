"""History cannot be rewritten: neither through the models nor behind their back."""

from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from cooperatives.ledger import append_only
from cooperatives.ledger.anchors import anchor_of_today
from cooperatives.ledger.check import check
from cooperatives.ledger.figures import FeeFigures
from cooperatives.ledger.models import Account, Anchor, BooksAreAppendOnly, Entry, Line, Posting, Seal
from cooperatives.ledger.postings import record_fee
from cooperatives.ledger.sealing import seal

WRITTEN = {
    Entry: {"memo": "changed"},
    Posting: {"amount_minor": 1},
    Account: {"currency": "USD"},
    Seal: {"chain": "changed"},
    Line: {"balance_minor": 1},
    Anchor: {"chain": "changed"},
}
STATEMENTS = [
    "UPDATE ledger_entry SET memo = 'changed'",
    "UPDATE ledger_entry SET digest = 'changed'",
    "UPDATE ledger_posting SET amount_minor = 1",
    "UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE id = (SELECT max(id) FROM ledger_posting)",
    "UPDATE ledger_posting SET debit_id = credit_id, credit_id = debit_id",
    "UPDATE ledger_account SET currency = 'USD'",
    "DELETE FROM ledger_posting",
    "DELETE FROM ledger_posting WHERE id = (SELECT max(id) FROM ledger_posting)",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_account",
    "UPDATE ledger_seal SET chain = 'changed'",
    "UPDATE ledger_seal SET entry_id = NULL",
    "DELETE FROM ledger_seal",
    "DELETE FROM ledger_seal WHERE number = 0",
    "UPDATE ledger_line SET balance_minor = balance_minor + 1",
    "DELETE FROM ledger_line",
    "UPDATE ledger_anchor SET chain = 'changed'",
    "DELETE FROM ledger_anchor",
    "UPDATE ledger_unsealed SET entry_id = entry_id + 1",
    "DELETE FROM ledger_unsealed",
]
ONLY_SQLITE = [
    "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
    "REPLACE INTO ledger_posting SELECT * FROM ledger_posting",
    "UPDATE OR IGNORE ledger_posting SET amount_minor = 1",
    "REPLACE INTO ledger_seal SELECT * FROM ledger_seal",
    "REPLACE INTO ledger_line SELECT * FROM ledger_line",
    "REPLACE INTO ledger_anchor SELECT * FROM ledger_anchor",
]
ONLY_POSTGRESQL = [
    "TRUNCATE ledger_posting",
    "TRUNCATE ledger_entry CASCADE",
    "TRUNCATE ledger_seal CASCADE",
    "TRUNCATE ledger_line",
    "TRUNCATE ledger_anchor",
    "TRUNCATE ledger_unsealed",
    "INSERT INTO ledger_posting SELECT * FROM ledger_posting ON CONFLICT (id) DO UPDATE SET amount_minor = 1",
    "WITH gone AS (DELETE FROM ledger_posting RETURNING id) SELECT count(*) FROM gone",
]


@pytest.fixture
def books(sale, noon):
    """A row in every table: a sale that is sealed, an anchor, and a fee that waits for its seal."""
    seal()
    anchor_of_today(is_mailed=False)
    record_fee(reference="fee:A1", order_reference="A1", fee=FeeFigures("EUR", 100), posted_at=noon)
    connection.check_constraints()


def statements():
    return STATEMENTS + {"sqlite": ONLY_SQLITE, "postgresql": ONLY_POSTGRESQL}[connection.vendor]


def contents():
    with connection.cursor() as cursor:
        rows = []
        for table in append_only.TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
            rows += cursor.fetchall()
    return rows


def run(statement):
    """Run a statement as somebody at the database's own prompt would; whether it was refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError as refusal:
        assert "append-only" in str(refusal)  # noqa: PT017
        return True
    return False


@pytest.mark.proof(12)
def test_the_database_refuses_every_statement_that_would_rewrite_the_books(books, record_property):
    before = contents()

    refused = [statement for statement in statements() if run(statement)]

    assert refused == statements()
    assert contents() == before
    assert check().is_sound
    record_property("figure", f"{len(refused)} of {len(statements())} statements refused")


@pytest.mark.proof(12)
def test_without_the_triggers_the_books_could_be_rewritten_and_the_check_says_so(sale):
    """The negative control."""
    append_only.remove(connection)
    try:
        refused = run("UPDATE ledger_posting SET amount_minor = amount_minor + 1")
        report = check()
    finally:
        append_only.install(connection)

    assert not refused
    assert "entry sale:A1 was altered after it was written" in report.faults
    assert any("ledger_posting_no_update" in fault.lower() for fault in report.faults)


@pytest.mark.proof(12)
@pytest.mark.parametrize("model", WRITTEN)
def test_the_models_refuse_to_change_or_delete_what_is_written(books, model):
    row = model.objects.last()
    acts = [
        row.save,
        row.delete,
        lambda: row.save(force_update=True),
        lambda: model.objects.update(**WRITTEN[model]),
        lambda: model.objects.all().delete(),
        lambda: model.objects.bulk_update([row], list(WRITTEN[model])),
        lambda: model.objects.update_or_create(pk=row.pk, defaults=WRITTEN[model]),
        lambda: model.objects.all()._raw_delete("default"),
    ]
    before = contents()

    for act in acts:
        with pytest.raises(BooksAreAppendOnly), transaction.atomic():
            act()

    assert contents() == before


@pytest.mark.proof(12)
def test_a_new_object_cannot_take_the_place_of_an_old_one(sale):
    before = contents()
    impostor = Entry(pk=sale.pk, reference="other", kind="sale", posted_at=datetime.now(UTC), digest="-")

    with pytest.raises(IntegrityError), transaction.atomic():
        impostor.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.bulk_create([impostor], update_conflicts=True, update_fields=["reference"], unique_fields=["id"])

    assert contents() == before


def test_a_posting_in_another_currency_than_its_accounts_is_refused_by_the_database(sale):
    posting = sale.postings.first()

    with pytest.raises(IntegrityError, match="currency"), transaction.atomic():
        Posting.objects.create(entry=sale, debit=posting.debit, credit=posting.credit, amount_minor=1, currency="USD")


@pytest.mark.parametrize("amount_minor", [0, -1])
def test_a_posting_that_moves_nothing_is_refused_by_the_database(sale, amount_minor):
    posting = sale.postings.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(
            entry=sale, debit=posting.debit, credit=posting.credit, amount_minor=amount_minor, currency="EUR"
        )


def test_a_posting_from_an_account_to_itself_is_refused_by_the_database(sale):
    account = sale.postings.first().debit

    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(entry=sale, debit=account, credit=account, amount_minor=1, currency="EUR")


@pytest.mark.parametrize(("kind", "is_named"), [("cooperative", False), ("commission", True)])
def test_an_account_names_a_cooperative_if_and_only_if_it_is_one_s(weavers, kind, is_named):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(kind=kind, cooperative=weavers if is_named else None, currency="EUR")


@pytest.mark.parametrize("kind", ["cooperative", "commission"])
def test_an_account_exists_once(weavers, kind):
    owner = weavers if kind == "cooperative" else None
    Account.objects.create(kind=kind, cooperative=owner, currency="EUR")

    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(kind=kind, cooperative=owner, currency="EUR")


def test_installing_the_guards_twice_is_as_good_as_once(db):
    append_only.install(connection)
    append_only.install(connection)

    assert append_only.missing(connection) == []


def test_the_migration_puts_the_guards_in_place_and_takes_them_away(sale):
    migration = import_module("cooperatives.ledger.migrations.0002_append_only")
    editor = SimpleNamespace(connection=connection)

    migration.remove(None, editor)
    without = append_only.missing(connection)
    migration.install(None, editor)

    assert len(without) == {"sqlite": 21, "postgresql": 22}[connection.vendor]
    assert append_only.missing(connection) == []
    assert run("DELETE FROM ledger_posting")
