"""An offer on the delivery: what is shown is charged and booked, and the house alone bears it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from shop.market import Market
from shop.offer.models import Benefit, ConditionalOffer
from shop.order.figures import sale_figures
from shop.order.models import Order
from shop.payment.audit import audit
from shop.payment.settle import settle
from shop.shares.bearers import Bearer
from tests import factories
from tests.checkout_form import carry, filled_in
from tests.vouchers import site_offer, voucher

pytestmark = pytest.mark.django_db
CHECKOUT = reverse("checkout:index")
MARKETS = [Market("BE", "EUR"), Market("RW", "RWF")]


def on_delivery(kind: str, value: str, **fields) -> ConditionalOffer:
    made = site_offer(f"{kind} {value}", **fields)
    Benefit.objects.filter(pk=made.benefit_id).update(type=kind, value=Decimal(value), range=None)
    return made


@pytest.mark.parametrize("market", MARKETS, ids=lambda market: market.currency)
def test_what_is_shown_is_charged_and_booked(world, stripe, client, market):
    on_delivery(Benefit.SHIPPING_PERCENTAGE, "33.33")
    basket = factories.basket(factories.piece(), market=market)
    carry(client, basket)
    client.cookies["market"] = str(market)
    address = {"city": "Kigali", "phone": "0788 123 456"} if market.country == "RW" else {}
    full = Decimal(factories.RATES[market.currency])

    shown = client.get(CHECKOUT).context
    answer = client.post(
        CHECKOUT,
        filled_in(basket, market=market, **address) | {"shown_total": shown["form"]["shown_total"].value()},
    )

    assert answer.status_code == 302, answer.context["form"].errors
    order = Order.objects.get()
    off = full - shown["delivery"]
    assert 0 < off < full
    assert shown["total"] == order.total_incl_tax == shown["subtotal"] + shown["delivery"]
    assert order.discounts.get().amount == off
    assert ConditionalOffer.objects.get().total_discount == off
    stripe.pay(order.stripe_session.session_id)
    settle(order.stripe_session.session_id)
    assert stripe.state()["charged_minor"] == {market.currency.lower(): order.total_minor}
    assert sale_figures(order).total_minor == order.total_minor
    assert audit()[1] == []


@pytest.mark.parametrize(
    ("kind", "value", "delivery"),
    [
        (Benefit.SHIPPING_ABSOLUTE, "5", "7.00"),
        (Benefit.SHIPPING_ABSOLUTE, "50", "0.00"),
        (Benefit.SHIPPING_FIXED_PRICE, "3", "3.00"),
        (Benefit.SHIPPING_PERCENTAGE, "100", "0.00"),
    ],
)
def test_every_kind_of_it_counts(world, client, kind, value, delivery):
    on_delivery(kind, value, currency="EUR")
    carry(client, factories.basket(factories.piece()))

    assert client.get(CHECKOUT).context["delivery"] == Decimal(delivery)


def test_it_takes_nothing_from_those_who_post_their_own_pieces(world, stripe):
    """12.00 for 1,000 g that the potters post and 500 g that the house posts: 8.00 are theirs, and 4.00 at most come off."""
    on_delivery(Benefit.SHIPPING_PERCENTAGE, "100")
    potters = factories.cooperative(shipping_bearer=Bearer.COOPERATIVE)
    pot, basket = factories.piece(by=potters, weight_grams=1000), factories.piece(weight_grams=500)

    order = factories.paid_order(stripe, pot, basket)

    figures = sale_figures(order)
    assert order.shipping_incl_tax == 8
    assert (figures.shares[potters.pk], figures.delivery_minor) == (3200 + 800, 0)
    assert audit()[1] == []


def test_of_two_only_the_more_important_one_counts(world, client):
    on_delivery(Benefit.SHIPPING_ABSOLUTE, "5", currency="EUR", priority=1)
    on_delivery(Benefit.SHIPPING_ABSOLUTE, "7", currency="EUR", priority=2)
    carry(client, factories.basket(factories.piece()))

    assert client.get(CHECKOUT).context["delivery"] == 5


def test_it_is_not_used_up_by_an_order_that_is_picked_up(world):
    made = on_delivery(Benefit.SHIPPING_ABSOLUTE, "5", currency="EUR", max_global_applications=1)

    factories.order(factories.piece(), delivery="pick-up")

    made.refresh_from_db()
    assert made.num_applications == 0


def test_a_voucher_for_the_delivery_can_be_entered(world, client):
    made = voucher("POSTFREE", about={"currency": "EUR"})
    Benefit.objects.filter(offers__vouchers=made).update(type=Benefit.SHIPPING_PERCENTAGE, value=100, range=None)
    carry(client, factories.basket(factories.piece()))

    answer = client.post(reverse("basket:vouchers-add"), {"code": "POSTFREE"})

    assert answer.status_code == 302
    assert client.get(CHECKOUT).context["delivery"] == 0
