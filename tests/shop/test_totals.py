"""Shown = charged = booked, in every currency, with a discount that does not come out even."""

from decimal import Decimal

import pytest
from django.db.models import Sum
from django.urls import reverse
from oscar.apps.voucher.models import Voucher

from cooperatives.ledger.models import Entry, Posting
from shop.checkout.placement import TotalChanged, place_order
from shop.market import Market
from shop.order.models import LineShare, Order
from shop.partner.models import Price
from shop.payment.audit import audit
from shop.payment.currency import to_decimal
from shop.payment.settle import settle
from shop.shipping.models import DeliveryRate
from tests import factories
from tests.checkout_form import as_typed, carry, filled_in
from tests.vouchers import spend, voucher

pytestmark = pytest.mark.django_db
MARKETS = [Market("BE", "EUR"), Market("US", "USD"), Market("GB", "GBP"), Market("RW", "RWF")]
ADDRESSES = {
    "US": {"area": "NY", "city": "New York", "postcode": "10001", "phone": ""},
    "GB": {"city": "London", "postcode": "SW1A 1AA"},
    "RW": {"city": "Kigali", "phone": "0788 123 456"},
}
CHECKOUT = reverse("checkout:index")


def odd_pieces() -> list:
    """Prices of which ten per cent is no whole number of minor units, and a joint one with an odd split."""
    weavers, potters = factories.cooperative("Weavers"), factories.cooperative("Potters", commission_bp=1750)
    return [
        (factories.piece(by={weavers: 2, potters: 1}, prices=_all("33.33", "10001")), 2),
        (factories.piece(by=potters, prices=_all("19.99", "5555")), 1),
    ]


def _all(amount: str, francs: str) -> dict:
    return {"EUR": amount, "USD": amount, "GBP": amount, "RWF": francs}


@pytest.mark.parametrize("market", MARKETS, ids=lambda market: market.currency)
@pytest.mark.parametrize("percent", ["0", "10", "33.33"])
def test_what_is_shown_is_charged_and_booked(world, stripe, client, market, percent):
    basket = factories.basket(*odd_pieces(), market=market)
    if percent != "0":
        spend(voucher(percent=percent), basket)
    carry(client, basket)
    client.cookies["market"] = str(market)
    shown = client.get(CHECKOUT).context

    answer = client.post(
        CHECKOUT,
        filled_in(basket, market=market, **ADDRESSES.get(market.country, {}))
        | {"shown_total": shown["form"]["shown_total"].value()},
    )

    assert answer.status_code == 302, answer.context["form"].errors
    order = Order.objects.get()
    assert order.currency == market.currency
    assert to_decimal(order.total_minor, order.currency) == shown["total"] == order.total_incl_tax
    assert shown["total"] == shown["subtotal"] - shown["discount"] + shown["delivery"]
    assert sum(line.line_price_incl_tax for line in order.lines.all()) + order.shipping_incl_tax == shown["total"]

    stripe.pay(order.stripe_session.session_id)
    settle(order.stripe_session.session_id)

    sale = Entry.objects.get(kind=Entry.Kind.SALE)
    booked = Posting.objects.filter(entry=sale).aggregate(total=Sum("amount_minor"))["total"]
    charged = stripe.state()["charged_minor"]
    assert charged == {market.currency.lower(): order.total_minor}
    assert booked == order.total_minor
    assert audit()[1] == []


@pytest.mark.parametrize("market", MARKETS, ids=lambda market: market.currency)
def test_the_baskets_own_figures_add_up(world, client, market):
    basket = spend(voucher(percent="33.33"), factories.basket(*odd_pieces(), market=market))
    carry(client, basket)
    client.cookies["market"] = str(market)

    page = client.get(reverse("basket:summary")).context

    lines = sum(line.line_price for line in page["lines"])
    assert lines - sum(amount for _name, amount in page["discounts"]) == page["total"]


def test_a_voucher_survives_a_second_look_at_the_checkout(world, stripe, client):
    """The total after choosing another delivery is the discounted one, too."""
    basket = spend(voucher(percent="10"), factories.basket(factories.piece(prices={"EUR": "40.00"})))
    carry(client, basket)

    page = client.post(CHECKOUT, filled_in(basket, delivery="pick-up") | {"update": "1"}).context

    assert page["total"] == Decimal("36.00")
    assert page["discount"] == Decimal("4.00")


