"""An amount is an amount of one currency: in another one it is worth nothing, and whoever types the code is told so."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.basket.discounts import price_anew
from shop.basket.models import Basket
from shop.checkout.placement import place_order
from shop.checkout.quote import quote
from shop.market import Market
from shop.offer.models import Benefit, Condition, ConditionalOffer
from shop.offer.rounding import down
from shop.order.holds import release
from tests import factories
from tests.checkout_form import carry
from tests.vouchers import site_offer, spend, voucher

pytestmark = pytest.mark.django_db
BELGIUM, RWANDA = Market("BE", "EUR"), Market("RW", "RWF")
ADD = reverse("basket:vouchers-add")


def discount_in(market: Market, prepare=lambda basket: None) -> Decimal:
    basket = factories.basket(factories.piece(), market=market)
    prepare(basket)
    fresh = Basket.objects.get(pk=basket.pk)
    price_anew(fresh, market, basket.owner)
    return quote(fresh).discount


def test_an_amount_off_counts_in_its_own_currency_only(world):
    site_offer(amount="5.00", currency="EUR")

    assert discount_in(BELGIUM) == 5
    assert discount_in(RWANDA) == 0


def test_a_threshold_counts_in_its_own_currency_only(world):
    """30 euros are not 30 francs."""
    made = site_offer(percent="10", currency="EUR")
    Condition.objects.filter(pk=made.condition_id).update(type=Condition.VALUE, value=30)

    assert discount_in(BELGIUM) == 4
    assert discount_in(RWANDA) == 0


def test_an_amount_whose_currency_nobody_wrote_down_is_worth_nothing(world):
    site_offer(amount="5.00")

    assert discount_in(BELGIUM) == discount_in(RWANDA) == 0


def test_a_percentage_counts_in_every_currency(world):
    site_offer(percent="10")

    assert discount_in(BELGIUM) == 4
    assert discount_in(RWANDA) == 5200


def test_an_offer_with_a_budget_counts_in_the_currency_of_the_budget(world):
    site_offer(percent="10", max_discount=100, currency="EUR")

    assert discount_in(BELGIUM) == 4
    assert discount_in(RWANDA) == 0


def test_an_amount_in_francs_is_spread_over_the_pieces_in_whole_francs(world):
    site_offer(amount="1000", currency="RWF")
    basket = factories.basket(*(factories.piece(prices={"RWF": "1001"}) for _ in range(3)), market=RWANDA)

    price_anew(basket, RWANDA, None)

    assert quote(basket).discount == 1000
    assert [line.to_pay for line in basket.all_lines()] == [668, 668, 667]


@pytest.mark.parametrize(("currency", "rounded"), [("EUR", "3.33"), ("RWF", "3"), ("TND", "3.333"), (None, "3.33")])
def test_a_discount_is_rounded_down_to_what_can_be_paid(currency, rounded):
    assert down(Decimal("3.33333"), currency) == Decimal(rounded)


def refused(client, code: str) -> str:
    answer = client.post(ADD, {"code": code})
    assert answer.status_code == 422
    form = answer.context["voucher_form"]
    assert form["code"].value() == code
    return form.errors["code"][0]


def test_a_voucher_of_another_currency_is_refused_with_that_reason(world, client):
    made = voucher("FIVER", about={"currency": "EUR"})
    Benefit.objects.filter(offers__vouchers=made).update(type=Benefit.FIXED, value=5)
    carry(client, factories.basket(factories.piece(), market=RWANDA))
    client.cookies["market"] = str(RWANDA)

    assert refused(client, "fiver") == ("This voucher is for orders in EUR, and this one is in another currency.")
    assert Basket.objects.get().vouchers.count() == 0


def test_a_voucher_that_counts_once_per_buyer_asks_guests_to_sign_in(world, client):
    voucher("ONCE", about={"max_user_applications": 1})
    carry(client, factories.basket(factories.piece()))

    assert "sign in" in refused(client, "ONCE")


@pytest.mark.parametrize(
    "times",
    [
        None,
        {"start_datetime": "2050-01-01T00:00Z", "end_datetime": "2051-01-01T00:00Z"},
        {"start_datetime": "2020-01-01T00:00Z", "end_datetime": "2021-01-01T00:00Z"},
    ],
    ids=["nobody made it", "not yet", "no longer"],
)
def test_who_guesses_a_code_learns_nothing_and_is_written_down(world, client, caplog, times):
    if times:
        voucher("SECRET", **times)
    carry(client, factories.basket(factories.piece()))

    with caplog.at_level("INFO", logger="shop.basket"):
        answer = refused(client, "SECRET")

    assert answer == "We do not know this code, or its time is over."
    assert "voucher code 'SECRET' refused" in caplog.text


def test_guessing_ends_after_ten_codes_and_that_is_written_down(world, client, caplog):
    voucher("RIGHT")
    carry(client, factories.basket(factories.piece()))
    for number in range(10):
        refused(client, f"WRONG{number}")

    answer = client.post(ADD, {"code": "RIGHT"})

    assert answer.status_code == 429
    assert answer.context["voucher_form"]["code"].value() == "RIGHT"
    assert "too many voucher codes tried" in caplog.text
    assert Basket.objects.get().vouchers.count() == 0


def test_a_line_break_in_a_code_does_not_forge_a_line_of_the_log(world, client, caplog):
    carry(client, factories.basket(factories.piece()))

    with caplog.at_level("INFO", logger="shop.basket"):
        client.post(ADD, {"code": "A\nvoucher code 'B' refused"})

    assert "\nvoucher code 'B'" not in caplog.text


def test_a_voucher_that_gives_nothing_is_not_used_up(world):
    """Its offer lost its currency, or the buyer chose another one, after the code was entered."""
    made = voucher("FIVER", usage="Single use", about={"currency": "EUR"})
    Benefit.objects.filter(offers__vouchers=made).update(type=Benefit.FIXED, value=5)

    order = factories.order(factories.piece(), market=RWANDA, before=lambda basket: spend(made, basket))

    made.refresh_from_db()
    assert order.discounts.count() == 0
    assert made.num_orders == 0
    assert made.is_available_to_user(user=None)[0]


def test_offers_of_cancelled_orders_do_not_count_for_a_buyer(world):
    made, buyer = site_offer(max_user_applications=1), factories.user()
    piece = factories.piece()
    basket = factories.basket(piece, owner=buyer)
    order = place_order(factories.placement(basket, user=buyer))

    assert ConditionalOffer.objects.get(pk=made.pk).get_max_applications(buyer) == 0
    release(order=order, at=timezone.now())
    assert ConditionalOffer.objects.get(pk=made.pk).get_max_applications(buyer) > 0
