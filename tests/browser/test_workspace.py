"""Every room of the leaders' workspace fits a phone of 320 pixels and the thumb, and axe finds nothing to mend."""

import pytest

from tests.browser.test_axe import ALL, COLOURS, violations
from tests.browser.test_small_screens import TOO_SMALL
from tests.browser.workspace import BEFORE_THE_DOOR, NOBODY, PHONE, ROOMS

THUMB = 56


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_fits_the_phone_the_thumb_and_the_ear(name, workspace, axe):
    with workspace.phone() as phone:
        page, trouble = phone.new_page(), []
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        answer = page.goto(ROOMS[name])
        page.evaluate(axe)
        widest = page.evaluate("document.documentElement.scrollWidth")
        small = page.evaluate(TOO_SMALL, THUMB)
        found = violations(page, ALL)
        page.emulate_media(color_scheme="dark")
        found += violations(page, COLOURS)

    assert answer.status == 200
    assert page.url.endswith(ROOMS[name])
    assert trouble == []
    assert widest <= PHONE["viewport"]["width"]
    assert not small, "\n".join(small)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_is_there_without_scripts(name, workspace):
    with workspace.phone(java_script_enabled=False) as phone:
        page = phone.new_page()
        answer = page.goto(ROOMS[name])

        assert answer.status == 200
        assert page.locator("main h1").count() == 1


@pytest.mark.parametrize("name", [name for name in ROOMS if name not in {*BEFORE_THE_DOOR, "who"}])
def test_a_phone_nobody_signed_in_on_is_asked_who_holds_it(name, workspace):
    with workspace.phone(visitor=NOBODY, java_script_enabled=False) as phone:
        page = phone.new_page()
        page.goto(ROOMS[name])

        assert "/workspace/who/" in page.url
