"""A phone of 320 pixels: nothing sticks out sideways, and everything to touch is large enough for a thumb."""

import pytest

from tests.browser.storefront import ROOMS

PHONE = {"width": 320, "height": 640}
THUMB = 44

# Links inside a sentence are as large as their words: WCAG 2.5.8 leaves those out, and so do we. What a label or a
# pseudo-element adds to the area counts, so it is asked what lies under the thumb, not how large the box is.
TOO_SMALL = """
thumb => {
  const seen = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && element.getBoundingClientRect().width > 4 && !element.closest("[aria-hidden=true], [popover]:not(:popover-open)");
  const isInSentence = element => element.matches("a, .button-link") && getComputedStyle(element).display === "inline"
    && [...element.parentElement.childNodes].some(
      other => other !== element && other.nodeType === Node.TEXT_NODE && other.textContent.trim().length > 1);
  const hits = (element, x, y) => {
    const found = document.elementFromPoint(x, y);
    return found && (element.contains(found) || found.contains(element) && found.matches("label, a, button, summary")
      || [...element.labels ?? []].some(label => label.contains(found)));
  };
  const small = [];
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (!seen(element) || element.disabled || isInSentence(element)) continue;
    element.scrollIntoView({block: "center", behavior: "instant"});
    const box = element.getClientRects()[0];
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (!hits(element, x, y)) continue;  // behind what is open above it
    const reach = (dx, dy) => { let far = 0; while (far < thumb && hits(element, x + dx * far, y + dy * far)) far++; return far; };
    const isTall = box.height >= thumb || reach(0, -1) + reach(0, 1) > thumb;
    const isWide = box.width >= thumb || reach(-1, 0) + reach(1, 0) > thumb;
    if (!isTall || !isWide) small.push(
      `${Math.round(box.width)} × ${Math.round(box.height)}: ${element.outerHTML.replace(/\\s+/g, " ").slice(0, 110)}`);
  }
  return small;
}
"""


@pytest.mark.parametrize("name", ROOMS)
def test_a_page_fits_the_narrowest_phone_and_the_thumb(name, storefront):
    with storefront.room(name, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        widest = page.evaluate("document.documentElement.scrollWidth")
        small = page.evaluate(TOO_SMALL, THUMB)

    assert widest <= PHONE["width"]
    assert not small, "\n".join(small)


def test_the_guard_above_would_notice_a_small_button(storefront):
    with storefront.room("home", viewport=PHONE, has_touch=True, is_mobile=True) as page:
        page.evaluate(
            "document.querySelector('.hero__action').style.cssText = 'min-height: 0; padding: 0; line-height: 1'"
        )

        assert page.evaluate(TOO_SMALL, THUMB)
