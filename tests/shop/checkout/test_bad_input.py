"""Nothing that is typed or forged at the checkout breaks it: a clear word, everything typed is kept, nothing is charged."""

from decimal import Decimal

import pytest
from django.core.signing import Signer
from django.urls import reverse

from shop.checkout.addresses import AddressForm
from shop.checkout.views import signer
from shop.market import Market
from shop.order.models import Order, ShippingAddress
from shop.partner.models import StockRecord
from shop.shipping.countries import CODES
from shop.shipping.models import DeliveryRate
from tests import factories
from tests.checkout_form import as_typed, carry, filled_in

pytestmark = pytest.mark.django_db
CHECKOUT = reverse("checkout:index")
KIGALI = {"line1": "KN 3 Avenue 12", "city": "Kigali", "postcode": ""}


@pytest.fixture
def basket(world, stripe, client):
    made = factories.basket(factories.piece("Pot", stock=2, prices=factories.PRICES | {"EUR": "40.00"}))
    carry(client, made)
    return made


def errors(answer) -> dict[str, str]:
    return {name: found[0] for name, found in answer.context["form"].errors.items()}


def refused(client, typed: dict, stripe) -> dict[str, str]:
    """Post it; it must be refused with all that was typed still there, and nothing done."""
    answer = client.post(CHECKOUT, typed)
    assert answer.status_code == 422
    kept = as_typed(answer)
    for name in typed.keys() & kept.keys() - {"delivery", "country", "shown_total", "basket_token"}:
        assert kept[name] == typed[name], name
    assert Order.objects.count() == 0
    assert stripe.state()["sessions"] == 0
    assert StockRecord.objects.get().num_allocated in (None, 0)
    found = errors(answer)
    for message in found.values():
        assert str(message) in answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    return found


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"email": ""}, "email"),
        ({"email": "buyer"}, "email"),
        ({"email": "buyer@"}, "email"),
        ({"email": "buyer@example.org\x00"}, "email"),
        ({"email": "a@example.org, b@example.org"}, "email"),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "email"),
        ({"email": "x" * 300 + "@example.org"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "An\x00Example"}, "name"),
        ({"line1": ""}, "line1"),
        ({"line1": "\x00"}, "line1"),
        ({"line1": "y" * 10_000}, "line1"),
        ({"city": ""}, "city"),
        ({"postcode": ""}, "postcode"),
        ({"postcode": "12345678"}, "postcode"),
        ({"postcode": "ABCD"}, "postcode"),
        ({"postcode": "9000; DROP TABLE"}, "postcode"),
        ({"postcode": "9" * 5000}, "postcode"),
        ({"phone": "12"}, "phone"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "+999999999999999999"}, "phone"),
        ({"phone": "0" * 5000}, "phone"),
        ({"phone": "+32\x00"}, "phone"),
        ({"delivery": ""}, "delivery"),
        ({"delivery": "free"}, "delivery"),
        ({"delivery": "post\x00"}, "delivery"),
        ({"country": "XX"}, "country"),
        ({"country": ""}, "country"),
        ({"country": "B\x00"}, "country"),
        ({"country": "Belgium"}, "country"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_field_that_is_wrong_is_named(basket, stripe, client, typed, wrong):
    assert list(refused(client, filled_in(basket, **typed), stripe)) == [wrong]


def test_a_wrong_postcode_shows_what_a_right_one_looks_like(basket, stripe, client):
    assert "4000" in refused(client, filled_in(basket, postcode="99"), stripe)["postcode"]


def test_a_postcode_in_the_figures_of_another_script_is_written_in_ours(basket, stripe, client):
    client.post(CHECKOUT, filled_in(basket, postcode="٩٠٠٠"))

    assert ShippingAddress.objects.get().postcode == "9000"


def test_an_empty_form_names_everything_that_is_missing(basket, stripe, client):
    typed = filled_in(basket) | dict.fromkeys(("email", "name", "line1", "city", "postcode"), "")

    assert set(refused(client, typed, stripe)) == {"email", "name", "line1", "city", "postcode"}


def test_a_form_with_nothing_in_it_at_all(basket, stripe, client):
    answer = client.post(CHECKOUT, {})

    assert answer.status_code == 422
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    ["Ngũgĩ wa Thiong'o", "李小龍", "محمد بن سلمان", "\u202eelpmaxE nA", "👩🏾‍🎨 Uwase", "<script>alert(1)</script>", "O’Brien & Søns",
     "{{ 7*7 }} %(number)s {% now %}", "x" * 255, "é" * 255],
)  # fmt: skip
def test_a_name_in_any_script_reaches_the_order_and_its_pages_unharmed(basket, stripe, client, name):
    answer = client.post(CHECKOUT, filled_in(basket, name=name, line1=name, city=name[:100]))

    assert answer.status_code == 302
    address = ShippingAddress.objects.get()
    assert (address.last_name, address.line1) == (name, name)
    page = client.get(Order.objects.get().get_absolute_url())
    assert page.status_code == 200
    assert b"<script>alert(1)" not in page.content


