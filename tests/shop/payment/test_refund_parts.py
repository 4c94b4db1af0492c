"""Money is given back whole, by line, by piece, by amount, of the delivery alone: each cent once, by those it had gone to."""

import pytest
from django.core.management import call_command

from cooperatives.ledger.models import Entry
from shop.order import status
from shop.order.models import LineShare, Order
from shop.partner.models import StockRecord
from shop.payment.audit import audit
from shop.payment.models import Refund, RefundShare
from shop.payment.refunds import RefundRefused, preview
from tests import factories
from tests.books import balances, house, owed

pytestmark = pytest.mark.django_db
Cause = Refund.Cause


@pytest.fixture
def order(world, stripe) -> Order:
    """Two baskets at 40.00 by the Weavers, a pot at 60.01 by Potters (3 parts, 15 %) and Weavers (1 part), delivery 12.00."""
    weavers = factories.cooperative("Weavers")
    potters = factories.cooperative("Potters", commission_bp=1500)
    basket = factories.piece("Basket", by=weavers, prices={"EUR": "40.00"})
    pot = factories.piece("Pot", by={potters: 3, weavers: 1}, prices={"EUR": "60.01"})
    return factories.paid_order(stripe, (basket, 2), pot)


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    assert audit()[1] == []
    call_command("check_books")


def line(order: Order, title: str):
    return order.lines.get(title=title)


def stock(title: str) -> tuple[int, int]:
    record = StockRecord.objects.get(product__title=title)
    return record.num_in_stock, record.num_allocated


def test_everything_is_given_back_and_nothing_is_left_in_the_books(order):
    made = factories.refunded(order)

    order.refresh_from_db()
    assert (made.amount_minor, order.status) == (order.total_minor, status.REFUNDED)
    assert balances() == {("fees", "", "EUR"): house("fees"), ("provider", "", "EUR"): -house("fees")}


def test_a_whole_line_gives_back_just_what_was_frozen_on_it(order):
    before = owed("Weavers"), owed("Potters"), house("commission")

    factories.refunded(order, line(order, "Pot"))

    frozen = {share.cooperative.name: share.amount_minor for share in LineShare.objects.filter(line__title="Pot")}
    assert owed("Weavers") == before[0] - frozen["Weavers"]
    assert owed("Potters") == before[1] - frozen["Potters"] == 0
    assert house("delivery") == order.shipping_incl_tax * 100


def test_one_of_two_pieces_gives_back_half_of_the_line_and_the_second_the_rest(order):
    baskets = line(order, "Basket")

    first = factories.refunded(order, quantities={baskets.pk: 1})
    second = factories.refunded(order, quantities={baskets.pk: 1})

    assert (first.amount_minor, second.amount_minor) == (4000, 4000)
    assert [sum(made.shares.values_list("amount_minor", flat=True)) for made in (first, second)] == [3200, 3200]
    with pytest.raises(RefundRefused, match="only 0 of it"):
        factories.refunded(order, quantities={baskets.pk: 1})


def test_an_amount_of_the_order_is_spread_over_what_is_left_of_its_lines_and_not_the_delivery(order):
    made = factories.refunded(order, amount_minor=1000)

    by_line = dict(made.lines.values_list("line__title", "amount_minor"))
    assert by_line == {"Basket": 571, "Pot": 429}  # 80.00 and 60.01 of 140.01
    assert made.delivery_minor == 0
    order.refresh_from_db()
    assert order.status == status.PAID


def test_many_small_amounts_are_together_just_the_whole(order):
    for amount in (1, 333, 999, 1, 2500, 4321):
        factories.refunded(order, amount_minor=amount)
    factories.refunded(order)

    order.refresh_from_db()
    assert order.refunded_minor == order.total_minor
    assert (owed("Weavers"), owed("Potters"), house("commission"), house("delivery")) == (0, 0, 0, 0)


def test_the_delivery_alone_is_given_back(order):
    made = factories.refunded(order, with_delivery=True)

    assert (made.amount_minor, made.lines.count(), house("delivery")) == (made.delivery_minor, 0, 0)
    with pytest.raises(RefundRefused, match="left of the delivery"):
        factories.refunded(order, delivery_minor=1)


@pytest.mark.parametrize("cause", [Cause.BROKEN, Cause.LOST])
def test_the_frozen_rule_says_who_bears_a_broken_or_lost_piece(order, cause):
    LineShare.objects.filter(cooperative__name="Weavers").update(breakage_bearer="house")
    LineShare.objects.filter(cooperative__name="Potters").update(breakage_bearer="cooperative")
    weavers = owed("Weavers")

    made = factories.refunded(order, line(order, "Pot"), cause=cause)

    kept = made.shares.get(share__cooperative__name="Weavers")
    assert (kept.bearer, kept.amount_minor) == ("house", house("losses"))
    assert owed("Weavers") == weavers
    assert owed("Potters") == 0


def test_goodwill_is_always_the_houses(order):
    LineShare.objects.update(breakage_bearer="cooperative")
    before, commission = owed("Weavers"), house("commission")

    factories.refunded(order, amounts={line(order, "Basket").pk: 500}, cause=Cause.GOODWILL)

    assert (owed("Weavers"), house("losses"), house("commission")) == (before, 400, commission - 100)


