import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.ledger.shares import (
    CannotSplit,
    GivenBack,
    PartRule,
    give_back,
    give_back_bounded,
    give_back_promoted,
    share_out,
    split,
)

amounts = st.integers(0, 10**12)
weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any)


@given(amounts, weights)
def test_the_parts_of_a_split_add_up_to_the_whole(amount, weights):
    parts = split(amount, weights)

    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)


@given(amounts, weights)
def test_no_part_is_further_than_one_unit_from_its_exact_proportion(amount, weights):
    parts = split(amount, weights)

    assert all(
        abs(part * sum(weights) - amount * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True)
    )


@given(amounts, weights)
def test_a_part_without_weight_gets_nothing(amount, weights):
    parts = split(amount, [*weights, 0])

    assert parts[-1] == 0


def test_what_is_left_over_goes_to_the_largest_remainder_and_then_to_the_earlier_part():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(100, [1, 2, 4]) == [14, 29, 57]
    assert split(1, [1, 1]) == [1, 0]


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (5, [2, -1]), (5, [0, 0]), (5, [])])
def test_what_is_no_split_is_refused(amount, weights):
    with pytest.raises(CannotSplit):
        split(amount, weights)


def test_a_joint_piece_is_shared_out_between_the_cooperatives_that_made_it():
    pot = PartRule(cooperative_id=1, weight=60, commission_bp=2000)
    sleeve = PartRule(cooperative_id=2, weight=40, commission_bp=1500)

    shares = share_out(gross_minor=9999, parts=[pot, sleeve])

    assert [(share.gross_minor, share.commission_minor, share.amount_minor) for share in shares] == [
        (5999, 1199, 4800),
        (4000, 600, 3400),
    ]


def test_the_odd_cent_of_a_commission_stays_with_the_makers():
    [share] = share_out(gross_minor=99, parts=[PartRule(cooperative_id=1, weight=1, commission_bp=1000)])

    assert (share.commission_minor, share.amount_minor) == (9, 90)


@pytest.mark.parametrize("commission_bp", [-1, 10_001])
def test_a_commission_outside_the_sale_is_refused(commission_bp):
    with pytest.raises(CannotSplit):
        share_out(gross_minor=100, parts=[PartRule(cooperative_id=1, weight=1, commission_bp=commission_bp)])


def test_a_refund_is_borne_pro_rata():
    assert give_back(amounts=[4800, 3200, 2000], already=[0, 0, 0], refund_minor=1000) == [480, 320, 200]


def test_a_refund_takes_from_no_part_more_than_is_left_of_it():
    assert give_back(amounts=[4800, 3200], already=[4800, 0], refund_minor=3200) == [0, 3200]


def test_more_than_what_is_left_cannot_be_refunded():
    with pytest.raises(CannotSplit):
        give_back(amounts=[4800, 3200], already=[4800, 1], refund_minor=3200)


def test_nothing_given_back_of_nothing_left_is_nothing():
    assert give_back(amounts=[4800, 3200], already=[4800, 3200], refund_minor=0) == [0, 0]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.data())
