"""What an order freezes is what the policy of its day said, and stays so whatever staff write afterwards."""

import random
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import timedelta

from cooperatives.ledger.models import Account, Entry
from shop.catalogue.shares_shown import planned_band
from shop.checkout.freezing import freeze_basket
from shop.checkout.placement import place_order
from shop.market import Market
from shop.offer.models import Benefit
from shop.order.figures import sale_figures
from shop.order.models import LineShare, Order
from shop.order.shown import order_band
from shop.order.utils import SoldOut
from shop.payment.audit import audit
from shop.shares.bearers import Bearer, Bearers
from shop.shares.models import SharePolicy
from tests import factories
from tests.checkout_form import carry, filled_in
from tests.vouchers import site_offer, spend, voucher

pytestmark = pytest.mark.django_db
HOUSE, COOPERATIVE = Bearer.HOUSE, Bearer.COOPERATIVE
HUNDRED = {"EUR": "100.00"}
ORDERS = 25


def test_a_share_carries_the_rule_it_was_computed_by(world):
    group = factories.cooperative(commission_bp=1500, fee_bearer=COOPERATIVE, breakage_bearer=COOPERATIVE)

    factories.order(factories.piece(by=group, prices=HUNDRED))

    share = LineShare.objects.get()
    assert share.policy == SharePolicy.objects.get()
    assert (share.commission_bp, share.amount_minor) == (1500, 8500)
    assert (share.fee_bearer, share.breakage_bearer, share.shipping_bearer) == (COOPERATIVE, COOPERATIVE, HOUSE)


def test_without_a_policy_the_defaults_are_frozen(world):
    factories.order(factories.piece(prices=HUNDRED))

    share = LineShare.objects.get()
    assert (share.policy, share.commission_bp, share.discount_bearer) == (None, 2000, COOPERATIVE)


def test_the_policy_of_the_day_on_which_it_was_placed_decides(world):
    group = factories.cooperative()
    factories.policy(cooperative=group, commission_bp=1000, valid_until=date(2026, 6, 30))
    factories.policy(cooperative=group, commission_bp=3000, valid_from=date(2026, 7, 1))
    piece = factories.piece(by=group, prices=HUNDRED)
    placed = timezone.datetime(2026, 6, 30, 12, tzinfo=timezone.get_default_timezone())

    before = factories.order(piece, placed_at=placed)
    after = factories.order(piece, placed_at=placed + timedelta(days=1))

    rates = [LineShare.objects.get(line__order=order).commission_bp for order in (before, after)]
    assert rates == [1000, 3000]


def test_a_later_change_of_the_policy_leaves_the_order_as_it_was(world):
    group = factories.cooperative(commission_bp=1500)
    order = factories.order(factories.piece(by=group, prices=HUNDRED))

    SharePolicy.objects.all().delete()

    assert sale_figures(order).shares == {group.pk: 8500}


@pytest.mark.parametrize(
    ("bearer", "share", "promotion"), [(HOUSE, 8000, 1000), (COOPERATIVE, 7200, 0)], ids=["house", "cooperative"]
)
def test_who_bears_a_voucher_is_booked_so(world, stripe, bearer, share, promotion):
    group = factories.cooperative(voucher_bearer=bearer)
    piece = factories.piece(by=group, prices=HUNDRED)

    order = factories.paid_order(stripe, piece, before=lambda basket: spend(voucher(percent="10"), basket))

    assert order.total_minor == 9000 + 1200
    figures = sale_figures(order)
    assert (figures.shares[group.pk], figures.promotion_minor, figures.total_minor) == (share, promotion, 10200)
    balances = {account.kind: account.balance_minor for account in Account.objects.with_balance()}
    assert balances["cooperative"] == share
    assert balances.get("promotions", 0) == promotion
    assert audit()[1] == []


def test_a_voucher_and_an_offer_on_one_line_are_borne_by_different_people(world):
    group = factories.cooperative(discount_bearer=HOUSE, voucher_bearer=COOPERATIVE)
    site_offer(percent="10", exclusive=False)
    code = voucher(percent="20", about={"exclusive": False})

    order = factories.order(factories.piece(by=group, prices=HUNDRED), before=lambda basket: spend(code, basket))

    line = order.lines.get()
    share = line.shares.get()
    assert (line.price_minor, line.promotion_minor, share.gross_minor) == (7000, 1000, 8000)


def test_who_posts_the_parcel_gets_what_was_paid_for_it_by_weight(world, stripe):
    weavers, potters = factories.cooperative(), factories.cooperative(shipping_bearer=COOPERATIVE)
    basket = factories.piece(by=weavers, weight_grams=500)
    pot = factories.piece(by=potters, weight_grams=1000)

    order = factories.paid_order(stripe, basket, pot)

    figures = sale_figures(order)
    assert [share.delivery_minor for share in LineShare.objects.order_by("pk")] == [0, 800]
    assert (figures.delivery_minor, figures.shares[potters.pk]) == (400, 3200 + 800)
    assert Entry.objects.filter(kind=Entry.Kind.SALE).count() == 1
    assert audit()[1] == []


