"""The woven band shows money truly: all of it, in the right lengths, and in words too."""

from decimal import Decimal

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from cms import band
from shop.catalogue.shares_shown import BandPart

amounts = st.lists(st.decimals(min_value=0, max_value=100_000, places=2), min_size=1, max_size=9)


def part(amount: str, kind: str = "cooperative", hue: int = 0, label: str = "Ibumba", percent: int = 0) -> BandPart:
    return BandPart(label, Decimal(amount), "EUR", percent, kind, hue)


@given(amounts)
def test_the_stitches_are_as_many_as_the_band_is_long(weights):
    counts = band.stitches(weights)

    assert sum(counts) == (band.STITCHES if sum(weights) else 0)


@given(amounts)
def test_whoever_gets_something_has_a_stitch_and_who_gets_nothing_has_none(weights):
    counts = band.stitches(weights)

    assert [bool(count) for count in counts] == [bool(weight) for weight in weights]


def test_half_the_money_is_half_the_stitches():
    counts = band.stitches([Decimal("48.00"), Decimal("24.00"), Decimal("24.00")])

    assert counts == [30, 15, 15]


def test_two_cooperatives_are_told_apart_by_their_stitch_and_not_by_hue_alone():
    woven = band.weave([part("10.00", hue=hue) for hue in range(6)])

    swatches = [one.swatch for one in woven]
    assert len(set(swatches)) == 6


def test_commission_delivery_and_fee_have_stitches_of_their_own():
    kinds = ["cooperative", "commission", "delivery", "fee"]

    woven = band.weave([part("10.00", kind=kind) for kind in kinds])

    assert [one.stitch for one in woven] == ["0", "commission", "delivery", "fee"]


def test_the_band_says_in_words_what_it_draws():
    woven = band.weave([part("80.00", label="Ibumba", percent=80), part("20.00", "commission", 0, "Our work", 20)])

    html = render_to_string("components/band.html", {"parts": woven, "width": 600, "height": 36})

    assert "Ibumba" in html
    assert "€80.00" in html
    assert "80%" in html
    assert "Our work" in html
    assert "style=" not in html
