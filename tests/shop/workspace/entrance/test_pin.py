"""Five digits are a leader’s own: hard to guess at the door, and worth nothing to whoever steals the database."""

import pytest

from shop.workspace.entrance import pin as pins
from shop.workspace.entrance.models import Leader
from tests import factories
from tests.shop.workspace.entrance.conftest import PIN, WRONG

pytestmark = pytest.mark.django_db


def test_the_digits_she_chose_are_right_and_others_are_not(leader):
    assert pins.is_right(leader, PIN)
    assert not pins.is_right(leader, WRONG)


@pytest.mark.parametrize(
    "pin",
    [
        "",
        "4071",
        "407183",
        "4o718",
        "00000",
        "77777",
        "12121",
        "12345",
        "54321",
        "67890",
        "09876",
        "19850",
        "51972",
        "20264",
        "88000",
        "00101",
    ],
)
def test_digits_that_others_try_first_cannot_be_chosen(pin):
    leader = factories.leader(phone="+250788000101")

    with pytest.raises(pins.NotAPin):
        pins.choose(leader=leader, pin=pin)

    assert not Leader.objects.get().has_pin


@pytest.mark.parametrize("typed", ["40718", " 40 718 ", "٤٠٧١٨", "４０７１８"])
def test_digits_are_the_same_in_every_script_and_with_spaces(typed):
    assert pins.digits_of(typed) == "40718"


def test_two_leaders_with_the_same_digits_do_not_share_what_is_stored(leader):
    other = pins.choose(leader=factories.leader(), pin=PIN)
    other.pin_hash = leader.pin_hash

    assert not pins.is_right(other, PIN)


def test_without_the_key_of_the_site_what_is_stored_cannot_be_tried(leader, settings):
    settings.SECRET_KEY = "what a thief of the database does not have"

    assert not pins.is_right(leader, PIN)


def test_a_site_that_changed_its_key_still_knows_the_digits(leader, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"

    assert pins.is_right(leader, PIN)


def test_who_has_digits_keeps_them_when_somebody_chooses_for_her(leader):
    with pytest.raises(pins.AlreadyChosen):
        pins.choose(leader=leader, pin=WRONG)

    assert pins.is_right(Leader.objects.get(pk=leader.pk), PIN)


@pytest.mark.parametrize("whose", ["nobody", "without digits", "hers"])
def test_a_wrong_answer_costs_the_same_work_whoever_was_asked_for(leader, whose, monkeypatch):
    hashed = []
    encode = pins.make_password, pins.check_password
    monkeypatch.setattr(pins, "make_password", lambda *given: hashed.append(1) or encode[0](*given))
    monkeypatch.setattr(pins, "check_password", lambda *given: hashed.append(1) or encode[1](*given))
    asked = {"nobody": None, "without digits": factories.leader(), "hers": leader}[whose]

    pins.is_right(asked, WRONG)

    assert len(hashed) == 1
