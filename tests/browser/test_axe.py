"""What axe, the checker of accessibility, finds on the storefront: nothing, in either scheme, on a phone or a screen."""

import pytest

from tests.browser.storefront import ROOMS

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The second scheme differs in its colours and in nothing else.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
ALL = {"runOnly": {"type": "tag", "values": RULES}}


def violations(page, options: dict) -> list[str]:
    found = page.evaluate("options => axe.run(document, {...options, resultTypes: ['violations']})", options)
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in found["violations"]
        for node in rule["nodes"][:4]
    ]


VIEWS = ((320, "light", ALL), (1280, "light", ALL), (1280, "dark", COLOURS), (320, "dark", COLOURS))


@pytest.mark.parametrize("name", ROOMS)
def test_axe_finds_nothing_to_mend(name, storefront, axe):
    with storefront.room(name, viewport={"width": 320, "height": 780}) as page:
        page.evaluate(axe)
        found = []
        for width, scheme, options in VIEWS:
            page.set_viewport_size({"width": width, "height": 780})
            if scheme == "dark":
                page.emulate_media(color_scheme="dark")
                page.wait_for_timeout(250)  # colours that are still fading into one another are nobody's choice
            found += [f"{scheme}, {width} px: {wrong}" for wrong in violations(page, options)]

    assert not found, "\n".join(found)


def test_axe_would_notice_words_that_cannot_be_read(storefront, axe):
    with storefront.room("home") as page:
        page.evaluate(axe)
        page.evaluate("document.querySelector('main h2').style.color = '#e8e0d4'")

        assert any("color-contrast" in wrong for wrong in violations(page, COLOURS))
