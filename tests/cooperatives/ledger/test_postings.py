"""The accounting examples of `cooperatives.ledger.postings`, worked."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperatives.ledger.balances import of_the_house, owed, owed_to_each
from cooperatives.ledger.models import Account, Entry, Posting
from cooperatives.ledger.postings import (
    AlreadyReversed,
    AmountRefused,
    CurrencyRefused,
    ReferenceTaken,
    SaleFigures,
    UnknownCooperative,
    record_fee,
    record_refund,
    record_sale,
    reverse,
)
from cooperatives.models import Cooperative


def test_a_sale_is_owed_to_the_cooperatives_that_made_the_pieces(sale, weavers, potters, makers):
    assert owed(weavers.pk) == {"EUR": 4800}
    assert owed(potters.pk) == {"EUR": 2000}
    assert owed(makers.pk) == {"EUR": 1200}


def test_the_house_keeps_its_commission_and_the_provider_holds_all_that_was_paid(sale):
    assert of_the_house() == {"provider": {"EUR": 11_500}, "commission": {"EUR": 2000}, "delivery": {"EUR": 1500}}


def test_the_providers_fee_is_borne_by_the_house_and_by_no_cooperative(sale, weavers, noon):
    record_fee(reference="fee:A1", order_reference="A1", currency="EUR", fee_minor=360, posted_at=noon)

    assert of_the_house()["fees"] == {"EUR": 360}
    assert of_the_house()["provider"] == {"EUR": 11_140}
    assert owed(weavers.pk) == {"EUR": 4800}


def test_a_refund_gives_back_the_shares_it_names(sale, weavers, potters, noon):
    figures = SaleFigures(currency="EUR", shares={weavers.pk: 4800}, commission_minor=1200, delivery_minor=0)

    record_refund(reference="refund:R1", order_reference="A1", figures=figures, posted_at=noon)

    assert owed(weavers.pk) == {"EUR": 0}
    assert owed(potters.pk) == {"EUR": 2000}
    assert of_the_house() == {"provider": {"EUR": 5500}, "commission": {"EUR": 800}, "delivery": {"EUR": 1500}}


def test_a_full_refund_leaves_nothing(sale, figures, weavers, noon):
    record_refund(reference="refund:R1", order_reference="A1", figures=figures, posted_at=noon)

    assert owed(weavers.pk) == {"EUR": 0}
    assert set().union(*(by_currency.values() for by_currency in of_the_house().values())) == {0}


def test_currencies_are_kept_apart(sale, weavers, noon):
    figures = SaleFigures(currency="RWF", shares={weavers.pk: 24_000}, commission_minor=6000)

    record_sale(reference="sale:A2", order_reference="A2", figures=figures, posted_at=noon)

    assert owed(weavers.pk) == {"EUR": 4800, "RWF": 24_000}


def test_a_cooperative_that_sold_nothing_is_owed_nothing(weavers, potters):
    assert owed_to_each([weavers.pk, potters.pk]) == {weavers.pk: {}, potters.pk: {}}


def test_a_reversal_undoes_an_entry_and_leaves_both_in_the_books(sale, weavers, noon):
    reversal = reverse(reference="reversal:sale:A1", entry=sale, posted_at=noon)

    assert reversal.reverses == sale
    assert owed(weavers.pk) == {"EUR": 0}
    assert Entry.objects.for_order("A1").count() == 2


def test_an_entry_is_reversed_once(sale, noon):
    first = reverse(reference="reversal:1", entry=sale, posted_at=noon)

    assert reverse(reference="reversal:1", entry=sale, posted_at=noon) == first
    with pytest.raises(AlreadyReversed):
        reverse(reference="reversal:2", entry=sale, posted_at=noon)


def test_writing_the_same_entry_again_returns_the_first(sale, figures, noon):
    later = noon.replace(hour=13)

    again = record_sale(reference="sale:A1", order_reference="A1", figures=figures, posted_at=later)

    assert again == sale
    assert again.posted_at == noon
    assert (Entry.objects.count(), Posting.objects.count()) == (1, 5)


def test_the_same_reference_with_other_figures_is_refused(sale, figures, noon, weavers):
    dearer = SaleFigures(currency="EUR", shares={weavers.pk: 4801}, commission_minor=2000, delivery_minor=1500)

    with pytest.raises(ReferenceTaken):
        record_sale(reference="sale:A1", order_reference="A1", figures=dearer, posted_at=noon)
    with pytest.raises(ReferenceTaken):
        record_sale(reference="sale:A1", order_reference="A2", figures=figures, posted_at=noon)
    with pytest.raises(ReferenceTaken):
        record_refund(reference="sale:A1", order_reference="A1", figures=figures, posted_at=noon)


def test_amounts_of_nought_are_not_posted(weavers, noon):
    figures = SaleFigures(currency="EUR", shares={weavers.pk: 100}, commission_minor=0, delivery_minor=0)

    entry = record_sale(reference="sale:A1", order_reference="A1", figures=figures, posted_at=noon)

    assert entry.postings.count() == 1
    assert Account.objects.count() == 2


@pytest.mark.parametrize("fee_minor", [-1, 1.5, True, 0])
def test_an_amount_that_is_negative_broken_or_nothing_is_refused(db, noon, fee_minor):
    with pytest.raises(AmountRefused):
        record_fee(reference="fee:A1", order_reference="A1", currency="EUR", fee_minor=fee_minor, posted_at=noon)

    assert not Entry.objects.exists()


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "€€€", "E1R"])
def test_what_is_no_currency_is_refused(db, noon, currency):
    with pytest.raises(CurrencyRefused):
        record_fee(reference="fee:A1", order_reference="A1", currency=currency, fee_minor=1, posted_at=noon)


def test_a_share_for_a_cooperative_that_does_not_exist_is_refused(weavers, noon):
    figures = SaleFigures(currency="EUR", shares={weavers.pk: 100, weavers.pk + 999: 100})

    with pytest.raises(UnknownCooperative):
        record_sale(reference="sale:A1", order_reference="A1", figures=figures, posted_at=noon)

    assert not Entry.objects.exists()


def test_a_cooperative_that_is_owed_money_cannot_be_deleted(sale, weavers):
    with pytest.raises(Exception, match="protected foreign keys"):
        weavers.delete()


@pytest.mark.proof(24)
def test_writing_a_sale_takes_as_many_queries_for_twenty_cooperatives_as_for_one(db, noon, record_property):
    cooperatives = [
        Cooperative.objects.create(name=f"C{n}", slug=f"c{n}", crafts="both", district="Huye") for n in range(21)
    ]
    counts = []
    for reference, members in (("sale:1", cooperatives[:1]), ("sale:20", cooperatives[1:])):
        figures = SaleFigures(currency="EUR", shares={member.pk: 100 for member in members}, commission_minor=20)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            record_sale(reference=reference, order_reference="A", figures=figures, posted_at=noon)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    record_property("figure", f"{counts[0]} queries for a sale of 1 and of 20 cooperatives")


@pytest.mark.django_db(transaction=True)
def test_of_many_writers_of_the_same_sale_one_writes_it_and_all_get_it(weavers, potters, noon):
    figures = SaleFigures(currency="EUR", shares={weavers.pk: 80, potters.pk: 70}, commission_minor=30)
    start = threading.Barrier(8)
    entries, faults = [], []

    def settle():
        start.wait()
        try:
            entry = record_sale(reference="sale:A1", order_reference="A1", figures=figures, posted_at=noon)
            entries.append(entry.pk)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    writers = [threading.Thread(target=settle) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert faults == []
    assert len(entries) == 8
    assert len(set(entries)) == 1
    assert owed(weavers.pk) == {"EUR": 80}


@pytest.mark.django_db(transaction=True)
def test_many_sales_at_once_open_each_account_once(weavers, potters, noon):
    start = threading.Barrier(8)
    faults = []

    def settle(number):
        start.wait()
        both = [weavers.pk, potters.pk] if number % 2 else [potters.pk, weavers.pk]
        figures = SaleFigures(currency="EUR", shares=dict.fromkeys(both, 10), commission_minor=5)
        try:
            record_sale(reference=f"sale:{number}", order_reference=f"{number}", figures=figures, posted_at=noon)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    writers = [threading.Thread(target=settle, args=[number]) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert faults == []
    assert owed_to_each([weavers.pk, potters.pk]) == {weavers.pk: {"EUR": 80}, potters.pk: {"EUR": 80}}
    assert Account.objects.count() == 4
