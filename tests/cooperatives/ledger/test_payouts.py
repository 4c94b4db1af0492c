"""Payouts as the books see them: bounded by what is owed, each cooperative's apart, ended once."""

import pytest

from cooperatives.ledger.balances import in_transit, of_the_house, owed
from cooperatives.ledger.check import check
from cooperatives.ledger.payouts import (
    record_advance,
    record_payout,
    record_payout_paid,
    record_payout_returned,
    record_transfer,
)
from cooperatives.ledger.postings import reverse
from cooperatives.ledger.writing import AlreadyConcluded, AmountRefused, MoreThanIsLeft, NotWritten
from tests.cooperatives.ledger.at_once import at_once


def pay_out(cooperative, amount_minor, noon, reference="payout:P1"):
    return record_payout(
        reference=reference, cooperative_id=cooperative.pk, currency="EUR", amount_minor=amount_minor, posted_at=noon
    )


@pytest.fixture
def payout(sale, weavers, noon):
    record_transfer(reference="transfer:T1", currency="EUR", amount_minor=11_000, posted_at=noon)
    return pay_out(weavers, 4800, noon)


def test_what_is_paid_out_is_on_its_way_until_it_arrives(payout, weavers, noon):
    on_its_way = (owed(weavers.pk), in_transit(weavers.pk), of_the_house()["bank"])

    record_payout_paid(reference="paid:P1", payout=payout, posted_at=noon)

    assert on_its_way == ({"EUR": 0}, {"EUR": 4800}, {"EUR": 11_000})
    assert (owed(weavers.pk), in_transit(weavers.pk), of_the_house()["bank"]) == (
        {"EUR": 0},
        {"EUR": 0},
        {"EUR": 6200},
    )


def test_a_payout_that_never_left_is_owed_again(payout, weavers, noon):
    record_payout_returned(reference="returned:P1", payout=payout, posted_at=noon)

    assert (owed(weavers.pk), in_transit(weavers.pk), of_the_house()["bank"]) == (
        {"EUR": 4800}, {"EUR": 0}, {"EUR": 11_000},
    )  # fmt: skip


def test_a_payout_that_arrived_and_came_back_is_owed_again(payout, weavers, noon):
    record_payout_paid(reference="paid:P1", payout=payout, posted_at=noon)

    back = record_payout_returned(reference="returned:P1", payout=payout, posted_at=noon)

    assert record_payout_returned(reference="returned:P1", payout=payout, posted_at=noon) == back
    assert (owed(weavers.pk), in_transit(weavers.pk), of_the_house()["bank"]) == (
        {"EUR": 4800}, {"EUR": 0}, {"EUR": 11_000},
    )  # fmt: skip


def test_a_payout_ends_once(payout, noon):
    record_payout_returned(reference="returned:P1", payout=payout, posted_at=noon)

    with pytest.raises(AlreadyConcluded):
        record_payout_paid(reference="paid:P1", payout=payout, posted_at=noon)
    with pytest.raises(AlreadyConcluded):
        record_payout_returned(reference="returned:other", payout=payout, posted_at=noon)
    with pytest.raises(AlreadyConcluded):
        reverse(reference="reversal:P1", entry=payout, posted_at=noon)


@pytest.mark.parametrize("amount_minor", [4801, 0, -1])
def test_a_payout_is_never_more_than_is_owed_nor_nothing(sale, weavers, noon, amount_minor):
    with pytest.raises((MoreThanIsLeft, AmountRefused)):
        pay_out(weavers, amount_minor, noon)

    assert owed(weavers.pk) == {"EUR": 4800}


def test_who_is_owed_nothing_is_paid_nothing(weavers, noon):
    with pytest.raises(MoreThanIsLeft):
        pay_out(weavers, 1, noon)


def test_only_a_payout_arrives(sale, noon):
    with pytest.raises(NotWritten):
        record_payout_paid(reference="paid:A1", payout=sale, posted_at=noon)


def test_an_advance_is_paid_off_by_what_is_owed_later(sale, weavers, noon):
    record_advance(
        reference="advance:1", cooperative_id=weavers.pk, currency="EUR", amount_minor=10_000, posted_at=noon
    )

    assert owed(weavers.pk) == {"EUR": -5200}
    with pytest.raises(MoreThanIsLeft):
        pay_out(weavers, 1, noon)


@pytest.mark.django_db(transaction=True)
def test_of_many_payouts_at_once_no_two_pay_the_same_debt(sale, weavers, noon):
    outcomes = at_once(8, lambda number: pay_out(weavers, 2400, noon, f"payout:{number}"))

    assert sorted(outcomes) == ["MoreThanIsLeft"] * 6 + ["written"] * 2
    assert owed(weavers.pk) == {"EUR": 0}
    assert in_transit(weavers.pk) == {"EUR": 4800}
    assert check().is_sound
