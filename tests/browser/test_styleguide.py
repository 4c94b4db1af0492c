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

PICTURES = Path(__file__).resolve().parents[2] / "var" / "styleguide"
SCHEMES, WIDTHS = ("light", "dark"), (320, 1280)
COMPONENTS = [component.name for component in styleguide.components()]

# Shown in several states, a breadcrumb or a gallery is there several times.
REPEATED = {"rules": {"landmark-unique": {"enabled": False}}}
# What marks a state in the html; without it, the element is as in no state at all.
MARKED = ".is-hover, .is-focus, .is-active, .field--wrong, [disabled], [aria-disabled=true], [aria-invalid=true], .button[aria-busy]"
TAKE_MARKS_AWAY = """
(section, marked) => {
  const states = [...section.querySelectorAll(".specimen")].filter(state => state.querySelector(marked));
  for (const element of section.querySelectorAll(`.specimen :is(${marked})`)) {
    element.classList.remove("is-hover", "is-focus", "is-active", "field--wrong");
    for (const name of ["disabled", "aria-disabled", "aria-invalid", "aria-busy"]) element.removeAttribute(name);
  }
  return states.map(state => state.id);
}
"""
STAGES = """
section => [...section.querySelectorAll(".specimen")].map(state => {
  const [stage, whole] = [state.querySelector(".specimen__stage").getBoundingClientRect(), section.getBoundingClientRect()];
  return [state.id, [stage.left - whole.left - 6, stage.top - whole.top, stage.right - whole.left + 6, stage.bottom - whole.top]];
})
"""
# What scrolls in a frame of its own may be as wide as it likes.
STICKING_OUT = """
section => {
  const right = document.documentElement.clientWidth;
  const isCut = element => element && element !== section
    && (getComputedStyle(element).overflowX !== "visible" || isCut(element.parentElement));
  return [...section.querySelectorAll("*")].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width && box.right > right + 1 && !isCut(element.parentElement);
  }).map(element => element.outerHTML.slice(0, 120));
}
"""


@pytest.fixture(scope="session")
def guide(staff):
    """The style guide, opened once by a member of staff."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    page = staff.new_page()
    page.goto("/styleguide/")
    page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    return page


def shown(page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def drawn(locator) -> Image.Image:
    return Image.open(io.BytesIO(locator.screenshot(animations="disabled"))).convert("RGB")


def stages(section, picture: Image.Image) -> dict[str, Image.Image]:
    """Each state, cut out of the picture of its component."""
    return {name: picture.crop([round(value) for value in box]) for name, box in section.evaluate(STAGES)}


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
            empty = [state for state, stage in stages(section, pictures[scheme]).items() if is_blank(stage)]

            assert empty == []
            assert section.evaluate(STICKING_OUT) == []
        assert different_dots(*pictures.values()) > 1000, "light and dark look the same"


def is_blank(picture: Image.Image) -> bool:
    return all(least == most for least, most in picture.getextrema())


def test_a_stage_with_nothing_on_it_would_be_noticed():
    assert is_blank(Image.new("RGB", (40, 20), "#fbf7f0"))


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_state_can_be_told_from_none(guide, name):
    section = guide.locator(f"[data-component={name}]")
    whole = section.inner_html()
    for scheme in SCHEMES:
        shown(guide, 1280, scheme)
        before = stages(section, drawn(section))
        states = section.evaluate(TAKE_MARKS_AWAY, MARKED)
        after = stages(section, drawn(section))
        section.evaluate("(element, html) => { element.innerHTML = html }", whole)

        assert [state for state in states if different_dots(before[state], after[state]) < 20] == []


def test_a_state_without_a_rule_of_its_own_would_be_noticed(guide):
    """The negative control: in a badge, nothing changes under the pointer."""
    badge = guide.locator("#badge--default .badge")
    before = drawn(badge)

    badge.evaluate("element => element.classList.add('is-hover')")

    assert different_dots(before, drawn(badge)) == 0


def test_a_class_shows_what_a_pointer_does(guide):
    shown(guide, 1280, "light")
    forced = commonest_colour(drawn(guide.locator("#button--hover .button")))
    button = guide.locator("#button--default .button")
    before = commonest_colour(drawn(button))

    button.hover()
    hovered = commonest_colour(drawn(button))
    guide.mouse.move(0, 0)

    assert before != forced == hovered


def commonest_colour(picture: Image.Image) -> tuple[int, ...]:
    return max(picture.getcolors(maxcolors=1 << 24))[1]


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

    found = violations(guide, ALL | REPEATED if scheme == "light" else COLOURS)

    assert not found, "\n".join(found)
