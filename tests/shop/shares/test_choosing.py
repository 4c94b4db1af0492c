"""Of several policies the most specific one that holds on the day decides."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalogue.models import Category
from shop.shares.choosing import Policies
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 15)


@pytest.fixture
def kinds():
    """Baskets › Bread baskets › Small bread baskets."""
    top = Category.add_root(name="Baskets", slug="baskets")
    middle = top.add_child(name="Bread baskets", slug="bread-baskets")
    return top, middle, middle.add_child(name="Small bread baskets", slug="small-bread-baskets")


def commission_of(piece, on: date = DAY) -> int:
    [made] = piece.contributions.all()
    policies = Policies(products=[piece.pk], cooperatives=[made.cooperative_id], on=on)
    return policies.decide(product=piece.pk, cooperative=made.cooperative_id).commission_bp


def test_without_any_policy_the_defaults_of_the_house_hold(kinds):
    assert commission_of(factories.piece(category=kinds[2])) == 2000


def test_a_piece_wins_over_its_kind_its_cooperative_and_the_house(kinds):
    group = factories.cooperative()
    piece = factories.piece(by=group, category=kinds[2])

    expected = []
    for scope in ({}, {"cooperative": group}, {"category": kinds[0]}, {"category": kinds[1]}, {"product": piece}):
        rate = 1000 + 100 * len(expected)
        factories.policy(commission_bp=rate, **scope)
        expected.append(commission_of(piece) == rate)

    assert expected == [True] * 5


def test_of_two_kinds_the_nearer_one_decides(kinds):
    top, middle, bottom = kinds
    factories.policy(category=top, commission_bp=1000)
    factories.policy(category=bottom, commission_bp=1500)

    assert commission_of(factories.piece(category=bottom)) == 1500
    assert commission_of(factories.piece(category=middle)) == 1000


def test_what_another_piece_kind_or_cooperative_has_does_not_count(kinds):
    other = factories.cooperative(commission_bp=100)
    factories.policy(product=factories.piece(by=other), commission_bp=200)
    factories.policy(category=kinds[1], commission_bp=300)

    assert commission_of(factories.piece(category=kinds[0])) == 2000


@pytest.mark.parametrize(
    ("on", "rate"),
    [
        (date(2026, 5, 31), 2000),
        (date(2026, 6, 1), 1000),
        (date(2026, 6, 30), 1000),
        (date(2026, 7, 1), 1500),
    ],
)
def test_a_policy_holds_from_its_first_day_to_its_last(on, rate):
    group = factories.cooperative()
    factories.policy(cooperative=group, commission_bp=1000, valid_from=date(2026, 6, 1), valid_until=date(2026, 6, 30))
    factories.policy(cooperative=group, commission_bp=1500, valid_from=date(2026, 7, 1))

    assert commission_of(factories.piece(by=group), on) == rate


def test_the_two_makers_of_a_joint_piece_have_each_their_own_policy():
    first, second = factories.cooperative(commission_bp=1000), factories.cooperative(commission_bp=1500)
    piece = factories.piece(by={first: 1, second: 1})

    policies = Policies(products=[piece.pk], cooperatives=[first.pk, second.pk], on=DAY)

    rates = [policies.decide(product=piece.pk, cooperative=group.pk).commission_bp for group in (first, second)]
    assert rates == [1000, 1500]


def test_choosing_for_a_basket_takes_two_queries_whatever_is_in_it(kinds):
    groups = [factories.cooperative(commission_bp=1000 + number) for number in range(10)]
    pieces = [factories.piece(by=group, category=kinds[number % 3]) for number, group in enumerate(groups)]
    for piece in pieces[::2]:
        factories.policy(product=piece, commission_bp=500)

    with CaptureQueriesContext(connection) as queries:
        policies = Policies(
            products=[piece.pk for piece in pieces], cooperatives=[group.pk for group in groups], on=DAY
        )
        rates = [
            policies.decide(product=piece.pk, cooperative=group.pk).commission_bp
            for piece, group in zip(pieces, groups, strict=True)
        ]

    assert len(queries) == 2
    assert rates == [500, 1001, 500, 1003, 500, 1005, 500, 1007, 500, 1009]
