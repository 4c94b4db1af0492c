"""Entries are sealed after they are written, in one chain, by nobody who makes a seller wait."""

import hashlib
import os
import signal
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cooperatives.ledger import sealing
from cooperatives.ledger.balances import owed
from cooperatives.ledger.check import check
from cooperatives.ledger.figures import FeeFigures, SaleFigures
from cooperatives.ledger.models import Account, Entry, Line, Posting, Seal, Unsealed
from cooperatives.ledger.postings import record_fee, record_sale
from cooperatives.ledger.sealing import seal, take_the_chain
from cooperatives.ledger.verify import verify
from tests.cooperatives.ledger.at_once import at_once
from tests.race import race


def sell(maker, number, noon, amount=100):
    figures = SaleFigures("EUR", {maker.pk: amount}, commission_minor=20)
    return record_sale(reference=f"sale:{number}", order_reference=f"{number}", figures=figures, posted_at=noon)


def statement_of(cooperative):
    lines = Line.objects.filter(account__cooperative=cooperative, account__kind="cooperative").order_by("number")
    return [(line.number, line.delta_minor, line.balance_minor) for line in lines]


def test_an_entry_waits_for_its_seal_and_then_has_it(sale):
    waiting = Unsealed.objects.count()

    assert (waiting, seal(), seal(), Unsealed.objects.count()) == (1, 1, 0, 0)
    assert Entry.objects.get(seal__number=1) == sale


def test_the_chain_is_what_an_outsider_makes_of_the_digests(sale, noon):
    fee = record_fee(reference="fee:A1", order_reference="A1", fee=FeeFigures("EUR", 100), posted_at=noon)
    seal()

    chain = hashlib.sha256(b"ubukorikori books, version 1").hexdigest()
    for number, entry in enumerate([sale, fee], start=1):
        chain = hashlib.sha256(f"{chain}:{number}:{entry.digest}".encode()).hexdigest()

    assert chain == Seal.objects.last().chain


def test_a_statement_has_a_line_for_each_entry_and_the_balance_after_it(weavers, noon):
    for number, amount in enumerate([100, 250, 50]):
        sell(weavers, number, noon, amount)
    seal()

    assert statement_of(weavers) == [(1, 100, 100), (2, 250, 350), (3, 50, 400)]


def test_a_balance_is_the_same_before_and_after_the_seal_and_in_between(weavers, noon):
    sell(weavers, 1, noon)
    before = owed(weavers.pk)
    seal()
    after = owed(weavers.pk)
    sell(weavers, 2, noon)

    assert (before, after, owed(weavers.pk)) == ({"EUR": 100}, {"EUR": 100}, {"EUR": 200})


def test_what_we_hold_grows_on_its_statement_and_what_leaves_lowers_it(sale, noon):
    record_fee(reference="fee:A1", order_reference="A1", fee=FeeFigures("EUR", 360), posted_at=noon)
    seal()

    held = Line.objects.filter(account__kind="provider").order_by("number")
    assert [(line.delta_minor, line.balance_minor) for line in held] == [(11_500, 11_500), (-360, 11_140)]


def test_a_line_is_never_booked_before_the_line_above_it(weavers, noon):
    sell(weavers, 1, noon)
    sell(weavers, 2, noon - timedelta(days=3))
    sell(weavers, 3, noon + timedelta(days=1))
    sell(weavers, 4, noon + timedelta(days=365_000))  # nor in the future
    seal()

    booked = list(
        Line.objects.filter(account__cooperative=weavers).order_by("number").values_list("booked_at", flat=True)
    )
    assert booked[:3] == [noon, noon, noon + timedelta(days=1)]
    assert booked[3] == Entry.objects.get(reference="sale:4").recorded_at


