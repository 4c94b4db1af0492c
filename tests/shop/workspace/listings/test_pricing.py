"""What a leader is told of a price is what an order would freeze."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.shares.freezing import Part
from shop.shares.models import SharePolicy
from shop.workspace.listings.pricing import Rule, asked_for, is_doubtful, rule_for, rules_for, what_they_get
from tests import factories


@pytest.mark.django_db
class TestWithTheShop:
    def test_they_get_what_the_policy_of_their_group_leaves(self):
        group = factories.cooperative(commission_bp=1500)

        assert what_they_get(price_rwf=10_000, cooperative=group) == 8_500

    def test_the_policy_of_the_nearest_kind_comes_before_that_of_the_group(self):
        group, kind = factories.cooperative(commission_bp=1500), factories.category("Bowls")
        factories.policy(category=kind, commission_bp=1000)

        assert what_they_get(price_rwf=10_000, cooperative=group, kind=kind) == 9_000

    def test_without_any_policy_the_rule_of_the_house_holds(self):
        factories.policy(commission_bp=500)

        assert what_they_get(price_rwf=10_000, cooperative=factories.cooperative()) == 9_500

    def test_of_a_live_piece_by_two_groups_each_is_told_its_part(self):
        ours, others = factories.cooperative(commission_bp=2000), factories.cooperative(commission_bp=1000)
        piece = factories.piece(by={ours: 3, others: 1})

        assert what_they_get(price_rwf=10_000, cooperative=ours, product=piece) == 6_000
        assert what_they_get(price_rwf=10_000, cooperative=others, product=piece) == 2_250

    def test_the_rules_of_all_kinds_are_read_at_once(self, django_assert_num_queries):
        group = factories.cooperative()
        kinds = [factories.category(f"Kind {number}") for number in range(10)]

        with django_assert_num_queries(1):
            rules_for(cooperative=group, kinds=kinds)

    def test_others_prices_are_told_of_live_pieces_of_the_kind(self, django_assert_num_queries):
        kind = factories.category("Bowls")
        for price in ("9000", "12000", "30000"):
            factories.piece(category=kind, prices={"RWF": price})
        factories.piece(category=kind, prices={"RWF": "1"}, is_public=False)

        with django_assert_num_queries(1):
            asked = asked_for()[kind.pk]

        assert (asked.count, asked.lowest, asked.middle, asked.highest) == (3, 9_000, 12_000, 30_000)

    @pytest.mark.parametrize(("price", "doubted"), [(120, True), (9_000, False), (40_000, False), (1_200_000, True)])
    def test_a_price_far_from_the_others_is_doubted(self, price, doubted):
        kind = factories.category("Bowls")
        factories.piece(category=kind, prices={"RWF": "12000"})

        assert is_doubtful(price_rwf=price, kind=kind) is doubted

    def test_a_price_is_doubted_that_is_far_from_the_piece_itself(self):
        kind = factories.category("Bowls")
        factories.piece(category=kind, prices={"RWF": "300000"})
        cheap = factories.piece(category=kind, prices={"RWF": "3000"})

        assert is_doubtful(price_rwf=300_000, kind=kind, product=cheap)

    def test_where_nothing_is_sold_yet_nothing_is_doubted(self):
        assert not is_doubtful(price_rwf=5, kind=factories.category("New things"))

    def test_a_live_piece_is_told_by_its_own_policy(self):
        group = factories.cooperative()
        piece = factories.piece(by=group)
        factories.policy(product=piece, commission_bp=0)

        assert rule_for(cooperative=group, product=piece).they_get(777) == 777


@given(wanted=st.integers(1, 5_000_000), commission=st.integers(0, 9_900))
def test_the_price_for_what_they_want_gives_just_that(wanted, commission):
    rule = Rule((Part(1, 1, SharePolicy(commission_bp=commission)),), of=1)

    price = rule.price_for(wanted)

    if price is not None:
        assert rule.they_get(price) == wanted
        assert rule.they_get(price + 1) > wanted or commission == 0


def test_where_the_organisation_keeps_all_no_price_is_enough():
    assert Rule((Part(1, 1, SharePolicy(commission_bp=10_000)),), of=1).price_for(1) is None