def test_rwanda_asks_for_no_postcode_but_for_a_telephone(basket, stripe, client):
    rwanda = Market("RW", "EUR")
    typed = filled_in(basket, market=rwanda, **KIGALI)

    assert list(refused(client, typed | {"phone": ""}, stripe)) == ["phone"]
    assert client.post(CHECKOUT, typed | {"phone": "0788 123 456"}).status_code == 302
    assert str(ShippingAddress.objects.get().phone_number) == "+250788123456"


def test_a_country_with_states_wants_one_of_them(basket, stripe, client):
    us = Market("US", "EUR")
    typed = filled_in(basket, market=us, city="New York", postcode="10001")

    assert list(refused(client, typed | {"area": ""}, stripe)) == ["area"]
    assert list(refused(client, typed | {"area": "Atlantis"}, stripe)) == ["area"]
    assert client.post(CHECKOUT, typed | {"area": "NY"}).status_code == 302


def test_whoever_picks_up_needs_no_address(basket, stripe, client):
    typed = filled_in(basket, delivery="pick-up", line1="", city="", postcode="")

    assert client.post(CHECKOUT, typed).status_code == 302
    assert Order.objects.get().total_minor == 4000


def test_a_parcel_too_heavy_for_the_post_can_still_be_picked_up(basket, stripe, client):
    DeliveryRate.objects.all().delete()

    page = client.get(CHECKOUT)

    assert [code for code, *_rest in page.context["delivery_options"]] == ["pick-up"]
    assert client.post(CHECKOUT, filled_in(basket, delivery="pick-up")).status_code == 302


def kind_of_form(country: str) -> tuple:
    """What makes one country's form differ from another's: its fields, which are needed, and which are chosen from a list."""
    form = AddressForm(country=country)
    return tuple((name, field.label, field.required, type(field).__name__) for name, field in form.fields.items())


def test_every_country_has_a_form_that_can_be_shown():
    for country in sorted(CODES):
        assert "line1" in str(AddressForm(country=country, initial={"country": country})), country


def test_the_checkout_shows_every_kind_of_form(basket, client):
    one_of_each = {kind_of_form(country): country for country in sorted(CODES)}

    for country in one_of_each.values():
        answer = client.post(CHECKOUT, {"country": country, "delivery": "post", "update": "1"})
        assert answer.status_code == 200, country
        assert answer.context["form"]["country"].value() == country


def test_choosing_another_country_keeps_what_was_typed(basket, client):
    typed = filled_in(basket, email="half@", name="An Example") | {"country": "FR", "update": "1"}

    form = client.post(CHECKOUT, typed).context["form"]

    assert (form["email"].value(), form["name"].value()) == ("half@", "An Example")
    assert form["country"].value() == "FR"
    assert client.cookies["market"].value == "FR-EUR"


def test_a_piece_that_is_gone_by_now_says_so_and_the_basket_stays(basket, stripe, client):
    typed = filled_in(basket)
    StockRecord.objects.update(num_in_stock=0)

    answer = client.post(CHECKOUT, typed)

    assert answer.status_code == 409
    assert "“Pot” is sold out" in answer.content.decode()
    assert Order.objects.count() == 0
    assert basket.lines.count() == 1
    assert client.get(reverse("basket:summary")).context["lines"][0].problem


def test_a_sold_out_piece_that_is_not_sold_in_the_currency_holds_up_nobody(basket, stripe, client):
    elsewhere = factories.piece(prices={"USD": "10.00"})
    factories.basket(elsewhere, market=Market("US", "USD")).lines.update(basket=basket)
    StockRecord.objects.filter(product=elsewhere).update(num_in_stock=0)

    assert client.post(CHECKOUT, filled_in(basket)).status_code == 302
    assert Order.objects.get().lines.get().title == "Pot"


def test_fewer_than_are_wanted_leads_to_the_basket_that_says_how_many(world, stripe, client):
    basket = factories.basket((factories.piece("Pot", stock=3), 3))
    carry(client, basket)
    typed = filled_in(basket)
    StockRecord.objects.update(num_in_stock=1)

    answer = client.post(CHECKOUT, typed, follow=True)

    assert answer.redirect_chain == [(reverse("basket:summary"), 302)]
    assert answer.context["lines"][0].problem == "There is only one left."
    assert Order.objects.count() == 0