@pytest.mark.proof(24)
def test_sealing_takes_as_many_queries_for_twenty_entries_as_for_one(weavers, noon):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            seal()
        return len(captured)

    sell(weavers, 0, noon)
    seal()
    sell(weavers, 1, noon)
    one = queries()
    for number in range(2, 22):
        sell(weavers, number, noon)

    assert queries() == one


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_is_sealed_at_once(weavers, noon):
    sell(weavers, 1, noon)

    assert not Unsealed.objects.exists()
    assert verify().sealed == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_gap(weavers, noon):
    sell(weavers, 1, noon)
    with transaction.atomic():
        sell(weavers, 2, noon)
        transaction.set_rollback(True)
    sell(weavers, 3, noon)

    assert list(Seal.objects.values_list("number", flat=True)) == [0, 1, 2]
    assert verify().is_intact


@pytest.mark.proof(12)
@pytest.mark.django_db(transaction=True)
def test_many_sellers_at_once_make_one_chain_without_waiting_for_each_other(weavers, potters, noon, reached):
    """In processes, each selling ten times, with both groups' accounts touched in either order."""

    def ten_sales(runner):
        for number in range(10):
            both = [weavers.pk, potters.pk] if runner % 2 else [potters.pk, weavers.pk]
            figures = SaleFigures("EUR", dict.fromkeys(both, 10), commission_minor=5)
            reference = f"{runner}-{number}"
            record_sale(reference=f"sale:{reference}", order_reference=reference, figures=figures, posted_at=noon)

    race(ten_sales, 12)

    assert not Unsealed.objects.exists()  # nobody went away from an entry that nobody else took
    assert list(Seal.objects.values_list("number", flat=True)) == list(range(121))
    assert statement_of(weavers)[-1] == (120, 10, 1200)
    assert verify().is_intact
    assert check().is_sound
    reached("120 entries of 12 processes, 1 chain, 0 deadlocks")


@pytest.mark.django_db(transaction=True)
def test_who_seals_does_not_wait_for_who_seals_already(weavers, noon):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, whoever that is")
    sell(weavers, "first", noon)
    with transaction.atomic():
        take_the_chain()

        outcomes = at_once(2, lambda number: sell(weavers, number, noon))

        assert outcomes == ["written"] * 2
        assert Unsealed.objects.count() == 2

    assert seal() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_would_give_the_same_number(weavers, noon, monkeypatch):
    """The negative control: the lock is what keeps the chain one; without it the database still refuses a second."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, whoever that is")
    sell(weavers, "first", noon)
    both_have_read = threading.Barrier(2, timeout=10)

    def running_once_both_have_read(entries):
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait()
        both_have_read.abort()
        return sealing._running_of(entries)

    monkeypatch.setattr(sealing, "_running_of", sealing._running, raising=False)
    monkeypatch.setattr(sealing, "_running", running_once_both_have_read)
    monkeypatch.setattr(sealing, "take_the_chain", lambda: True)
    with transaction.atomic():
        sell(weavers, 1, noon)
        connection.run_on_commit = []

    outcomes = at_once(2, lambda number: sealing.seal())

    assert sum("IntegrityError" in outcome for outcome in outcomes) == 1
    assert verify().is_intact


@pytest.mark.django_db(transaction=True)
def test_an_entry_whose_writer_was_killed_right_after_it_is_sealed_later(weavers, noon, monkeypatch):
    connection.close()
    child = os.fork()
    if not child:
        monkeypatch.setattr(transaction, "on_commit", lambda *args, **kwargs: None)
        with suppress(BaseException):
            sell(weavers, 1, noon)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    left_behind = (Unsealed.objects.count(), owed(weavers.pk), verify().is_intact)

    assert left_behind == (1, {"EUR": 100}, True)
    assert seal() == 1
    assert verify().sealed == 1


def test_a_balance_is_as_many_queries_and_rows_read_for_a_thousand_postings(weavers, noon, django_assert_num_queries):
    for number in range(30):
        sell(weavers, number, noon)
    seal()

    with django_assert_num_queries(1):
        assert owed(weavers.pk) == {"EUR": 3000}
    assert Posting.objects.count() == 60
    assert {account.balance_minor for account in Account.objects.with_balance()} == {3000, 3600, 600}
