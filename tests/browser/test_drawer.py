"""The basket over the page: put in by one tap, said to everybody, changed, and the way to the checkout; without scripts, its page."""

import re

import pytest


@pytest.fixture
def piece(page):
    """The page of a piece of which there are several."""
    page.goto("/pieces/?in_stock=1&sort=price")
    page.locator(".listing .card__link").first.click()
    page.wait_for_url("**/pieces/*_*/")
    return page


def drawer(page):
    return page.get_by_role("dialog", name=re.compile("Basket|sold out"))


def counted(page, number: int) -> None:
    page.locator(".header__count").filter(has_text=re.compile(f"^{number}$")).wait_for()


def test_adding_opens_the_basket_over_the_page_and_counts(piece):
    title = piece.locator("h1").text_content().strip()
    address = piece.url
    piece.get_by_role("button", name="Add to basket").click()
    drawer(piece).wait_for()

    assert piece.url == address
    assert f"“{title}” is in your basket." in drawer(piece).inner_text()
    counted(piece, 1)
    drawer(piece).get_by_role("link", name="To the checkout").click()
    piece.wait_for_url("**/checkout/")


def test_escape_closes_it_and_the_focus_is_where_it_was(piece):
    button = piece.get_by_role("button", name="Add to basket")
    button.focus()
    piece.keyboard.press("Enter")
    drawer(piece).wait_for()
    assert piece.evaluate("document.querySelector('dialog[open]').contains(document.activeElement)")

    piece.keyboard.press("Escape")

    assert drawer(piece).count() == 0
    assert button.evaluate("button => button === document.activeElement")


def test_a_tap_on_a_card_is_enough(page):
    page.goto("/pieces/?in_stock=1")
    page.get_by_role("button", name=re.compile("^Put .* into the basket")).nth(1).click()
    drawer(page).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^Put .* into the basket")).nth(2).click()
    drawer(page).wait_for()

    assert "/pieces/" in page.url
    assert drawer(page).locator(".line").count() == 2
    counted(page, 2)


def test_a_piece_is_taken_out_again_in_the_drawer(piece):
    piece.get_by_role("button", name="Add to basket").click()
    drawer(piece).get_by_role("button", name="Remove").click()
    drawer(piece).get_by_text("Nothing in it yet.").wait_for()

    assert "out of your basket" in piece.locator(".drawer [role=status]").text_content()
    assert not piece.locator(".header__count").is_visible()


def test_the_basket_in_the_header_opens_it_too_and_a_tap_beside_it_closes_it(piece):
    piece.locator(".header__basket").click()
    drawer(piece).wait_for()
    assert "Nothing in it yet." in drawer(piece).inner_text()
    if piece.viewport_size["width"] < 600:
        return

    piece.mouse.click(10, 400)

    assert drawer(piece).count() == 0


def test_what_was_sold_meanwhile_is_said_in_place_with_what_is_left_by_the_same_hands(page, demo):
    page.goto("/pieces/?in_stock=1&cooperative=umucyo-weavers")
    title = "Tall agaseke with diamonds"
    page.goto(page.get_by_role("link", name=title).get_attribute("href"))
    demo.manage("shell", "-c", SOLD.format(allocated="num_in_stock"))
    try:
        page.get_by_role("button", name="Add to basket").click()
        drawer(page).wait_for()

        assert f"“{title}” is sold out" in drawer(page).inner_text()
        assert drawer(page).locator(".card").count() > 0
    finally:
        demo.manage("shell", "-c", SOLD.format(allocated="0"))


SOLD = (
    "from django.db.models import F; from shop.partner.models import StockRecord; "
    "num_in_stock = F('num_in_stock'); "
    "StockRecord.objects.filter(product__title='Tall agaseke with diamonds').update(num_allocated={allocated})"
)


def test_an_answer_that_is_no_drawer_is_left_to_the_browser(piece):
    piece.route("**/basket/add/**", lambda route: route.fulfill(body="Something else."), times=1)
    piece.get_by_role("button", name="Add to basket").click()

    piece.wait_for_url("**/basket/")
    assert piece.locator("main .line").count() == 1


def test_without_scripts_a_tap_on_a_card_leads_to_the_basket(page_without_scripts):
    page = page_without_scripts
    page.goto("/pieces/?in_stock=1")
    page.get_by_role("button", name=re.compile("^Put .* into the basket")).first.click()
    page.wait_for_url("**/basket/")

    assert page.locator("main .line").count() == 1
