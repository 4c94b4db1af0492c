"""The storefront in French and Dutch: longer words, the same room, and data blocks that break no policy."""

import re

import pytest


def fits(page) -> bool:
    """Whether nothing sticks out sideways."""
    page.wait_for_load_state("load")
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_kind_of_page_has_room_for_its_words(page, language):
    for path in ("/", "/pieces/", "/search/?q=zzqqx", "/stories/", "/cooperatives/", "/accounts/signup/"):
        page.goto(f"/{language}{path}")
        assert fits(page), path
        assert page.locator("html").get_attribute("lang") == language
    page.goto(f"/{language}/pieces/")
    page.locator(".card__link").first.click()
    page.wait_for_url(re.compile(rf"/{language}/pieces/[\w-]+_\d+/"))
    assert fits(page)
    page.locator(".buy__button").click()
    page.locator(".drawer[open]").wait_for()
    assert fits(page)
    page.goto(f"/{language}/basket/")
    assert fits(page)
    page.goto(f"/{language}/checkout/")
    assert fits(page)


def test_a_visitor_changes_the_language_and_stays_on_the_page(page):
    page.goto("/pieces/")
    page.locator(".card__link").first.click()
    page.wait_for_url("**/pieces/*_*/")
    path = page.evaluate("location.pathname")

    page.locator(".market__summary").click()
    page.get_by_role("link", name="Nederlands").click()

    page.wait_for_url(f"**/nl{path}")
    assert page.get_by_role("button", name="In winkelmand").is_visible()
    assert fits(page)


def test_the_data_for_search_engines_breaks_no_policy_of_the_page(page):
    """The page of the test fails on any word of the browser about a broken policy."""
    page.goto("/")
    page.goto("/pieces/")

    assert page.locator("script[type='application/ld+json']").count() == 1