def test_refunding_step_by_step_until_nothing_is_left_empties_every_part(amounts, data):
    already = [0] * len(amounts)
    while rest := sum(amounts) - sum(already):
        refund = data.draw(st.integers(max(1, rest // 4), rest))
        given_back = give_back(amounts=amounts, already=already, refund_minor=refund)
        already = [gone + part for gone, part in zip(already, given_back, strict=True)]
        assert all(gone <= amount for gone, amount in zip(already, amounts, strict=True))

    assert already == amounts


@pytest.mark.proof(11)
def test_no_cent_is_lost_in_10000_random_sales_and_their_refunds(record_property):
    chance = random.Random(11)
    splits = 0
    while splits < 10_000:
        smallest, largest = chance.choice([(0, 9), (1, 99_999), (1, 10**10)])  # cents, prices, francs without decimals
        gross = chance.randint(smallest, largest)
        discount = chance.choice([0, 0, chance.randint(0, gross)])
        delivery = chance.choice([0, chance.randint(0, 9_999)])
        parts = [
            PartRule(cooperative_id=pk, weight=chance.choice([1, 1, chance.randint(1, 99)]), commission_bp=bp)
            for pk in range(1, chance.randint(1, 6) + 1)
            for bp in [chance.choice([0, 2000, chance.randint(0, 10_000), 10_000])]
        ]

        shares = share_out(gross_minor=gross - discount, parts=parts)
        commission = sum(share.commission_minor for share in shares)
        whole = [share.amount_minor for share in shares] + [commission, delivery]
        assert sum(whole) == gross - discount + delivery
        assert all(amount >= 0 for amount in whole)
        splits += 1

        already = [0] * len(whole)
        while rest := sum(whole) - sum(already):
            refund = chance.choice([rest, chance.randint(1, rest)])
            given_back = give_back(amounts=whole, already=already, refund_minor=refund)
            assert sum(given_back) == refund
            already = [gone + part for gone, part in zip(already, given_back, strict=True)]
            assert all(gone <= amount for gone, amount in zip(already, whole, strict=True))
            splits += 1
        assert already == whole

    record_property("figure", f"{splits} splits, 0 units lost")


@pytest.mark.proof(11)
def test_rounding_each_part_on_its_own_would_lose_cents():
    """The negative control: without the largest remainder, the promise does not hold."""
    chance = random.Random(11)
    lost = 0
    for _ in range(1000):
        amount, weights = chance.randint(1, 99_999), [chance.randint(1, 99) for _ in range(3)]
        lost += sum(round(amount * weight / sum(weights)) for weight in weights) != amount

    assert lost > 0


def test_a_refund_of_what_the_house_discounted_gives_the_house_its_part_back():
    back = give_back_promoted(
        amounts=[8000, 2000], already=[0, 0], promotion_minor=2000, promotion_already=0, refund_minor=4000
    )

    assert back == GivenBack(parts=[4000, 1000], promotion_minor=1000)


def test_refunding_a_piece_that_the_house_gave_away_takes_its_shares_back_from_nobody_but_the_house():
    back = give_back_promoted(
        amounts=[80, 20], already=[0, 0], promotion_minor=100, promotion_already=0, refund_minor=0
    )

    assert back == GivenBack(parts=[80, 20], promotion_minor=100)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.data())
def test_refunds_of_a_promoted_sale_are_bounded_and_empty_it_exactly(amounts, data):
    promotion = data.draw(st.integers(0, sum(amounts)))
    already, promotion_already = [0] * len(amounts), 0
    while True:
        paid_left = sum(amounts) - sum(already) - (promotion - promotion_already)
        refund = data.draw(st.integers(min(paid_left, max(1, paid_left // 4)), paid_left))
        back = give_back_promoted(
            amounts=amounts,
            already=already,
            promotion_minor=promotion,
            promotion_already=promotion_already,
            refund_minor=refund,
        )
        assert back.refund_minor == refund
        assert back.promotion_minor >= 0
        assert all(part >= 0 for part in back.parts)
        already = [gone + part for gone, part in zip(already, back.parts, strict=True)]
        promotion_already += back.promotion_minor
        assert all(gone <= amount for gone, amount in zip(already, amounts, strict=True))
        assert promotion_already <= promotion
        if refund == paid_left:
            break

    assert (already, promotion_already) == (amounts, promotion)


@pytest.mark.parametrize(
    ("promotion_minor", "promotion_already", "refund_minor"),
    [(10, 0, 91), (10, 11, 1), (-1, 0, 1), (0, 0, -1), (101, 0, 0)],
)
def test_what_is_no_refund_of_a_promoted_sale_is_refused(promotion_minor, promotion_already, refund_minor):
    with pytest.raises(CannotSplit):
        give_back_promoted(
            amounts=[80, 20],
            already=[0, 0],
            promotion_minor=promotion_minor,
            promotion_already=promotion_already,
            refund_minor=refund_minor,
        )


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.integers(0, 10**10))
def test_what_is_taken_beyond_all_parts_is_a_loss(amounts, taken):
    parts, loss = give_back_bounded(amounts=amounts, already=[0] * len(amounts), refund_minor=taken)

    assert sum(parts) + loss == taken
    assert loss == max(0, taken - sum(amounts))
    assert all(0 <= part <= amount for part, amount in zip(parts, amounts, strict=True))
