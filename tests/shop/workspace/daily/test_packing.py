"""To pack: the paid pieces that a group sends, with what it needs to know and nothing of the buyer."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from shop.customs.models import KindOfGoods
from shop.order.models import Line
from shop.order.sending import mark_as_sent
from shop.shipping.zones import DAYS_TO_PACK
from shop.workspace.daily.packing import (
    NotToPack,
    given_back,
    mark_handed_over,
    mark_packed,
    to_pack,
    undo_last,
)
from tests import factories


@pytest.fixture
def leader(world):
    return factories.leader()


@pytest.fixture
def theirs(world):
    return factories.piece("A pot of others")


def line_of(order, piece) -> Line:
    return order.lines.get(product=piece)


def test_of_a_mixed_order_a_group_packs_its_own_lines(leader, theirs, stripe):
    piece = factories.piece(by=leader.cooperative)
    order = factories.paid_order(stripe, (piece, 2), theirs)

    [one] = to_pack(leader.cooperative)

    assert (one.line, one.line.num_allocated, one.country) == (line_of(order, piece), 2, "Belgium")
    assert one.weight_grams == 1600
    assert one.pack_until == timezone.localdate() + timedelta(days=DAYS_TO_PACK)


def test_a_country_without_a_name_in_kinyarwanda_has_its_english_one(leader, stripe):
    factories.paid_order(stripe, factories.piece(by=leader.cooperative))

    with translation.override("rw"):
        [one] = to_pack(leader.cooperative)

    assert one.country == "Belgium"


def test_nobody_packs_what_is_not_paid_what_was_sent_or_what_was_given_back(leader, stripe):
    piece = factories.piece(by=leader.cooperative)
    factories.order(piece)
    mark_as_sent(order=factories.paid_order(stripe, piece))
    given = factories.paid_order(stripe, piece)
    factories.refunded(given, line_of(given, piece))

    assert to_pack(leader.cooperative) == []


def test_it_is_packed_handed_over_and_taken_back_step_by_step(leader, stripe):
    piece = factories.piece(by=leader.cooperative)
    line = line_of(factories.paid_order(stripe, piece), piece)

    mark_packed(line=line, leader=leader)
    packing = mark_handed_over(line=line, leader=leader)
    [handed_over] = to_pack(leader.cooperative)
    undo_last(line=line, leader=leader)
    [packed] = to_pack(leader.cooperative)
    undo_last(line=line, leader=leader)
    [untouched] = to_pack(leader.cooperative)

    assert (packing.packed_by, packing.handed_over_by) == (leader, leader)
    assert (handed_over.is_packed, handed_over.is_handed_over) == (True, True)
    assert (packed.is_packed, packed.is_handed_over) == (True, False)
    assert untouched.packing is None
    with pytest.raises(NotToPack):
        undo_last(line=line, leader=leader)


def test_saying_it_twice_is_saying_it_once(leader, stripe):
    piece = factories.piece(by=leader.cooperative)
    line = line_of(factories.paid_order(stripe, piece), piece)
    first = mark_handed_over(line=line, leader=leader)

    again = mark_handed_over(line=line, leader=leader)

    assert (again.pk, again.packed_at, again.handed_over_at) == (first.pk, first.packed_at, first.handed_over_at)


def test_another_groups_line_is_nobody_elses_to_pack(leader, theirs, stripe):
    piece = factories.piece(by=leader.cooperative)
    order = factories.paid_order(stripe, piece, theirs)
    line = line_of(order, theirs)

    for act in (mark_packed, mark_handed_over, undo_last):
        with pytest.raises(NotToPack):
            act(line=line, leader=leader)


def test_what_has_left_is_no_longer_taken_back(leader, stripe):
    piece = factories.piece(by=leader.cooperative)
    order = factories.paid_order(stripe, piece)
    line = line_of(order, piece)
    mark_handed_over(line=line, leader=leader)
    mark_as_sent(order=order)

    with pytest.raises(NotToPack):
        undo_last(line=line, leader=leader)


def test_what_was_packed_and_is_given_back_is_not_handed_over(leader, stripe):
    piece = factories.piece(by=leader.cooperative)
    order = factories.paid_order(stripe, piece)
    line = line_of(order, piece)
    mark_packed(line=line, leader=leader)
    factories.refunded(order, line)

    assert given_back(leader.cooperative) == [line]
    undo_last(line=line, leader=leader)
    assert given_back(leader.cooperative) == []


def test_the_recipe_is_that_of_the_nearest_kind(leader, stripe):
    baskets = factories.category("Baskets")
    small = baskets.add_child(name="Small baskets", slug="small-baskets")
    KindOfGoods.objects.create(
        category=baskets, heading="4602.19", contents="Basket of sisal", recipe="Fill it.\n\nTie it."
    )
    piece = factories.piece(by=leader.cooperative, category=small)
    factories.paid_order(stripe, piece)

    [one] = to_pack(leader.cooperative)

    assert one.goods.heading == "4602.19"
    assert one.goods.steps == ("Fill it.", "Tie it.")


def test_the_list_costs_the_same_whatever_is_on_it(leader, stripe, django_assert_num_queries):
    piece = factories.piece(by=leader.cooperative, stock=20)
    KindOfGoods.objects.create(category=factories.category(), heading="4602")
    for number in range(3):
        other = factories.piece(by=leader.cooperative)
        factories.picture_of(other, colour=f"#a2401{number}")
        factories.paid_order(stripe, (piece, 1), other)

    with django_assert_num_queries(6):
        assert len(to_pack(leader.cooperative)) == 6
