"""Amounts cross from the shop's Decimal to minor units and back without losing anything."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.payment.currency import NotAnAmount, exponent, to_decimal, to_minor

CURRENCIES = {"RWF": 0, "JPY": 0, "EUR": 2, "USD": 2, "GBP": 2, "TND": 3, "KWD": 3}
currencies = st.sampled_from(sorted(CURRENCIES))
minor_amounts = st.integers(min_value=-(10**18), max_value=10**18)


@pytest.mark.proof(7)
@given(minor=minor_amounts, currency=currencies)
def test_an_amount_survives_the_way_to_decimal_and_back(minor, currency):
    amount = to_decimal(minor, currency)

    assert to_minor(amount, currency) == minor
    assert amount.as_tuple().exponent == -CURRENCIES[currency]


@pytest.mark.proof(7)
@given(minor=minor_amounts, currency=currencies, zeros=st.integers(min_value=0, max_value=6))
def test_trailing_zeros_do_not_change_an_amount(minor, currency, zeros):
    written_longer = Decimal(f"{to_decimal(minor, currency):f}" + ("" if CURRENCIES[currency] else ".") + "0" * zeros)

    assert to_minor(written_longer, currency) == minor


@pytest.mark.proof(7)
@given(minor=minor_amounts, currency=currencies, digit=st.integers(min_value=1, max_value=9))
def test_an_amount_finer_than_the_currency_is_refused_and_never_rounded(minor, currency, digit):
    finer = to_decimal(minor, currency) + Decimal(digit).scaleb(-CURRENCIES[currency] - 1)

    with pytest.raises(NotAnAmount):
        to_minor(finer, currency)


@pytest.mark.proof(7)
@given(a=minor_amounts, b=minor_amounts, currency=currencies)
def test_adding_in_minor_units_is_adding_in_decimals(a, b, currency):
    total = to_decimal(a, currency) + to_decimal(b, currency)

    assert to_minor(total, currency) == a + b


@pytest.mark.proof(7)
@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.50", "EUR", 1250),
        ("15000", "RWF", 15000),
        ("1.5E+4", "RWF", 15000),
        ("1.234", "TND", 1234),
        ("-0.01", "USD", -1),
    ],
)
def test_worked_examples(amount, currency, minor):
    assert to_minor(Decimal(amount), currency) == minor


@pytest.mark.proof(7)
@pytest.mark.parametrize(
    "amount", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+80"), Decimal("1E-80"), 12, 12.5, "12.50"]
)
def test_what_is_not_an_exact_decimal_is_refused(amount):
    with pytest.raises(NotAnAmount):
        to_minor(amount, "EUR")


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "E1R", "ÉUR", None])
def test_what_is_not_a_currency_code_is_refused(currency):
    with pytest.raises(NotAnAmount):
        exponent(currency)


@pytest.mark.parametrize("minor", [12.0, True, "12", Decimal(12)])
def test_minor_units_are_whole_numbers(minor):
    with pytest.raises(NotAnAmount):
        to_decimal(minor, "EUR")
