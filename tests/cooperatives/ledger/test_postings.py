"""The accounting examples of `cooperatives.ledger.postings`, worked."""

import threading
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperatives.ledger.balances import of_the_house, owed, owed_to_each
from cooperatives.ledger.check import check
from cooperatives.ledger.figures import ExchangeFigures, FeeFigures, RefundFigures, SaleFigures
from cooperatives.ledger.models import Account, Entry, Posting
from cooperatives.ledger.postings import (
    record_exchange,
    record_fee,
    record_refund,
    record_sale,
    record_unearned,
    record_unearned_returned,
    reverse,
)
from cooperatives.ledger.writing import (
    AlreadyReversed,
    AmountRefused,
    CurrencyRefused,
    MoreThanIsLeft,
    ReferenceTaken,
    UnknownCooperative,
)
from cooperatives.models import Cooperative
from tests.cooperatives.ledger.at_once import at_once


def test_a_sale_is_owed_to_the_cooperatives_that_made_the_pieces(sale, weavers, potters, makers):
    assert owed(weavers.pk) == {"EUR": 4800}
    assert owed(potters.pk) == {"EUR": 2000}
    assert owed(makers.pk) == {"EUR": 1200}


def test_the_house_keeps_its_commission_and_the_provider_holds_all_that_was_paid(sale):
    assert of_the_house() == {"provider": {"EUR": 11_500}, "commission": {"EUR": 2000}, "delivery": {"EUR": 1500}}


def test_the_providers_fee_is_borne_by_the_house_and_by_no_cooperative(sale, weavers, noon):
    record_fee(reference="fee:A1", order_reference="A1", fee=FeeFigures("EUR", 360), posted_at=noon)

    assert of_the_house()["fees"] == {"EUR": 360}
    assert of_the_house()["provider"] == {"EUR": 11_140}
    assert owed(weavers.pk) == {"EUR": 4800}


def test_a_refund_gives_back_the_shares_it_names(sale, weavers, potters, noon):
    figures = RefundFigures(currency="EUR", shares={weavers.pk: 4800}, commission_minor=1200, delivery_minor=0)

    record_refund(reference="refund:R1", order_reference="A1", figures=figures, posted_at=noon)

    assert owed(weavers.pk) == {"EUR": 0}
    assert owed(potters.pk) == {"EUR": 2000}
    assert of_the_house() == {"provider": {"EUR": 5500}, "commission": {"EUR": 800}, "delivery": {"EUR": 1500}}


def test_a_full_refund_leaves_nothing(sale, figures, weavers, noon):
    whole = RefundFigures(**vars(figures))

    record_refund(reference="refund:R1", order_reference="A1", figures=whole, posted_at=noon)

    assert owed(weavers.pk) == {"EUR": 0}
    assert set().union(*(by_currency.values() for by_currency in of_the_house().values())) == {0}


def test_a_discount_that_the_house_bears_takes_nothing_from_the_makers(figures, weavers, noon):
    promoted = replace(figures, promotion_minor=1000)

    record_sale(reference="sale:A1", order_reference="A1", figures=promoted, posted_at=noon)

    assert promoted.total_minor == 10_500
    assert owed(weavers.pk) == {"EUR": 4800}
    assert of_the_house() == {
        "provider": {"EUR": 10_500},
        "promotions": {"EUR": 1000},
        "commission": {"EUR": 2000},
        "delivery": {"EUR": 1500},
    }


def test_a_full_refund_of_a_promoted_sale_leaves_nothing(figures, weavers, noon):
    promoted = replace(figures, promotion_minor=1000)
    record_sale(reference="sale:A1", order_reference="A1", figures=promoted, posted_at=noon)

    record_refund(reference="refund:R1", order_reference="A1", figures=RefundFigures(**vars(promoted)), posted_at=noon)

    assert owed(weavers.pk) == {"EUR": 0}
    assert set().union(*(by_currency.values() for by_currency in of_the_house().values())) == {0}


def test_a_piece_that_broke_is_the_loss_of_the_house_and_not_of_its_makers(sale, figures, weavers, potters, noon):
    broken = RefundFigures(**vars(figures)).borne_by_house()

    record_refund(reference="refund:R1", order_reference="A1", figures=broken, posted_at=noon)

    assert broken.total_minor == figures.total_minor
    assert owed(weavers.pk) == {"EUR": 4800}
    assert of_the_house() == {
        "provider": {"EUR": 0}, "losses": {"EUR": 8000}, "commission": {"EUR": 0}, "delivery": {"EUR": 0},
    }  # fmt: skip


