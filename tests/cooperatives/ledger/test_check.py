import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperatives.ledger import append_only
from cooperatives.ledger.check import check
from cooperatives.ledger.figures import FeeFigures
from cooperatives.ledger.models import Account, Entry
from cooperatives.ledger.postings import record_fee


@pytest.fixture
def tampering(sale):
    """A database whose guards are off, so that a test may do what the check must find."""
    append_only.remove(connection)
    yield lambda statement: connection.cursor().execute(statement)
    append_only.install(connection)


def test_sound_books_have_no_faults_and_tell_their_figures(sale):
    report = check()

    assert report.is_sound
    assert (report.accounts, report.entries, report.postings) == (6, 1, 5)
    assert report.moved_minor == {"EUR": 11_500}
    assert report.out_of_balance_minor == {"EUR": 0}


def test_empty_books_are_sound(db):
    assert check().is_sound


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE ledger_posting SET amount_minor = amount_minor + 1",
            "entry sale:A1 was altered after it was written",
        ),
        ("UPDATE ledger_entry SET memo = 'x'", "entry sale:A1 was altered after it was written"),
        ("UPDATE ledger_entry SET order_reference = 'B2'", "entry sale:A1 was altered after it was written"),
        ("UPDATE ledger_entry SET recorded_at = '2020-01-01'", "entry sale:A1 was altered after it was written"),
        ("UPDATE ledger_entry SET reference = 'sale:B2'", "entry sale:B2 was altered after it was written"),
        ("UPDATE ledger_posting SET debit_id = credit_id, credit_id = debit_id", "entry sale:A1 was altered"),
        ("UPDATE ledger_account SET currency = 'USD' WHERE kind = 'delivery'", "Σ EUR is 1500, not 0"),
        ("UPDATE ledger_account SET currency = 'USD' WHERE kind = 'delivery'", "is in another currency"),
        ("DELETE FROM ledger_posting", "entry sale:A1 has no posting"),
        ("DELETE FROM ledger_posting WHERE id = (SELECT min(id) FROM ledger_posting)", "entry sale:A1 was altered"),
    ],
)
def test_what_was_altered_is_named(tampering, statement, fault):
    tampering(statement)

    assert any(found.startswith(fault) or fault in found for found in check().faults)


def test_a_posting_slipped_into_an_old_entry_is_found(sale):
    one = sale.postings.first()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_posting (entry_id, debit_id, credit_id, amount_minor, currency) "
            "VALUES (%s, %s, %s, 1, 'EUR')",
            [sale.pk, one.debit_id, one.credit_id],
        )

    assert check().faults == ("entry sale:A1 was altered after it was written",)


@pytest.mark.parametrize("trigger", ["ledger_entry_no_update", "ledger_posting_no_delete"])
def test_a_missing_guard_is_a_fault(sale, trigger):
    on_table = f" ON {trigger.rsplit('_no_', 1)[0]}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}{on_table}")
    try:
        report = check()
    finally:
        append_only.install(connection)

    assert report.faults == (f"the guard {trigger} is missing from the database",)


@pytest.mark.proof(24)
def test_checking_the_books_takes_as_many_queries_for_twenty_entries_as_for_one(sale, noon):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            check()
        return len(captured)

    before = queries()
    for number in range(20):
        record_fee(reference=f"fee:{number}", order_reference="A1", fee=FeeFigures("EUR", 1), posted_at=noon)

    assert queries() == before


@pytest.mark.proof(24)
def test_balances_and_entries_take_a_constant_number_of_queries(sale, noon, django_assert_num_queries):
    for number in range(20):
        record_fee(reference=f"fee:{number}", order_reference="A1", fee=FeeFigures("EUR", 1), posted_at=noon)

    with django_assert_num_queries(1):
        assert sum(account.balance_minor for account in Account.objects.with_balance() if account.kind == "fees") == 20
    with django_assert_num_queries(2):
        for entry in Entry.objects.with_postings():
            assert [str(posting.debit) + str(posting.credit) for posting in entry.postings.all()]