def test_the_band_beside_a_piece_shows_what_an_order_freezes(world):
    first, second = factories.cooperative(commission_bp=1000), factories.cooperative()
    piece = factories.piece(by={first: 2, second: 1}, prices={"EUR": "33.34"})
    factories.policy(product=piece, commission_bp=1234)

    band = planned_band(piece.stockrecords.get().prices.get().amount, "EUR", list(piece.contributions.all()))
    factories.order(piece)

    frozen = [share.amount_minor for share in LineShare.objects.order_by("pk")]
    shown = [int(part.amount * 100) for part in band if part.kind == "cooperative"]
    assert shown == frozen


def test_choosing_and_freezing_take_as_many_queries_for_ten_lines_as_for_one(world, django_assert_num_queries):
    for pieces in (1, 10):
        basket = factories.basket(
            *(factories.piece(by=factories.cooperative(commission_bp=1500)) for _ in range(pieces))
        )
        list(basket.all_lines())

        with django_assert_num_queries(3):
            frozen = freeze_basket(basket, delivery_minor=1200, on=timezone.localdate())

        assert len(frozen) == pieces


def test_placing_still_refuses_a_piece_that_nobody_would_be_owed_for(world):
    piece = factories.piece()
    placement = factories.placement(factories.basket(piece, factories.piece()))
    piece.contributions.all().delete()

    with pytest.raises(SoldOut):
        place_order(placement)


def test_makers_of_an_order_that_the_house_gave_away_are_owed_as_if_it_were_sold(world, client):
    group = factories.cooperative(voucher_bearer=HOUSE)
    basket = spend(voucher(percent="100"), factories.basket(factories.piece(by=group, prices=HUNDRED)))
    carry(client, basket)

    client.post(reverse("checkout:index"), filled_in(basket, delivery="pick-up"))

    order = Order.objects.get()
    balances = {account.kind: account.balance_minor for account in Account.objects.with_balance()}
    assert (order.status, order.total_minor) == ("Paid", 0)
    assert (balances["cooperative"], balances["commission"], balances["promotions"]) == (8000, 2000, 10_000)
    assert audit()[1] == []


def test_the_band_of_an_order_shows_who_posted_it_and_who_gave_the_discount(world):
    group = factories.cooperative("Potters", voucher_bearer=HOUSE, shipping_bearer=COOPERATIVE)

    order = factories.order(
        factories.piece(by=group, prices=HUNDRED), before=lambda basket: spend(voucher(percent="10"), basket)
    )

    shown = [(part.kind, part.amount) for part in order_band(order)]
    assert shown == [("cooperative", 92), ("commission", 10)]
    assert sum(amount for _kind, amount in shown) == order.total_incl_tax


@pytest.mark.proof(11)
@pytest.mark.parametrize("market", [Market("BE", "EUR"), Market("RW", "RWF")], ids=lambda market: market.currency)
def test_random_orders_with_any_rules_are_shared_out_to_the_last_unit(world, reached, market):
    """Offers, codes and offers on the delivery on pieces of several makers, by policies of every kind."""
    chance = random.Random(market.currency)
    site_offer(percent="7.77", exclusive=False)
    code = voucher(percent="33.33", about={"exclusive": False})
    half = site_offer("Half the delivery", exclusive=False)
    Benefit.objects.filter(pk=half.benefit_id).update(type=Benefit.SHIPPING_PERCENTAGE, value=50, range=None)
    groups = [
        factories.cooperative(
            commission_bp=chance.randint(0, 10_000), **{name: chance.choice(Bearer.values) for name in Bearers.NAMES}
        )
        for _ in range(6)
    ]
    prices = [{"EUR": "33.33", "RWF": "10001"}, {"EUR": "0.07", "RWF": "7"}, {"EUR": "1999.99", "RWF": "999999"}]
    pieces = [
        factories.piece(
            by={group: chance.randint(1, 9) for group in chance.sample(groups, chance.randint(1, 3))},
            prices=chance.choice(prices),
            weight_grams=chance.randint(1, 900),
            stock=500,
        )
        for _ in range(10)
    ]

    for _ in range(ORDERS):
        chosen = [(piece, chance.randint(1, 3)) for piece in chance.sample(pieces, chance.randint(1, 4))]
        with_code = chance.choice([True, False])
        order = factories.order(
            *chosen, market=market, before=lambda basket, used=with_code: spend(code, basket) if used else basket
        )

        figures = sale_figures(order)
        assert figures.total_minor == order.total_minor
        assert min([*figures.shares.values(), figures.commission_minor, figures.delivery_minor]) >= 0
        for line in order.lines.all():
            gross = sum(share.gross_minor for share in line.shares.all())
            assert gross == line.price_minor + line.promotion_minor
    reached(f"{ORDERS} orders in {market.currency} with offers, codes and any rules: parts = whole")