def test_the_house_may_bear_the_part_of_one_cooperative_alone(figures, weavers, potters):
    borne = RefundFigures(**vars(figures)).borne_by_house([potters.pk])

    assert (borne.loss_minor, borne.shares.get(potters.pk), borne.shares[weavers.pk]) == (2000, None, 4800)
    assert borne.total_minor == figures.total_minor


def test_the_providers_fee_may_be_borne_by_the_cooperatives_in_part(sale, weavers, noon):
    fee = FeeFigures("EUR", 360, borne_by={weavers.pk: 100})

    record_fee(reference="fee:A1", order_reference="A1", fee=fee, posted_at=noon)

    assert owed(weavers.pk) == {"EUR": 4700}
    assert of_the_house()["fees"] == {"EUR": 260}
    assert of_the_house()["provider"] == {"EUR": 11_140}


def test_a_sale_in_one_currency_may_be_held_in_another_and_both_amounts_and_the_rate_are_kept(sale, weavers, noon):
    exchange = ExchangeFigures("EUR", 11_500, "USD", 12_650, rate=Decimal("1.1"))
    fee = FeeFigures("USD", 400, borne_by={weavers.pk: 182}, borne_currency="EUR", borne_house_minor=200)

    exchanged = record_exchange(reference="exchange:A1", order_reference="A1", exchange=exchange, posted_at=noon)
    record_fee(reference="fee:A1", order_reference="A1", fee=fee, posted_at=noon)

    assert Entry.objects.get(pk=exchanged.pk).rate == Decimal("1.1")
    assert of_the_house()["provider"] == {"EUR": 0, "USD": 12_250}
    assert of_the_house()["exchange"] == {"EUR": 11_500 - 182, "USD": -12_650 + 200}
    assert of_the_house()["fees"] == {"USD": 200}
    assert owed(weavers.pk) == {"EUR": 4618}
    assert check().is_sound


def test_a_refund_of_a_converted_charge_is_exchanged_back(sale, noon):
    there = ExchangeFigures("EUR", 11_500, "USD", 12_650, rate=Decimal("1.1"))
    back = ExchangeFigures("USD", 12_700, "EUR", 11_500, rate=Decimal("0.905511811"))

    record_exchange(reference="exchange:A1", order_reference="A1", exchange=there, posted_at=noon)
    record_exchange(reference="exchange:R1", order_reference="A1", exchange=back, posted_at=noon)

    assert of_the_house()["provider"] == {"EUR": 11_500, "USD": -50}
    assert record_exchange(reference="exchange:R1", order_reference="A1", exchange=back, posted_at=noon)


def test_the_same_exchange_at_another_rate_is_a_contradiction(sale, noon):
    exchange = ExchangeFigures("EUR", 11_500, "USD", 12_650, rate=Decimal("1.1"))
    record_exchange(reference="exchange:A1", order_reference="A1", exchange=exchange, posted_at=noon)

    other = replace(exchange, rate=Decimal("1.2"))
    with pytest.raises(ReferenceTaken):
        record_exchange(reference="exchange:A1", order_reference="A1", exchange=other, posted_at=noon)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"rate": Decimal(0)}, AmountRefused),
        ({"rate": Decimal("-1")}, AmountRefused),
        ({"rate": Decimal("NaN")}, AmountRefused),
        ({"rate": 1.1}, AmountRefused),
        ({"to_minor": 0}, AmountRefused),
        ({"from_minor": -1}, AmountRefused),
        ({"to_currency": "EUR"}, CurrencyRefused),
        ({"to_currency": "usd"}, CurrencyRefused),
    ],
)
def test_what_is_no_exchange_is_refused(db, noon, changed, refusal):
    exchange = replace(ExchangeFigures("EUR", 100, "USD", 110, rate=Decimal("1.1")), **changed)

    with pytest.raises(refusal):
        record_exchange(reference="exchange:A1", order_reference="A1", exchange=exchange, posted_at=noon)

    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "fee",
    [
        FeeFigures("EUR", 100, borne_by={1: 101}),
        FeeFigures("EUR", 100, borne_by={1: -1}),
        FeeFigures("USD", 100, borne_by={1: 90}, borne_currency="EUR"),
        FeeFigures("USD", 100, borne_by={1: 90}, borne_currency="EUR", borne_house_minor=101),
        FeeFigures("EUR", 100, borne_house_minor=99),
    ],
)
def test_a_fee_whose_parts_are_not_the_whole_is_refused(db, noon, fee):
    with pytest.raises(AmountRefused):
        record_fee(reference="fee:A1", order_reference="A1", fee=fee, posted_at=noon)