def test_after_goodwill_a_whole_refund_takes_only_what_is_left_of_each_share(order):
    factories.refunded(order, amounts={line(order, "Basket").pk: 500}, cause=Cause.GOODWILL)

    factories.refunded(order)

    assert (owed("Weavers"), owed("Potters")) == (400, 0)  # what goodwill did not take of them
    assert house("losses") == 400


def test_the_house_gets_its_part_of_the_discount_back_with_each_part_of_the_refund(world, stripe):
    """As frozen by a policy under which the house bears discounts: the makers get their share of the full price."""
    order = factories.order(factories.piece("Bowl", by=factories.cooperative("Turners"), prices={"EUR": "80.00"}))
    bowl = order.lines.get()
    bowl.shares.update(gross_minor=10000, commission_minor=2000, amount_minor=8000)
    order.lines.update(promotion_minor=2000)
    factories.pay(stripe, order)
    assert (owed("Turners"), house("promotions")) == (8000, 2000)

    factories.refunded(order, amount_minor=4000)

    assert (owed("Turners"), house("promotions"), house("commission")) == (4000, 1000, 1000)
    factories.refunded(order)
    assert (owed("Turners"), house("promotions"), house("commission")) == (0, 0, 0)


def test_a_cooperative_that_posts_its_own_parcels_gives_back_its_part_of_the_delivery(world, stripe):
    order = factories.order(factories.piece("Bowl", by=factories.cooperative("Turners"), prices={"EUR": "80.00"}))
    LineShare.objects.update(delivery_minor=900)
    factories.pay(stripe, order)
    assert (owed("Turners"), house("delivery")) == (6400 + 900, 300)

    factories.refunded(order, delivery_minor=400)

    assert (owed("Turners"), house("delivery")) == (6400 + 600, 200)
    factories.refunded(order, with_delivery=True)
    assert (owed("Turners"), house("delivery")) == (6400, 0)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"amount_minor": 14002}, "left of the pieces"),
        ({"amount_minor": -1}, "more than nothing"),
        ({"delivery_minor": 99999}, "left of the delivery"),
        ({"delivery_minor": -5}, "more than nothing"),
        ({"amounts": {0: 1}}, "not part of this order"),
        ({"amounts": {"Pot": 6002}}, "more than what is left of it"),
        ({"amounts": {"Pot": -1}}, "more than nothing"),
        ({"quantities": {"Pot": 2}}, "only 1 of it"),
        ({"quantities": {"Pot": -1}}, "more than nothing"),
        ({"quantities": {"Pot": 1}, "for_sale": {"Pot": 2}}, "only pieces that come back"),
        ({"quantities": {}}, "choose what to give back"),
    ],
)
def test_what_cannot_be_given_back_is_refused_with_the_reason_and_nothing_changes(order, stripe, wish, told):
    pot = line(order, "Pot")
    wish = {
        name: {pot.pk if key == "Pot" else key: value for key, value in given.items()}
        if isinstance(given, dict)
        else given
        for name, given in wish.items()
    }

    with pytest.raises(RefundRefused, match=told):
        factories.refunded(order, **wish)

    assert (Refund.objects.count(), RefundShare.objects.count(), stripe.state()["refunds"]) == (0, 0, 0)
    order.refresh_from_db()
    assert order.refunded_minor == 0


def test_an_unpaid_order_has_nothing_to_give_back(world, stripe):
    order = factories.order(factories.piece())

    with pytest.raises(RefundRefused, match="not paid"):
        factories.refunded(order)


def test_looking_at_who_gives_back_what_changes_nothing(order):
    before = balances()

    plan = preview(factories.asked_back(order))

    assert plan.amount_minor == order.total_minor
    assert (balances(), Refund.objects.count()) == (before, 0)


def test_pieces_are_sold_again_as_staff_say_once_the_money_is_on_its_way(order, stripe):
    baskets = line(order, "Basket")
    stripe.refunds_are_pending()
    made = factories.refunded(order, quantities={baskets.pk: 2}, for_sale={baskets.pk: 1})
    assert (made.state, stock("Basket")) == (Refund.State.PENDING, (5, 2))

    stripe.finish_refund(made.stripe_id)
    for _ in range(2):
        call_command("reconcile_payments", now=True)

    assert stock("Basket") == (4, 0)  # one is free again, one is gone


def test_money_of_a_line_does_not_take_its_pieces_out_of_the_parcel(order):
    factories.refunded(order, amounts={line(order, "Basket").pk: 500}, cause=Cause.GOODWILL)

    assert [waiting.title for waiting in order.lines.to_send()] == ["Basket", "Pot"]


def test_a_refund_of_a_refund_that_stripe_refused_has_as_much_left_as_before(order, stripe):
    stripe.fail(kind="500", times=30, path="/v1/refunds")
    waiting = factories.refunded(order, amount_minor=14001)
    stripe.reset_failures()
    stripe.refund(order.stripe_session.payment_intent, 10000)

    call_command("reconcile_payments", now=True)

    waiting.refresh_from_db()
    order.refresh_from_db()
    assert (waiting.state, order.refunded_minor) == (Refund.State.REFUSED, 10000)
    assert Entry.objects.filter(kind=Entry.Kind.REFUND).count() == 1
