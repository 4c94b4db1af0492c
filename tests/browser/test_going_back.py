"""The browser's own Back leads to a page of the shop from every step of buying, also after a form that was refused."""

import re

import pytest


def fill(page, **words) -> None:
    for name, word in words.items():
        page.fill(f"main [name={name}]", word)


def heading(page) -> str:
    return page.locator("h1").inner_text()


@pytest.fixture
def checkout(page):
    """A visitor at the checkout with a piece."""
    page.goto("/pieces/?in_stock=on&sort=price")
    page.locator("main .card__link").first.click()
    page.wait_for_url("**/pieces/*_*/")
    page.goto(page.url)
    with page.expect_response(re.compile("/basket/add/")):
        page.get_by_role("button", name="Add to basket").first.click()
    page.goto("/basket/")
    page.get_by_role("link", name="To the checkout").click()
    page.wait_for_url("**/checkout/")
    return page


def test_after_a_refused_form_and_another_country_back_from_the_payment_shows_the_basket(checkout):
    page = checkout
    fill(page, email="buyer@example.org")
    with page.expect_response("**/checkout/"):
        page.select_option("#id_country", "NL")
    page.locator("form[data-in-place]:not([aria-busy])").wait_for()
    assert page.input_value("main [name=email]") == "buyer@example.org"
    fill(page, name="An Example", line1="Dorpsstraat 1", city="Utrecht", postcode="9")
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.locator(".field--wrong").wait_for()
    assert page.locator(".message--error").evaluate("message => message === document.activeElement")

    fill(page, postcode="3511 AA")
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.wait_for_url(re.compile("/pay/cs_test_"))
    page.go_back()

    assert heading(page) == "Basket"
    assert "is not paid yet" in page.locator("main").inner_text()


def test_back_from_the_checkout_shows_the_basket_after_a_refused_voucher(checkout):
    page = checkout
    page.goto("/basket/")
    page.get_by_text("I have a voucher").click()
    fill(page, code="NOTHING")
    page.get_by_role("button", name="Use it").click()
    page.locator(".field--wrong").wait_for()
    page.get_by_role("link", name="To the checkout").click()
    page.wait_for_url("**/checkout/")

    page.go_back()

    assert heading(page) == "Basket"


def test_a_form_is_sent_once_however_often_it_is_pressed(checkout):
    page = checkout
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    page.get_by_role("button", name=re.compile("^Pay")).evaluate("button => { button.click(); button.click() }")
    page.locator(".field--wrong").first.wait_for()

    assert len(sent) == 1
