"""The code of a piece survives a hand in wet clay, a bad print and a hurried reader."""

import itertools

from hypothesis import given
from hypothesis import strategies as some

from shop.passports.codes import LENGTH, SIGNS, check_sign, is_right, new_code, read_code, strange_signs, written

bodies = some.text(SIGNS, min_size=LENGTH, max_size=LENGTH)


def test_no_sign_can_be_taken_for_another_one():
    assert len(SIGNS) == len(set(SIGNS)) == 23
    for alike in ("0O", "1IL", "2Z", "5S", "8B", "UV"):
        assert sum(sign in SIGNS for sign in alike) <= 1


def test_codes_are_right_and_differ():
    codes = {new_code() for _code in range(2000)}

    assert len(codes) == 2000
    assert all(is_right(code) for code in codes)


@given(bodies)
def test_every_single_wrong_sign_is_found(body):
    code = body + check_sign(body)

    for place, sign in itertools.product(range(len(code)), SIGNS):
        if sign != code[place]:
            assert not is_right(code[:place] + sign + code[place + 1 :])


@given(bodies)
def test_any_two_signs_that_changed_places_are_found(body):
    code = body + check_sign(body)

    for first, second in itertools.combinations(range(len(code)), 2):
        if code[first] != code[second]:
            signs = list(code)
            signs[first], signs[second] = signs[second], signs[first]
            assert not is_right("".join(signs))


@given(some.text())
def test_whatever_is_typed_is_no_trouble(typed):
    code = read_code(typed)

    assert is_right(code) in (True, False)
    assert set(strange_signs(code)).isdisjoint(SIGNS)


def test_spaces_dashes_and_small_letters_do_not_matter():
    code = new_code()

    assert read_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert read_code(written(code)) == code
