"""Digits are not guessed: after four wrong tries the waits begin, and they grow; but nobody shuts a leader out from afar."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.test import Client

from shop.workspace.entrance import tries, views
from shop.workspace.entrance.models import Leader, Tries
from shop.workspace.entrance.proving import NotThem, prove_by_number
from tests import factories
from tests.race import race
from tests.shop.workspace.entrance.conftest import PIN, WRONG, come_in, is_in

NUMBER, NOBODYS = "+250788000101", "+250788000199"


def tried(number: str, times: int, pin: str = WRONG) -> int:
    """How many of so many tries were looked at."""
    looked_at = 0
    for _ in range(times):
        try:
            prove_by_number(number=number, pin=pin)
        except NotThem:
            looked_at += 1
        except tries.Wait:
            pass
    return looked_at


def later(by: timedelta) -> None:
    """As if all this had been so long ago."""
    for row in Tries.objects.all():
        Tries.objects.filter(pk=row.pk).update(last_at=row.last_at - by, shut_until=row.shut_until - by)


@pytest.mark.parametrize("number", [NUMBER, NOBODYS])
def test_four_are_looked_at_and_then_not_even_the_right_ones(leader, number):
    assert tried(number, 20) == 4
    with pytest.raises(tries.Wait):
        prove_by_number(number=number, pin=PIN)


def test_each_wait_is_longer_than_the_one_before_up_to_an_hour(leader):
    tried(NUMBER, 4)
    waits = []
    for _ in range(9):
        wait = Tries.objects.get().shut_until - Tries.objects.get().last_at
        waits.append(wait)
        later(wait)
        assert tried(NUMBER, 2) == 1

    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=30)
    assert waits[-1] == timedelta(hours=1)


def test_at_the_longest_waits_all_the_digits_take_years(leader):
    a_day_has = timedelta(days=1) // tries.WAITS[-1]

    assert 100_000 / 2 / a_day_has / 365 > 5


def test_right_digits_wipe_the_slate(leader):
    tried(NUMBER, 3)

    prove_by_number(number=NUMBER, pin=PIN)

    assert not Tries.objects.exists()


def test_a_day_later_they_are_forgotten(leader):
    tried(NUMBER, 4)
    later(tries.FORGOTTEN_AFTER + timedelta(seconds=1))

    assert tried(NUMBER, 20) == 4


def test_old_tries_leave_nothing_behind(leader):
    tried(NUMBER, 4)
    later(tries.FORGOTTEN_AFTER + timedelta(seconds=1))
    tried(NOBODYS, 1)

    tries.forget()

    assert Tries.objects.count() == 1


def test_whoever_guesses_elsewhere_does_not_shut_her_out_of_her_own_phone(leader, phone):
    tried(NUMBER, 10)

    phone.post(f"/workspace/who/{leader.pk}/", {"pin": PIN})

    assert is_in(phone)


def test_on_her_own_phone_they_count_too(leader, phone):
    answers = [phone.post(f"/workspace/who/{leader.pk}/", {"pin": WRONG}).status_code for _ in range(6)]

    assert answers == [422] * 4 + [429] * 2
    assert phone.post(f"/workspace/who/{leader.pk}/", {"pin": PIN}).status_code == 429


def test_one_leader_s_wrong_tries_do_not_keep_the_other_from_the_phone_they_share(leader, phone):
    other = factories.leader(of=leader.cooperative, phone="+250788000102")
    Leader.objects.filter(pk=other.pk).update(pin_hash="of somebody")
    leader.devices.get().leaders.add(other)
    for _ in range(6):
        phone.post(f"/workspace/who/{other.pk}/", {"pin": WRONG})

    phone.post(f"/workspace/who/{leader.pk}/", {"pin": PIN})

    assert is_in(phone)


def test_a_phone_that_tries_one_number_after_the_other_waits(leader, phone):
    answers = [
        phone.post("/workspace/phone/", {"number": f"07880002{number:02}", "pin": WRONG}).status_code
        for number in range(6)
    ]

    assert answers == [422] * 4 + [429] * 2


def test_so_does_a_stranger_s_address(leader, monkeypatch):
    monkeypatch.setattr(views, "LIMIT", replace(views.LIMIT, times=3))

    answers = [
        Client().post("/workspace/phone/", {"number": f"07880002{number:02}", "pin": WRONG}).status_code
        for number in range(4)
    ]

    assert answers == [422] * 3 + [429]
    assert come_in(Client(), leader).status_code == 429


def test_the_answer_says_how_long_to_wait(leader, phone):
    for _ in range(4):
        phone.post(f"/workspace/who/{leader.pk}/", {"pin": WRONG})

    page = phone.post(f"/workspace/who/{leader.pk}/", {"pin": WRONG})

    assert 25 <= int(page["Retry-After"]) <= 30
    assert "seconds, then try again" in page.text


RUNNERS = 8


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    @pytest.fixture
    def looked_at(self, monkeypatch):
        """How many of 16 tries, two by each of eight who start together, were looked at."""
        update = QuerySet.update

        def looked_at(*, only_if_unchanged: bool) -> int:
            def slowly(rows, **values):
                if rows.model is Tries:
                    time.sleep(0.1)  # long enough for the others to have read the same count
                    rows = rows if only_if_unchanged else Tries.objects.filter(key=tries.by_number(NOBODYS))
                return update(rows, **values)

            monkeypatch.setattr(QuerySet, "update", slowly)
            return sum(race(lambda number: tried(NOBODYS, 2), RUNNERS))

        return looked_at

    def test_of_many_tries_no_more_are_looked_at(self, looked_at):
        assert looked_at(only_if_unchanged=True) <= tries.FREE

    def test_without_the_condition_more_are(self, looked_at):
        assert looked_at(only_if_unchanged=False) > tries.FREE