def test_more_off_than_there_is_to_pay_is_refused(weavers, noon):
    figures = SaleFigures("EUR", {weavers.pk: 100}, promotion_minor=101)

    with pytest.raises(AmountRefused):
        record_sale(reference="sale:A1", order_reference="A1", figures=figures, posted_at=noon)


def unearned(amount_minor, noon, reference="unearned:A1"):
    return record_unearned(
        reference=reference, order_reference="A1", currency="EUR", amount_minor=amount_minor, posted_at=noon
    )


def returned(amount_minor, noon, reference):
    return record_unearned_returned(
        reference=reference, order_reference="A1", currency="EUR", amount_minor=amount_minor, posted_at=noon
    )


def test_what_a_buyer_paid_for_nothing_is_nobodys_until_it_is_returned(db, noon):
    unearned(11_500, noon)
    before = of_the_house()

    returned(1500, noon, "returned:1")
    returned(10_000, noon, "returned:2")

    assert before == {"provider": {"EUR": 11_500}, "unearned": {"EUR": 11_500}}
    assert of_the_house() == {"provider": {"EUR": 0}, "unearned": {"EUR": 0}}


def test_no_more_is_returned_than_was_paid_for_this_order(db, noon):
    unearned(11_500, noon)
    record_unearned(reference="unearned:B2", order_reference="B2", currency="EUR", amount_minor=500, posted_at=noon)
    returned(11_000, noon, "returned:1")

    with pytest.raises(MoreThanIsLeft):
        returned(501, noon, "returned:2")

    assert returned(11_000, noon, "returned:1").reference == "returned:1"
    assert of_the_house()["unearned"] == {"EUR": 1000}


def test_a_payment_for_nothing_of_which_some_was_returned_cannot_be_reversed(db, noon):
    paid = unearned(11_500, noon)
    returned(1, noon, "returned:1")

    with pytest.raises(MoreThanIsLeft):
        reverse(reference="reversal:1", entry=paid, posted_at=noon)


@pytest.mark.proof(14)
@pytest.mark.django_db(transaction=True)
def test_of_many_who_return_the_same_money_at_once_one_does(db, noon):
    unearned(11_500, noon)
    # A connection each, in threads: what is raced for is a lock of the database.
    outcomes = at_once(8, lambda number: returned(11_500, noon, f"returned:{number}"))

    assert sorted(outcomes) == ["MoreThanIsLeft"] * 7 + ["written"]
    assert of_the_house()["unearned"] == {"EUR": 0}


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
    whole = RefundFigures(**vars(figures))
    with pytest.raises(ReferenceTaken):
        record_refund(reference="sale:A1", order_reference="A1", figures=whole, posted_at=noon)


def test_amounts_of_nought_are_not_posted(weavers, noon):
    figures = SaleFigures(currency="EUR", shares={weavers.pk: 100}, commission_minor=0, delivery_minor=0)

    entry = record_sale(reference="sale:A1", order_reference="A1", figures=figures, posted_at=noon)

    assert entry.postings.count() == 1
    assert Account.objects.count() == 2


@pytest.mark.parametrize("fee_minor", [-1, 1.5, True, 0])
def test_an_amount_that_is_negative_broken_or_nothing_is_refused(db, noon, fee_minor):
    with pytest.raises(AmountRefused):
        record_fee(reference="fee:A1", order_reference="A1", fee=FeeFigures("EUR", fee_minor), posted_at=noon)

    assert not Entry.objects.exists()


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "€€€", "E1R"])
def test_what_is_no_currency_is_refused(db, noon, currency):
    with pytest.raises(CurrencyRefused):
        record_fee(reference="fee:A1", order_reference="A1", fee=FeeFigures(currency, 1), posted_at=noon)


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
