"""Read a story, buy from it, pay, and see in the back office what the group is owed."""

import re

from django.core.management import call_command

from cooperatives.ledger.models import Account
from shop.order.models import Order
from shop.payment.currency import to_decimal


def no_sideways_scroll(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def fill_in(page) -> None:
    page.get_by_label("E-mail").fill("buyer@example.org")
    page.get_by_label("Full name").fill("An Example")
    page.get_by_label("Street and number").fill("Market Square 1")
    page.get_by_label("Town or city").fill("Ghent")
    page.get_by_label("Postcode").fill("9000")


def buy_from_a_story(page) -> None:
    page.goto("/")
    assert no_sideways_scroll(page)
    page.get_by_role("link", name="Read it").first.click()
    assert no_sideways_scroll(page)
    page.locator("main a[href*='/pieces/']").first.click()
    assert no_sideways_scroll(page)
    page.get_by_role("button", name=re.compile("basket", re.I)).first.click()
    page.wait_for_url("**/basket/")
    assert no_sideways_scroll(page)
    page.locator("main a[href*='/checkout/']").first.click()
    page.wait_for_url("**/checkout/")
    assert no_sideways_scroll(page)
    fill_in(page)
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.wait_for_url("**/pay/cs_test_*")
    page.get_by_role("button", name=re.compile("^Pay")).first.click()
    page.wait_for_url("**/order/*/paid/")


def test_a_visitor_reads_a_story_buys_the_piece_and_the_books_owe_its_group(page, shop):
    buy_from_a_story(page)

    order = Order.objects.get()
    assert order.status == "Paid"
    page.get_by_text(order.number).first.wait_for()
    assert no_sideways_scroll(page)
    call_command("check_books", verbosity=0)

    page.goto("/admin/books/accounts/")
    page.get_by_label("E-mail").fill("staff@ubukorikori.example")
    page.get_by_label("Password").fill("weave-and-fire-2026")
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url("**/admin/books/accounts/")
    account = Account.objects.with_balance().filter(kind=Account.Kind.COOPERATIVE, balance_minor__gt=0).first()
    row = page.get_by_role("row").filter(has_text=account.cooperative.name)
    assert str(to_decimal(account.balance_minor, account.currency)) in row.first.inner_text()


def test_the_whole_line_works_without_scripts(page_without_scripts):
    buy_from_a_story(page_without_scripts)

    assert Order.objects.get().status == "Paid"


def test_turning_back_at_stripe_returns_the_basket(page):
    page.goto("/pieces/")
    page.locator("main a[href*='/pieces/']").last.click()
    page.goto("/pieces/?in_stock=on")
    page.locator("main .card a, main a.card, main [class*=card] a").first.click()
    page.get_by_role("button", name=re.compile("basket", re.I)).first.click()
    page.wait_for_url("**/basket/")
    page.goto("/checkout/")
    fill_in(page)
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.wait_for_url("**/pay/cs_test_*")

    page.get_by_role("button", name=re.compile("cancel|back", re.I)).first.click()
    page.wait_for_url("**/order/*/cancel/")
    page.get_by_role("button", name=re.compile("cancel", re.I)).first.click()
    page.wait_for_url("**/basket/")

    assert Order.objects.get().status == "Cancelled"
    assert page.locator("main a[href*='/checkout/']").count() > 0
