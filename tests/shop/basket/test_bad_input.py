"""Nothing that is sent to the basket breaks it: a clear word, and what was in it stays."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone
from oscar.apps.voucher.models import Voucher

from shop.basket.models import Basket, Line
from shop.partner.models import Price, StockRecord
from tests import factories
from tests.checkout_form import carry, filled_in
from tests.vouchers import voucher

pytestmark = pytest.mark.django_db
BASKET = reverse("basket:summary")
HUGE = 10**30


def add(client, pk, quantity: str | None = "1", **headers):
    typed = {} if quantity is None else {"quantity": quantity}
    return client.post(f"/basket/add/{pk}/", typed, follow=True, **headers)


def words(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def in_basket() -> dict[str, int]:
    return dict(Line.objects.values_list("product__title", "quantity"))


@pytest.mark.parametrize("pk", [999_999, 0, 2**31, 2**63, HUGE])
def test_a_piece_that_does_not_exist(world, client, pk):
    answer = add(client, pk)

    assert answer.status_code == 404
    assert "not here any more" in answer.content.decode()


@pytest.mark.parametrize("hide", [{"is_public": False}])
def test_a_piece_that_is_not_published(world, client, hide):
    piece = factories.piece(**hide)

    assert add(client, piece.pk).status_code == 404
    assert in_basket() == {}


def test_a_sold_out_piece_says_so_at_once_and_offers_others_by_the_same_group(world, client):
    group = factories.cooperative("Weavers")
    gone, other = factories.piece("Gone", by=group, stock=0), factories.piece("Other", by=group)
    factories.piece("Somebody else's")

    answer = add(client, gone.pk)

    assert answer.status_code == 409
    assert "“Gone” is sold out" in answer.content.decode()
    assert [card.title for card in answer.context["others"]] == [other.title]
    assert in_basket() == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "at least one"),
        ("-1", "at least one"),
        ("1000000000", "more than 100"),
        ("9" * 5000, "in figures"),
        ("abc", "in figures"),
        ("", "how many"),
        ("   ", "in figures"),
        ("1.5", "in figures"),
        ("1e3", "in figures"),
        ("\x00", "in figures"),
        ("NaN", "in figures"),
        ("💧", "in figures"),
        ("'; DROP TABLE basket_line", "in figures"),
    ],
)
def test_a_quantity_that_is_none(world, client, typed, said):
    piece = factories.piece("Pot")

    answer = add(client, piece.pk, typed)

    assert answer.status_code == 200
    assert "Pot" in words(answer)
    assert said in words(answer)
    assert in_basket() == {}


def test_no_quantity_at_all_is_one(world, client):
    add(client, factories.piece("Pot").pk, None)

    assert in_basket() == {"Pot": 1}


def test_figures_of_another_script_are_figures(world, client):
    add(client, factories.piece("Pot").pk, "٣")

    assert in_basket() == {"Pot": 3}


def test_more_than_there_are_become_as_many_as_there_are(world, client):
    piece = factories.piece("Pot", stock=3)

    first, second = add(client, piece.pk, "5"), add(client, piece.pk, "1")

    assert "There are only 3 of this." in words(first)
    assert "You have 3 in your basket." in words(second)
    assert in_basket() == {"Pot": 3}


def test_a_piece_that_one_holds_oneself_is_not_called_sold_out(world, stripe, client):
    piece = factories.piece("Pot", stock=1)
    basket = factories.basket(piece)
    carry(client, basket)
    client.post(reverse("checkout:index"), filled_in(basket))

    answer = add(client, piece.pk)

    assert answer.status_code == 200
    assert "You are holding “Pot”" in words(answer)
    assert answer.context["awaiting"].basket == basket


def test_a_piece_without_a_price_in_the_currency_says_so_on_its_page(world, client):
    piece = factories.piece(prices={"USD": "10.00"})

    answer = add(client, piece.pk)

    assert answer.status_code == 200
    assert "no price in EUR" in answer.content.decode()
    assert in_basket() == {}


@pytest.mark.parametrize("typed", ["0", "-1", "1000000000", "abc", "", "\x00"])
def test_a_line_changed_to_nonsense_stays_as_it_was(world, client, typed):
    basket = factories.basket((factories.piece("Pot"), 2))
    carry(client, basket)

    answer = client.post(reverse("basket:line", args=[basket.lines.get().pk]), {"quantity": typed}, follow=True)

    assert answer.status_code == 200
    assert words(answer)
    assert in_basket() == {"Pot": 2}


def test_nobody_changes_the_line_of_somebody_elses_basket(world, client):
    theirs = factories.basket((factories.piece("Theirs"), 2))
    carry(client, factories.basket(factories.piece("Mine")))

    answer = client.post(reverse("basket:line", args=[theirs.lines.get().pk]), {"remove": "1"})

    assert answer.status_code == 404
    assert in_basket() == {"Theirs": 2, "Mine": 1}


@pytest.mark.parametrize("pk", [999_999, 2**63, HUGE])
def test_a_line_or_voucher_that_does_not_exist(world, client, pk):
    carry(client, factories.basket(factories.piece()))

    assert client.post(f"/basket/lines/{pk}/", {"quantity": "1"}).status_code == 404
    assert client.post(f"/basket/vouchers/{pk}/remove/").status_code == 302
    assert len(in_basket()) == 1


def test_without_a_basket_every_act_leads_to_the_empty_one(world, client):
    for address in ("lines/1/", "vouchers/add/", "vouchers/1/remove/"):
        answer = client.post(f"{BASKET}{address}", {"quantity": "1", "code": "X"}, follow=True)
        assert answer.redirect_chain == [(BASKET, 302)]


@pytest.mark.parametrize("address", ["add/1/", "lines/1/", "vouchers/add/", "vouchers/1/remove/"])
def test_the_address_of_an_act_that_is_opened_leads_to_the_basket(world, client, address):
    assert client.get(f"{BASKET}{address}", follow=True).redirect_chain == [(BASKET, 302)]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("NOWHERE", "do not know this code"),
        ("OVER", "do not know this code"),
        ("EARLY", "do not know this code"),
        ("SPENT", "already been used"),
        ("ACCOUNT", "only available to signed in users"),
        ("NOTHING", "does not fit"),
        ("", "type the code"),
        ("   ", "type the code"),
        ("A\x00B", "Null characters"),
        ("x" * 129, "at most 128"),
        ("نص 💧 \u202etxet", "do not know this code"),
        ("' OR 1=1 --", "do not know this code"),
    ],
)
def test_a_voucher_that_cannot_be_used(world, client, code, said):
    now = timezone.now()
    voucher("OVER", end_datetime=now - timedelta(hours=1))
    voucher("EARLY", start_datetime=now + timedelta(hours=1))
    spent = voucher("SPENT", usage=Voucher.SINGLE_USE)
    factories.order(factories.piece(), before=lambda basket: basket.vouchers.add(spent))
    voucher("ACCOUNT", usage=Voucher.ONCE_PER_CUSTOMER)
    voucher("NOTHING", percent="0")
    basket = factories.basket(factories.piece("Pot"))
    carry(client, basket)

    answer = client.post(reverse("basket:vouchers-add"), {"code": code})

    assert answer.status_code == 422
    assert said in answer.context["voucher_form"].errors["code"][0].replace("coupon", "voucher")
    assert answer.context["voucher_form"]["code"].value() == code
    assert [line.title for line in answer.context["lines"]] == ["Pot"]
    assert basket.vouchers.count() == 0


def test_a_voucher_is_found_however_it_is_typed_and_can_be_taken_off(world, client):
    made = voucher("WELCOME")
    basket = factories.basket(factories.piece(prices={"EUR": "40.00"}))
    carry(client, basket)

    page = client.post(reverse("basket:vouchers-add"), {"code": "  welcome "}, follow=True).context

    assert str(page["total"]) == "36.00"
    page = client.post(reverse("basket:vouchers-remove", args=[made.pk]), follow=True).context
    assert str(page["total"]) == "40.00"


def test_after_ten_wrong_vouchers_one_has_to_wait(world, client):
    voucher("WELCOME")
    basket = factories.basket(factories.piece("Pot"))
    carry(client, basket)

    answers = [client.post(reverse("basket:vouchers-add"), {"code": f"GUESS{n}"}).status_code for n in range(10)]
    answer = client.post(reverse("basket:vouchers-add"), {"code": "WELCOME"})

    assert answers == [422] * 10
    assert answer.status_code == 429
    assert "wait ten minutes" in answer.content.decode()
    assert answer.context["voucher_form"]["code"].value() == "WELCOME"
    assert [line.title for line in answer.context["lines"]] == ["Pot"]


def test_a_currency_in_which_a_piece_is_not_sold_leaves_it_in_the_basket(world, client):
    basket = factories.basket(factories.piece("Everywhere"), factories.piece("In euros", prices={"EUR": "10.00"}))
    carry(client, basket)

    client.post(reverse("basket:market"), {"country": "US", "currency": "USD", "next": "/basket/"})
    page = client.get(BASKET).context

    assert page["currency"] == "USD"
    assert {line.title: (line.unit_price is None, bool(line.problem)) for line in page["lines"]} == {
        "Everywhere": (False, False),
        "In euros": (True, True),
    }
    assert page["can_order"]
    assert str(page["total"]) == "44.00"
    assert client.get(reverse("checkout:index")).context["subtotal"] == page["total"]


def test_a_basket_with_nothing_that_is_sold_in_the_currency_goes_to_no_checkout(world, client):
    basket = factories.basket(factories.piece("In euros", prices={"EUR": "10.00"}))
    carry(client, basket)
    client.cookies["market"] = "US-USD"

    assert not client.get(BASKET).context["can_order"]
    assert client.get(reverse("checkout:index")).headers["Location"] == BASKET
    assert client.post(reverse("checkout:index"), filled_in(basket)).headers["Location"] == BASKET
    assert in_basket() == {"In euros": 1}


def test_what_was_sold_or_withdrawn_since_is_named_in_the_basket(world, client):
    sold, fewer, withdrawn = (factories.piece(title) for title in ("Sold", "Fewer", "Withdrawn"))
    carry(client, factories.basket(sold, (fewer, 3), withdrawn))
    StockRecord.objects.filter(product=sold).update(num_in_stock=0)
    StockRecord.objects.filter(product=fewer).update(num_in_stock=1)
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(is_public=False)

    lines = {line.title: line.problem for line in client.get(BASKET).context["lines"]}

    assert lines == {
        "Sold": "Sold out meanwhile.",
        "Fewer": "There is only one left.",
        "Withdrawn": "Sold out meanwhile.",
    }


@pytest.mark.parametrize("cookie", ["x", "1", "1:x", "", "ð\x9f\x92§é", "a" * 4000, '"\\000"', "1:1ZzZzZ:x"])
def test_a_basket_cookie_that_is_not_ours(world, client, cookie):
    client.cookies["oscar_open_basket"] = cookie
    factories.basket(factories.piece("Theirs"))

    answer = client.get(BASKET)

    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert answer.context["is_empty"]


def test_a_signed_cookie_of_a_basket_that_is_gone(world, client):
    client.cookies["oscar_open_basket"] = Signer().sign(10**9)

    assert client.get(BASKET).context["is_empty"]


@pytest.mark.parametrize("cookie", ["BE-XXX", "XX-EUR", "be-EUR", "BE", "-", "ðé-EUR", "BE-EUR-x", "BE-" + "E" * 3000])
def test_a_market_cookie_that_makes_no_sense_is_the_usual_market_or_a_sensible_one(world, client, cookie):
    client.cookies["market"] = cookie

    assert client.get(reverse("catalogue:index")).status_code == 200
    assert client.get(BASKET).context["currency"] in ("EUR", "USD")


@pytest.mark.parametrize(
    "back",
    ["", "basket", "basket:summary", "//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example",
     "http:///evil.example", "\x00", "/\r\nSet-Cookie: x=1", "/" * 3000, "shop.basket.views.BasketView"],
)  # fmt: skip
def test_the_country_menu_leads_back_to_this_site_only(world, client, back):
    answer = client.post(reverse("basket:market"), {"country": "RW", "next": back})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith(("//", "/\\"))
    assert "\n" not in answer.headers["Location"]
    assert client.cookies["market"].value == "RW-RWF"


@pytest.mark.parametrize("country", ["", "XX", "belgium", "\x00", "BE ", "💧", "B" * 5000])
def test_a_country_we_do_not_send_to_changes_nothing(world, client, country):
    answer = client.post(reverse("basket:market"), {"country": country})

    assert answer.status_code == 403
    assert "market" not in client.cookies


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "none"}, 302),
        ({"Origin": "http://testserver"}, 302),
        ({}, 302),
    ],
)
@pytest.mark.parametrize("act", ["add", "market"])
def test_another_site_fills_no_basket_and_chooses_no_market(world, client, headers, expected, act):
    piece = factories.piece()
    address = reverse("basket:add", args=[piece.pk]) if act == "add" else reverse("basket:market")

    answer = client.post(address, {"country": "RW"}, headers=headers)

    assert answer.status_code == expected
    assert len(in_basket()) == (expected == 302 and act == "add")


def test_a_post_of_too_many_fields_or_a_broken_one_is_refused(world, client):
    piece = factories.piece()
    address = reverse("basket:add", args=[piece.pk])

    many = client.post(address, {f"f{number}": "x" for number in range(10_500)})
    broken = client.generic("POST", address, b"--x\r\nnothing", "multipart/form-data; boundary=x")
    nameless = client.generic("POST", address, b"x" * 100, "multipart/form-data")

    assert {many.status_code, nameless.status_code} == {400}
    assert broken.status_code in (302, 400)


def test_the_count_is_of_everything_that_was_put_in(world, client):
    assert client.get(reverse("basket:count")).json() == {"count": 0}
    carry(client, factories.basket((factories.piece(), 2), factories.piece(prices={"EUR": "1.00"})))
    client.cookies["market"] = "US-USD"

    assert client.get(reverse("basket:count")).json() == {"count": 3}


def test_a_price_taken_away_while_the_piece_is_in_the_basket(world, stripe, client):
    piece = factories.piece("Pot")
    basket = factories.basket(piece, factories.piece("Bowl"))
    carry(client, basket)
    typed = filled_in(basket)
    Price.objects.filter(stockrecord__product=piece, currency="EUR").delete()

    answer = client.post(reverse("checkout:index"), typed)

    assert answer.status_code == 200
    assert answer.context["notice"]
    assert Basket.objects.get(pk=basket.pk).lines.count() == 2
    assert stripe.state()["sessions"] == 0
