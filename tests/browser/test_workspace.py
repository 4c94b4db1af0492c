"""Every room of the leaders' workspace fits a phone of 320 pixels and the thumb, and axe finds nothing to mend."""

import pytest

from tests.browser.test_axe import ALL, COLOURS, violations
from tests.browser.test_small_screens import TOO_SMALL
from tests.browser.workspace import PHONE, ROOMS

THUMB = 56


@pytest.fixture(scope="module")
def phone(workspace):
    with workspace.phone() as phone:
        yield phone


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_fits_the_phone_the_thumb_and_the_ear(name, phone, axe):
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
    page.close()

    assert answer.status == 200
    assert trouble == []
    assert widest <= PHONE["viewport"]["width"]
    assert not small, "\n".join(small)
    assert not found, "\n".join(found)


def test_every_room_is_there_without_scripts(workspace):
    with workspace.phone(java_script_enabled=False) as phone:
        page = phone.new_page()
        seen = {
            name: (page.goto(address).status, page.locator("main h1:visible").count())
            for name, address in ROOMS.items()
        }

    assert seen == dict.fromkeys(ROOMS, (200, 1))
