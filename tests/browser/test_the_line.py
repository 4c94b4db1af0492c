"""Read a story, buy from it, pay, and see in the back office what the group is owed."""

import re


def fits(page) -> bool:
    """Whether nothing sticks out sideways."""
    page.wait_for_load_state("load")
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def fill_in(page) -> None:
    page.get_by_label("E-mail").fill("buyer@example.org")
    page.get_by_label("Full name").fill("An Example")
    page.get_by_label("Street and number").fill("Market Square 1")
    page.get_by_label("Town or city").fill("Ghent")
    page.get_by_label("Postcode").fill("9000")


def put_in_basket(page) -> None:
    page.get_by_role("button", name="Add to basket").click()
    # Over the page; and without scripts, a page of its own.
    page.locator(".drawer[open], main .lines").first.wait_for()
    assert fits(page)
    page.goto("/basket/")
    assert fits(page)


def go_to_payment(page) -> None:
    page.goto("/checkout/")
    assert fits(page)
    fill_in(page)
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.wait_for_url("**/pay/cs_test_*")


def buy_from_a_story(page, story: str) -> str:
    """From the home page to the thank-you page; the number of the order."""
    page.goto("/")
    assert fits(page)
    page.goto("/stories/")
    assert fits(page)
    page.get_by_role("link", name=re.compile(story)).first.click()
    page.wait_for_url("**/stories/*/")
    assert fits(page)
    page.locator("main a[href^='/pieces/']").first.click()
    page.wait_for_url("**/pieces/*_*/")
    assert fits(page)
    put_in_basket(page)
    go_to_payment(page)
    page.get_by_role("button", name=re.compile("^Pay")).first.click()
    page.wait_for_url("**/order/*/paid/")
    assert fits(page)
    return re.search(r"U-\w{5}-\w{5}", page.locator("main").inner_text())[0]


def test_a_visitor_reads_a_story_buys_the_piece_and_the_books_owe_its_group(page, demo):
    number = buy_from_a_story(page, "One sun, sixteen rays")

    assert "The books are right." in demo.manage("check_books")
    page.goto("/admin/books/entries/")
    page.get_by_label("E-mail").fill("staff@ubukorikori.example")
    page.get_by_label("Password").fill("weave-and-fire-2026")
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url("**/admin/books/entries/")
    page.get_by_role("link", name=f"sale:{number}").first.click()
    assert "Akazuba Association" in page.locator("main").inner_text()
    page.goto("/admin/books/accounts/")
    assert "Akazuba Association" in page.locator("main").inner_text()


def test_the_whole_line_works_without_scripts(page_without_scripts, demo):
    number = buy_from_a_story(page_without_scripts, "One sun, sixteen rays")

    assert number
    assert "The books are right." in demo.manage("check_books")


def test_turning_back_at_stripe_returns_the_basket(page):
    page.goto("/pieces/?sort=price&in_stock=on")
    page.locator("main a[href^='/pieces/'][href*='_']").first.click()
    page.wait_for_url("**/pieces/*_*/")
    put_in_basket(page)
    go_to_payment(page)

    page.get_by_role("link", name=re.compile("back|cancel", re.I)).or_(
        page.get_by_role("button", name=re.compile("back|cancel", re.I))
    ).first.click()
    page.wait_for_url("**/order/*/cancel/")
    assert fits(page)
    page.locator("main").get_by_role("button", name=re.compile("cancel|give back|return", re.I)).first.click()
    page.wait_for_url("**/basket/")

    assert page.locator("main a[href^='/checkout/']").count() == 1
