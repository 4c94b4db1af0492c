"""Every component in the style guide is really drawn: in both schemes, on a phone and a screen, each state told from the others.

The pictures are kept in `var/styleguide/` for looking. They are compared with one another and never with yesterday's: fonts differ.
"""

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from cms import styleguide
from tests.browser.test_axe import ALL, COLOURS, violations

STAFF, PASSWORD = "staff@ubukorikori.example", "weave-and-fire-2026"
PICTURES = Path(__file__).resolve().parents[2] / "var" / "styleguide"
SCHEMES, WIDTHS = ("light", "dark"), (320, 1280)
COMPONENTS = [component.name for component in styleguide.components()]

# What marks a state in the html, and what it would be without.
UNMARKED = """
element => {
  element.classList.remove("is-hover", "is-focus", "is-active", "field--wrong");
  for (const name of ["disabled", "aria-disabled", "aria-invalid", "aria-busy"]) element.removeAttribute(name);
}
"""
MARKED = ".is-hover, .is-focus, .is-active, .field--wrong, [disabled], [aria-disabled=true], [aria-invalid=true], .button[aria-busy]"
STICKING_OUT = """
section => {
  const right = document.documentElement.clientWidth;
  return [...section.querySelectorAll("*")].filter(element => {
    const box = element.getBoundingClientRect();
    const isCut = element.closest(".visually-hidden, .specimen__source, .table-frame")
      || getComputedStyle(element).clipPath !== "none";
    return box.width && box.right > right + 1 && !isCut;
  }).map(element => element.outerHTML.slice(0, 120));
}
"""


@pytest.fixture(scope="session")
def guide(storefront):
    """The style guide in the four views, opened once by a member of staff."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    with storefront.context() as context:
        page = context.new_page()
        page.goto("/accounts/login/?next=/styleguide/")
        page.get_by_label("Email").fill(STAFF)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/styleguide/")
        page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager'; })")
        page.wait_for_load_state("networkidle")
        yield page


def shown(page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def drawn(locator) -> Image.Image:
    return Image.open(io.BytesIO(locator.screenshot(animations="disabled"))).convert("RGB")


def different_dots(one: Image.Image, other: Image.Image) -> int:
    if one.size != other.size:
        return one.width * one.height
    difference = ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value > 12 else 0)
    return difference.histogram()[255]


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_drawn_and_fits_in_both_schemes(guide, name):
    section = guide.locator(f"[data-component={name}]")
    for width in WIDTHS:
        pictures = {}
        for scheme in SCHEMES:
            shown(guide, width, scheme)
            pictures[scheme] = drawn(section)
            pictures[scheme].save(PICTURES / f"{name}-{width}-{scheme}.png")

            assert section.evaluate(STICKING_OUT) == []
            for stage in section.locator(".specimen__stage").all():
                assert len(drawn(stage).getcolors(maxcolors=1 << 24)) > 1, "nothing is drawn"
        assert different_dots(*pictures.values()) > 1000, "light and dark look the same"


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_state_can_be_told_from_none(guide, name):
    for scheme in SCHEMES:
        shown(guide, 1280, scheme)
        for stage in (
            guide.locator(f"[data-component={name}] .specimen__stage").filter(has=guide.locator(MARKED)).all()
        ):
            for marked in stage.locator(MARKED).element_handles():
                before = drawn(stage)
                whole = stage.inner_html()
                marked.evaluate(UNMARKED)

                assert different_dots(before, drawn(stage)) > 20, f"{scheme}: {whole[:200]}"

                stage.evaluate("(element, html) => { element.innerHTML = html }", whole)
                break


def test_a_state_without_a_rule_of_its_own_would_be_noticed(guide):
    """The negative control: in a badge, nothing changes under the pointer."""
    badge = guide.locator("#badge--default .badge")
    before = drawn(badge)

    badge.evaluate("element => element.classList.add('is-hover')")

    assert different_dots(before, drawn(badge)) == 0


def test_a_class_shows_what_a_pointer_does(guide):
    shown(guide, 1280, "light")
    forced = drawn(guide.locator("#button--hover .button"))
    button = guide.locator("#button--default .button")

    button.hover()
    hovered = drawn(button)
    guide.mouse.move(0, 0)

    assert different_dots(forced, hovered) == 0


def test_the_dialog_opens_above_the_page_and_gives_the_focus_back(guide):
    opener = guide.locator("[data-dialog=dialog-example]")
    opener.click()

    assert guide.locator("#dialog-example").evaluate("dialog => dialog.matches(':modal')")

    guide.keyboard.press("Escape")
    assert opener.evaluate("element => element === document.activeElement")


def test_the_stepper_counts_within_its_limits(guide):
    number = guide.locator("#stepper-least")
    fewer, more = guide.locator("#stepper--at-its-least .stepper__button").all()

    assert fewer.is_disabled()
    for _press in range(4):
        more.click()

    assert number.input_value() == "5"
    assert more.is_disabled()
    assert fewer.is_enabled()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_to_mend_in_the_style_guide(guide, axe, width, scheme):
    shown(guide, width, scheme)
    guide.evaluate(axe)

    assert violations(guide, ALL if scheme == "light" else COLOURS) == []