def test_a_total_that_changed_is_shown_again_with_what_was_typed(world, stripe, client):
    piece = factories.piece(prices={"EUR": "40.00"})
    basket = factories.basket(piece)
    carry(client, basket)
    typed = filled_in(basket, email="an.example@example.org")
    Price.objects.filter(stockrecord__product=piece).update(amount=Decimal("41.00"))

    answer = client.post(CHECKOUT, typed)

    assert Order.objects.count() == 0
    assert stripe.state()["sessions"] == 0
    assert answer.context["notice"]
    assert answer.context["total"] == Decimal("53.00")
    assert answer.context["form"]["email"].value() == "an.example@example.org"
    again = as_typed(answer)
    assert client.post(CHECKOUT, again).status_code == 302
    assert Order.objects.get().total_minor == 5300


def test_a_delivery_rate_that_changed_is_shown_again(world, stripe, client):
    basket = factories.basket(factories.piece(prices={"EUR": "40.00"}))
    carry(client, basket)
    typed = filled_in(basket)
    DeliveryRate.objects.filter(currency="EUR").update(amount=Decimal("20.00"))

    answer = client.post(CHECKOUT, typed)

    assert Order.objects.count() == 0
    assert answer.context["notice"]
    assert answer.context["total"] == Decimal("60.00")


def test_without_the_comparison_a_new_price_would_be_charged_unseen(world, stripe, client):
    """The negative control: with the fingerprint of the new total, the old page's click goes through."""
    piece = factories.piece(prices={"EUR": "40.00"})
    basket = factories.basket(piece)
    carry(client, basket)
    Price.objects.filter(stockrecord__product=piece).update(amount=Decimal("41.00"))

    client.post(CHECKOUT, filled_in(basket))

    assert Order.objects.get().total_minor == 5300


@pytest.mark.parametrize(
    "change",
    [
        lambda made: Voucher.objects.filter(pk=made.pk).update(end_datetime="2020-01-01T00:00Z"),
        lambda made: factories.order(factories.piece(), before=lambda basket: spend(made, basket)),
    ],
    ids=["it ended", "somebody used it up"],
)
def test_a_voucher_that_is_no_more_is_taken_off_the_total_before_paying(world, stripe, client, change):
    made = voucher(usage=Voucher.SINGLE_USE, percent="10")
    basket = spend(made, factories.basket(factories.piece(prices={"EUR": "40.00"})))
    carry(client, basket)
    typed = filled_in(basket)
    change(made)
    orders = Order.objects.count()

    answer = client.post(CHECKOUT, typed)

    assert answer.status_code == 200
    assert Order.objects.count() == orders
    assert answer.context["notice"]
    assert answer.context["total"] == Decimal("52.00")
    again = as_typed(answer)
    assert client.post(CHECKOUT, again).status_code == 302
    assert Order.objects.latest("pk").total_minor == 5200


def test_a_voucher_used_by_an_order_that_was_given_up_can_be_used_again(world, stripe, client):
    made = voucher(usage=Voucher.SINGLE_USE)
    basket = spend(made, factories.basket(factories.piece(prices={"EUR": "40.00"})))
    carry(client, basket)
    client.post(CHECKOUT, filled_in(basket))
    first = Order.objects.get()
    assert not made.is_available_to_user(user=None)[0]

    client.post(reverse("order:cancel", args=[first.links.get().token]))

    assert made.is_available_to_user(user=None)[0]
    made.refresh_from_db()
    assert (made.num_orders, made.total_discount) == (0, 0)
    assert made.offers.get().num_applications == 0
    assert client.get(CHECKOUT).context["total"] == Decimal("48.00")


def test_an_order_that_costs_nothing_is_paid_by_being_placed(world, stripe, client):
    basket = spend(voucher(percent="100"), factories.basket(factories.piece()))
    carry(client, basket)

    client.post(CHECKOUT, filled_in(basket, delivery="pick-up"))

    order = Order.objects.get()
    assert (order.status, order.total_minor) == ("Paid", 0)
    assert stripe.state()["sessions"] == 0
    assert Entry.objects.count() == 0
    assert audit()[1] == []


def test_the_parts_of_every_line_add_up_to_what_was_paid_for_it(world):
    order = factories.order(*odd_pieces(), before=lambda basket: spend(voucher(percent="33.33"), basket))

    for line in order.lines.all():
        assert LineShare.objects.filter(line=line).aggregate(total=Sum("gross_minor"))["total"] == line.price_minor


def test_a_total_that_was_never_shown_is_refused_by_the_verb_itself(world):
    placement = factories.placement(factories.basket(factories.piece()), shown="something else")

    with pytest.raises(TotalChanged):
        place_order(placement)

    assert Order.objects.count() == 0
