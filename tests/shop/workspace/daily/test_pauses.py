"""Away, or full: the group says until when, and what the shop promises moves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.order.arrival import expected_days
from shop.order.models import Order
from shop.workspace.daily.models import Pause
from shop.workspace.daily.packing import to_pack
from shop.workspace.daily.pauses import NotADay, call_off, pause_of, pauses_of_pieces, say_pause
from tests import factories

AWAY = Pause.Why.AWAY


@pytest.fixture
def leader(world):
    return factories.leader()


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def test_a_group_says_it_is_away_and_comes_back(leader):
    said = say_pause(leader=leader, why=AWAY, until=in_days(10))

    assert pause_of(leader.cooperative) == said
    assert call_off(leader=leader) is True
    assert pause_of(leader.cooperative) is None
    assert call_off(leader=leader) is False


def test_what_is_said_last_holds(leader):
    say_pause(leader=leader, why=AWAY, until=in_days(10))

    last = say_pause(leader=leader, why=Pause.Why.FULL, until=in_days(3))

    assert pause_of(leader.cooperative) == last
    assert Pause.objects.open().get() == last


@pytest.mark.parametrize("days", [-1, 184])
def test_a_pause_ends_neither_yesterday_nor_next_year(leader, days):
    with pytest.raises(NotADay):
        say_pause(leader=leader, why=AWAY, until=in_days(days))


def test_a_pause_ends_by_itself(leader):
    said = say_pause(leader=leader, why=AWAY, until=in_days(0))
    Pause.objects.filter(pk=said.pk).update(until=in_days(-1))

    assert pause_of(leader.cooperative) is None


def test_only_the_pieces_that_the_group_packs_wait_for_it(leader):
    other = factories.cooperative()
    packed, elsewhere = factories.piece(by=leader.cooperative), factories.piece(by={other: 3, leader.cooperative: 1})
    said = say_pause(leader=leader, why=AWAY, until=in_days(10))

    assert pauses_of_pieces([packed.pk, elsewhere.pk]) == {packed.pk: said}


def paid(leader, stripe) -> Order:
    return factories.paid_order(stripe, factories.piece(by=leader.cooperative))


def test_an_order_paid_during_a_pause_is_promised_for_later_and_packed_later(leader, stripe):
    usual = expected_days(paid(leader, stripe))
    say_pause(leader=leader, why=AWAY, until=in_days(9))

    later = expected_days(paid(leader, stripe))

    assert later == (usual[0] + timedelta(days=10), usual[1] + timedelta(days=10))
    assert [one.pack_until for one in to_pack(leader.cooperative)] == [in_days(2), in_days(12)]


def test_an_order_paid_before_the_pause_keeps_its_promise(leader, stripe):
    order = paid(leader, stripe)
    usual = expected_days(order)

    say_pause(leader=leader, why=AWAY, until=in_days(9))

    assert expected_days(order) == usual


def test_a_group_that_comes_back_sooner_is_expected_sooner(leader, stripe):
    usual = expected_days(paid(leader, stripe))
    say_pause(leader=leader, why=AWAY, until=in_days(9))
    order = paid(leader, stripe)

    call_off(leader=leader)

    assert expected_days(order) == usual


def test_a_parcel_that_left_is_expected_from_the_day_it_left(leader, stripe):
    usual = expected_days(paid(leader, stripe))
    say_pause(leader=leader, why=AWAY, until=in_days(9))
    order = paid(leader, stripe)

    assert expected_days(order, timezone.now()) == usual
