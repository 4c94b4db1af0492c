"""Disputes: held while open, released when won, taken back when lost; once."""

from dataclasses import replace

import pytest

from cooperatives.ledger.balances import held, of_the_house, owed
from cooperatives.ledger.check import check
from cooperatives.ledger.disputes import (
    record_dispute_fee,
    record_dispute_lost,
    record_dispute_opened,
    record_dispute_won,
)
from cooperatives.ledger.figures import DisputeFigures, FeeFigures
from cooperatives.ledger.models import Entry
from cooperatives.ledger.postings import reverse
from cooperatives.ledger.writing import AlreadyConcluded, AlreadyReversed, AmountRefused, NotWritten
from tests.cooperatives.ledger.at_once import at_once


@pytest.fixture
def disputed(figures):
    return DisputeFigures(**vars(figures))


@pytest.fixture
def opened(sale, disputed, noon):
    return record_dispute_opened(reference="dispute:D1", order_reference="A1", figures=disputed, posted_at=noon)


def win(opened, noon, reference="dispute:D1:won"):
    return record_dispute_won(reference=reference, opened=opened, posted_at=noon)


def lose(opened, figures, noon, reference="dispute:D1:lost"):
    return record_dispute_lost(reference=reference, opened=opened, figures=figures, posted_at=noon)


@pytest.mark.proof(15)
def test_while_a_dispute_is_open_the_shares_are_held(opened, weavers, potters):
    assert owed(weavers.pk) == {"EUR": 0}
    assert held(weavers.pk) == {"EUR": 4800}
    assert held(potters.pk) == {"EUR": 2000}
    assert of_the_house() == {
        "provider": {"EUR": 0}, "disputed": {"EUR": 11_500}, "commission": {"EUR": 2000}, "delivery": {"EUR": 1500},
    }  # fmt: skip


@pytest.mark.proof(15)
def test_a_dispute_that_is_won_leaves_everything_as_it_was(opened, weavers, noon):
    win(opened, noon)

    assert owed(weavers.pk) == {"EUR": 4800}
    assert held(weavers.pk) == {"EUR": 0}
    assert of_the_house()["provider"] == {"EUR": 11_500}
    assert of_the_house()["disputed"] == {"EUR": 0}


@pytest.mark.proof(15)
def test_a_dispute_that_is_lost_takes_each_part_back(opened, disputed, weavers, potters, makers, noon):
    lose(opened, disputed, noon)

    assert [owed(maker.pk) | held(maker.pk) for maker in (weavers, potters, makers)] == [{"EUR": 0}] * 3
    assert set().union(*(by_currency.values() for by_currency in of_the_house().values())) == {0}
    assert check().is_sound


def test_a_lost_dispute_that_the_house_bears_takes_nothing_from_the_makers(sale, disputed, weavers, noon):
    borne = disputed.borne_by_house()

    opened = record_dispute_opened(reference="dispute:D1", order_reference="A1", figures=borne, posted_at=noon)
    lose(opened, borne, noon)

    assert owed(weavers.pk) == {"EUR": 4800}
    assert held(weavers.pk) == {}
    assert of_the_house()["losses"] == {"EUR": 8000}


def test_a_lost_dispute_of_a_promoted_sale_gives_the_house_its_promotion_back(sale, disputed, noon):
    promoted = replace(disputed, promotion_minor=500)

    opened = record_dispute_opened(reference="dispute:D1", order_reference="A1", figures=promoted, posted_at=noon)
    lose(opened, promoted, noon)

    assert of_the_house()["promotions"] == {"EUR": -500}
    assert of_the_house()["provider"] == {"EUR": 500}
    assert of_the_house()["disputed"] == {"EUR": 0}


def test_the_fee_of_a_dispute_is_borne_by_whom_the_rule_names(opened, weavers, noon):
    house = FeeFigures("EUR", 2000)
    shared = FeeFigures("EUR", 2000, borne_by={weavers.pk: 500})

    record_dispute_fee(reference="fee:D1", order_reference="A1", fee=house, posted_at=noon)
    record_dispute_fee(reference="fee:D2", order_reference="A1", fee=shared, posted_at=noon)

    assert of_the_house()["fees"] == {"EUR": 3500}
    assert owed(weavers.pk) == {"EUR": -500}
    assert set(Entry.objects.filter(reference__startswith="fee").values_list("kind", flat=True)) == {"dispute_fee"}


@pytest.mark.proof(15)
def test_a_dispute_ends_once(opened, disputed, noon):
    won = win(opened, noon)

    assert win(opened, noon) == won
    for again in (lambda: win(opened, noon, "other"), lambda: lose(opened, disputed, noon)):
        with pytest.raises(AlreadyConcluded):
            again()


def test_a_dispute_ends_with_the_figures_with_which_it_was_opened(opened, disputed, weavers, noon):
    with pytest.raises(AmountRefused):
        lose(opened, replace(disputed, shares={weavers.pk: 8000}), noon)
    with pytest.raises(AmountRefused):
        lose(opened, replace(disputed, commission_minor=2001), noon)


def test_only_a_dispute_can_be_won(sale, noon):
    with pytest.raises(NotWritten):
        win(sale, noon)


def test_what_was_reversed_does_not_end_and_what_ended_is_not_reversed(sale, opened, disputed, noon):
    again = record_dispute_opened(reference="dispute:D2", order_reference="A1", figures=disputed, posted_at=noon)
    reverse(reference="reversal:D2", entry=again, posted_at=noon)
    win(opened, noon)

    with pytest.raises(AlreadyReversed):
        win(again, noon, "dispute:D2:won")
    with pytest.raises(AlreadyConcluded):
        reverse(reference="reversal:D1", entry=opened, posted_at=noon)


@pytest.mark.proof(15)
@pytest.mark.django_db(transaction=True)
def test_of_all_the_ends_of_a_dispute_that_come_at_once_one_is_written(opened, disputed, weavers, noon):
    def end(number):
        if number % 3 == 0:
            return win(opened, noon, f"won:{number}")
        if number % 3 == 1:
            return lose(opened, disputed, noon, f"lost:{number}")
        return reverse(reference=f"reversal:{number}", entry=opened, posted_at=noon)

    outcomes = at_once(9, end)

    assert outcomes.count("written") == 1
    assert set(outcomes) <= {"written", "AlreadyConcluded", "AlreadyReversed"}
    assert held(weavers.pk) == {"EUR": 0}
    assert check().is_sound
