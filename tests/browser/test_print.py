"""On paper: a piece, an order and a story are black on white, whole, and without what only a screen can use."""

import re

import pytest

from tests.browser.conftest import HOME

PAGES = {"piece": 4, "order": 3, "story": 5}  # at most so many sheets of A4
ON_A_SCREEN_ONLY = "nav, button, .button, input, select, .footer, .skip, .demo-notice, .header__basket"
GREY = """
() => [...document.querySelectorAll("main *")].filter(element => {
  const has_words = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const [red, green, blue] = getComputedStyle(element).color.match(/[\\d.]+/g).map(Number);
  return has_words && element.checkVisibility() && !element.closest("svg") && Math.max(red, green, blue) > 80;
}).map(element => element.outerHTML.slice(0, 120))
"""
CUT = """
() => [...document.querySelectorAll("main .card, main .line, main .summary, main .band, main figure")]
  .filter(element => getComputedStyle(element).breakInside !== "avoid").map(element => element.className)
"""


@pytest.fixture(params=PAGES)
def printed(request, storefront):
    """A page as the printer gets it, from a browser that is in the dark scheme."""
    with storefront.room(request.param, color_scheme="dark") as page:
        # As a person does who reads it first: pictures further down are fetched.
        page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager'; })")
        page.wait_for_load_state("networkidle")
        page.emulate_media(media="print")
        yield request.param, page


def test_what_is_printed_is_black_on_white_and_whole(printed):
    _name, page = printed

    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(GREY) == []
    assert page.evaluate(CUT) == []
    assert [
        one.evaluate("it => it.outerHTML.slice(0, 90)")
        for one in page.locator(ON_A_SCREEN_ONLY).all()
        if one.is_visible()
    ] == []


def test_it_takes_few_sheets(printed):
    name, page = printed
    folder = HOME.parents[1] / "print"
    folder.mkdir(parents=True, exist_ok=True)

    pdf = page.pdf(format="A4", path=folder / f"{name}.pdf", prefer_css_page_size=True)

    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 1 <= sheets <= PAGES[name]


def test_the_address_of_a_link_to_elsewhere_is_printed(storefront):
    with storefront.room("story") as page:
        page.evaluate(
            "document.querySelector('.story p').innerHTML += ' <a href=\"https://example.org/basket\">there</a>'"
        )
        page.emulate_media(media="print")

        words = page.evaluate("getComputedStyle(document.querySelector('.story a[href^=http]'), '::after').content")

    assert "https://example.org/basket" in words
