"""The buying line with nothing but a keyboard, and where one is, always in sight."""

import re

import pytest

from tests.browser.storefront import ROOMS

STEPS = 120
# The outline may stand on what surrounds the focus: a card is one link.
IS_IN_SIGHT = """
() => {
  const focused = document.activeElement;
  if (focused === document.body) return true;
  const outlined = element => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  for (let element = focused, level = 0; element && level < 4; element = element.parentElement, level++)
    if (outlined(element)) return true;
  return (focused.labels ? [...focused.labels] : []).some(outlined);
}
"""
NAME = "document.activeElement.outerHTML.replace(/\\s+/g, ' ').slice(0, 120)"


def walk_to(page, locator) -> None:
    """Press the tabulator until the focus is there."""
    for _step in range(STEPS):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"The keyboard does not reach {locator}")


def test_a_piece_is_bought_with_the_keyboard_alone(page, storefront):
    page.goto(storefront.addresses["piece"])
    walk_to(page, page.get_by_role("button", name="Add to basket").first)
    page.keyboard.press("Enter")
    page.locator(".drawer[open]").wait_for()
    walk_to(page, page.get_by_role("link", name="To the checkout"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/")
    for label, words in {
        "E-mail": "keyboard@example.org",
        "Full name": "An Example",
        "Street and number": "Market Square 1",
        "Postcode": "9000",
        "Town or city": "Ghent",
    }.items():
        walk_to(page, page.get_by_label(label))
        page.keyboard.type(words)
    walk_to(page, page.get_by_role("button", name=re.compile("^Pay")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/pay/cs_test_*")
    walk_to(page, page.get_by_role("button", name=re.compile("^Pay")).first)
    page.keyboard.press("Enter")

    page.wait_for_url("**/order/*/paid/")


@pytest.mark.parametrize(
    "name", ["home", "all pieces", "piece", "story", "basket", "checkout with errors", "sign in", "account"]
)
def test_where_the_keyboard_is_can_always_be_seen(name, storefront):
    assert name in ROOMS
    with storefront.room(name) as page:
        unseen = []
        for _step in range(STEPS):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            if not page.evaluate(IS_IN_SIGHT):
                unseen.append(page.evaluate(NAME))

    assert unseen == []


def test_the_first_step_leads_past_the_header(storefront):
    with storefront.room("home") as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert page.evaluate("document.activeElement.id") == "content"
