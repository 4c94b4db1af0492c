"""Promise 11 with policies: whoever bears the discounts and posts the parcels, the parts are the whole to the last unit."""

import random

import pytest

from shop.shares.bearers import Bearer
from shop.shares.freezing import LineToFreeze, Part, freeze
from shop.shares.models import SharePolicy

HOUSE, COOPERATIVE = Bearer.HOUSE, Bearer.COOPERATIVE
SPLITS = 10_000


def part(cooperative_id: int = 1, weight: int = 1, **policy) -> Part:
    return Part(cooperative_id, weight, SharePolicy(**policy))


def test_a_discount_borne_by_the_cooperative_makes_its_share_smaller():
    line = LineToFreeze(full_minor=10_000, offers_minor=1_000, parts=[part(discount_bearer=COOPERATIVE)])

    [frozen] = freeze([line])

    assert (frozen.price_minor, frozen.promotion_minor) == (9_000, 0)
    assert frozen.parts[0].share.amount_minor == 7_200


def test_a_discount_borne_by_the_house_leaves_the_share_as_if_there_were_none():
    line = LineToFreeze(full_minor=10_000, offers_minor=1_000, parts=[part(discount_bearer=HOUSE)])

    [frozen] = freeze([line])

    assert (frozen.price_minor, frozen.promotion_minor) == (9_000, 1_000)
    assert frozen.parts[0].share.amount_minor == 8_000


def test_a_voucher_and_an_offer_are_told_apart():
    parts = [part(discount_bearer=COOPERATIVE, voucher_bearer=HOUSE)]
    line = LineToFreeze(full_minor=10_000, offers_minor=1_000, vouchers_minor=500, parts=parts)

    [frozen] = freeze([line])

    assert (frozen.price_minor, frozen.promotion_minor) == (8_500, 500)
    assert frozen.parts[0].share.gross_minor == 9_000


def test_on_a_joint_piece_one_cooperative_bears_its_part_of_a_discount_and_the_house_the_others():
    parts = [part(1, 3, discount_bearer=COOPERATIVE), part(2, 1, discount_bearer=HOUSE)]
    line = LineToFreeze(full_minor=10_000, offers_minor=1_000, parts=parts)

    [frozen] = freeze([line])

    assert frozen.promotion_minor == 250
    assert [made.share.gross_minor for made in frozen.parts] == [6_750, 2_500]


def test_delivery_goes_by_weight_to_those_who_post_their_own_pieces():
    heavy = LineToFreeze(full_minor=100, grams=900, parts=[part(1, shipping_bearer=COOPERATIVE)])
    light = LineToFreeze(full_minor=9_900, grams=300, parts=[part(2, shipping_bearer=HOUSE)])

    frozen = freeze([heavy, light], delivery_minor=1_200)

    assert [line.parts[0].delivery_minor for line in frozen] == [900, 0]


def test_two_who_post_a_joint_piece_share_its_delivery_by_their_parts():
    parts = [part(1, 2, shipping_bearer=COOPERATIVE), part(2, 1, shipping_bearer=COOPERATIVE)]

    [frozen] = freeze([LineToFreeze(full_minor=100, parts=parts)], delivery_minor=1_000)

    assert [made.delivery_minor for made in frozen.parts] == [667, 333]


def test_a_line_that_is_free_by_the_houses_gift_is_owed_in_full():
    line = LineToFreeze(full_minor=4_000, vouchers_minor=4_000, parts=[part(voucher_bearer=HOUSE)])

    [frozen] = freeze([line])

    assert (frozen.price_minor, frozen.promotion_minor) == (0, 4_000)
    assert frozen.parts[0].share.amount_minor == 3_200


def test_one_unit_taken_off_twice_from_two_units_leaves_nobody_below_nothing():
    parts = [part(1, 1), part(2, 1)]

    [frozen] = freeze([LineToFreeze(full_minor=2, offers_minor=1, vouchers_minor=1, parts=parts)])

    assert [made.share.gross_minor for made in frozen.parts] == [0, 0]


def random_line(chance: random.Random) -> LineToFreeze:
    """Amounts as small as in francs and as large as in cents, discounts up to the whole, any mix of bearers."""
    full = chance.choice([1, 2, 3, chance.randint(1, 50), chance.randint(1, 10**7)])
    offers = chance.choice([0, chance.randint(0, full)])
    vouchers = chance.choice([0, chance.randint(0, full - offers)])
    parts = [
        part(
            number,
            chance.choice([1, 1, chance.randint(1, 99)]),
            commission_bp=chance.choice([0, 10_000, chance.randint(0, 10_000)]),
            **{bearer: chance.choice(Bearer.values) for bearer in SharePolicy.NAMES},
        )
        for number in range(chance.randint(1, 5))
    ]
    return LineToFreeze(
        full_minor=full, offers_minor=offers, vouchers_minor=vouchers, parts=parts, grams=chance.randint(1, 20_000)
    )


@pytest.mark.proof(11)
def test_the_parts_of_random_orders_are_what_was_paid_and_what_the_house_adds(reached):
    chance = random.Random(11)
    lines_seen = 0
    while lines_seen < SPLITS:
        lines = [random_line(chance) for _ in range(chance.randint(1, 6))]
        delivery = chance.choice([0, 1, chance.randint(0, 10**5)])

        frozen = freeze(lines, delivery_minor=delivery)

        for line, result in zip(lines, frozen, strict=True):
            shares = [made.share for made in result.parts]
            assert sum(share.gross_minor for share in shares) == line.price_minor + result.promotion_minor
            assert all(share.gross_minor == share.amount_minor + share.commission_minor for share in shares)
            assert all(share.amount_minor >= 0 and share.commission_minor >= 0 for share in shares)
            assert 0 <= result.promotion_minor <= line.offers_minor + line.vouchers_minor
        theirs = sum(made.delivery_minor for result in frozen for made in result.parts)
        all_post = all(made.part.policy.shipping_bearer == COOPERATIVE for line in frozen for made in line.parts)
        assert theirs == delivery if all_post else theirs <= delivery
        assert freeze(lines, delivery_minor=delivery) == frozen
        lines_seen += len(lines)
    reached(f"{SPLITS} random lines with two kinds of discounts and any bearers: parts = whole")