@pytest.mark.parametrize("withdraw", ["unpublished", "nobody made it"])
def test_a_piece_that_was_withdrawn_is_not_sold(basket, stripe, client, withdraw):
    typed = filled_in(basket)
    piece = basket.lines.get().product
    if withdraw == "unpublished":
        type(piece).objects.filter(pk=piece.pk).update(is_public=False)
    else:
        piece.contributions.all().delete()

    answer = client.post(CHECKOUT, typed)

    assert answer.status_code == 409
    assert Order.objects.count() == 0
    assert StockRecord.objects.get().num_allocated in (None, 0)


@pytest.mark.parametrize(
    "token",
    ["", "1", "x:y", "\x00", signer.sign("0"), signer.sign("-1"), signer.sign("x"), "💧"],
)
def test_a_basket_token_that_is_not_ours_is_only_not_used(basket, stripe, client, token):
    answer = client.post(CHECKOUT, filled_in(basket) | {"basket_token": token})

    assert answer.status_code in (302, 422)
    assert stripe.state()["sessions"] == Order.objects.count()


def test_a_token_signed_for_another_purpose_opens_nobodys_order(basket, stripe, client):
    theirs = factories.order(factories.piece())
    forged = Signer(salt="other").sign(str(theirs.basket_id))

    answer = client.post(CHECKOUT, filled_in(basket) | {"basket_token": forged})

    assert Order.objects.latest("pk").basket == basket
    assert answer.headers["Location"] == Order.objects.latest("pk").stripe_session.url


@pytest.mark.parametrize("shown", ["", "x", "0" * 24, "\x00", "0" * 100_000])
def test_a_total_that_was_not_shown_by_us_is_shown_again(basket, stripe, client, shown):
    answer = client.post(CHECKOUT, filled_in(basket) | {"shown_total": shown})

    assert answer.status_code in (200, 422)
    assert answer.context["total"] == Decimal("52.00")
    assert Order.objects.count() == 0
    assert client.post(CHECKOUT, as_typed(answer)).status_code == 302


def test_the_total_of_the_pick_up_does_not_buy_the_posted_parcel(basket, stripe, client):
    cheap = filled_in(basket, delivery="pick-up")["shown_total"]

    answer = client.post(CHECKOUT, filled_in(basket) | {"shown_total": cheap})

    assert answer.context["notice"]
    assert Order.objects.count() == 0


def test_made_up_amounts_in_the_form_are_nobodys_business(basket, stripe, client):
    client.post(CHECKOUT, filled_in(basket) | {"total": "1", "total_minor": "1", "price": "0.01", "currency": "RWF"})

    assert (Order.objects.get().total_minor, Order.objects.get().currency) == (5200, "EUR")


def test_the_form_of_a_basket_that_changed_in_another_tab_shows_the_new_total(basket, stripe, client):
    typed = filled_in(basket)
    basket.add_product(factories.piece(prices={"EUR": "8.00"}))

    answer = client.post(CHECKOUT, typed)

    assert answer.context["notice"]
    assert answer.context["total"] == Decimal("60.00")


def test_another_currency_chosen_in_another_tab_is_shown_before_it_is_charged(basket, stripe, client):
    typed = filled_in(basket)
    client.cookies["market"] = "BE-USD"

    answer = client.post(CHECKOUT, typed)

    assert answer.context["notice"]
    assert (answer.context["currency"], answer.context["total"]) == ("USD", Decimal("57.00"))


def test_an_empty_basket_leads_to_the_basket(world, client):
    assert client.get(CHECKOUT).headers["Location"] == reverse("basket:summary")
    assert client.post(CHECKOUT, {"email": "x"}).headers["Location"] == reverse("basket:summary")


def test_a_huge_post_is_refused_and_the_basket_stays(basket, client):
    client.raise_request_exception = False

    many = client.post(CHECKOUT, {f"field{number}": "x" for number in range(10_500)})
    large = client.post(CHECKOUT, "name=" + "x" * (27 * 1024 * 1024), "application/x-www-form-urlencoded")

    assert {many.status_code, large.status_code} <= {400, 413}
    assert basket.lines.count() == 1


def test_a_field_sent_twice_or_as_a_file_is_no_error(basket, stripe, client):
    typed = filled_in(basket)

    twice = client.post(CHECKOUT, typed | {"name": ["First", "Second"]})

    assert twice.status_code == 302
    assert ShippingAddress.objects.get().last_name == "Second"


@pytest.mark.parametrize("market", ["XX-EUR", "ZZ-USD", "AQ-EUR", "be-EUR", "BE-XXX", "ðé-EUR"])
def test_a_market_cookie_that_makes_no_sense_breaks_no_checkout(basket, client, market):
    client.cookies["market"] = market

    assert client.get(CHECKOUT).status_code == 200
