"""The pieces looked at last: remembered by the device, asked for only when they come near, forgotten on request."""

import pytest


@pytest.fixture
def asked(page) -> list[str]:
    """What the page asks the server for of the pieces seen."""
    addresses = []
    page.on("request", lambda request: addresses.append(request.url) if "/pieces/seen/" in request.url else None)
    return addresses


def look_at(page, *numbers: int) -> list[str]:
    """Open the pages of pieces of the list; their names."""
    names = []
    for number in numbers:
        page.goto("/pieces/?sort=title")
        link = page.locator(".listing .card__link").nth(number)
        names.append(link.text_content())
        page.goto(link.get_attribute("href"))
    return names


def to_the_end(page) -> None:
    page.evaluate("scrollTo(0, document.body.scrollHeight)")


def test_the_pieces_seen_before_stand_at_the_end_of_a_page_the_last_one_first(page, asked):
    first, second, _here = look_at(page, 0, 1, 2)
    assert asked == []

    to_the_end(page)
    page.get_by_role("heading", name="You looked at").wait_for()

    assert page.locator("[data-seen] .card__title").all_text_contents() == [second, first]
    assert len(asked) == 1


def test_who_has_seen_nothing_else_is_asked_nothing_and_shown_nothing(page, asked):
    look_at(page, 0)
    to_the_end(page)
    page.wait_for_timeout(300)

    assert asked == []
    assert page.locator("[data-seen]").inner_html() == ""
    assert "seen" not in {cookie["name"] for cookie in page.context.cookies()}


def test_they_are_forgotten_when_somebody_says_so(page, asked):
    look_at(page, 0, 1)
    to_the_end(page)
    page.get_by_role("button", name="Forget these").click()

    assert page.evaluate("document.activeElement.textContent").startswith("They are forgotten.")
    page.reload()
    to_the_end(page)
    page.wait_for_timeout(300)
    assert page.locator("[data-seen] .card").count() == 0


def test_they_stand_below_the_basket_too(page):
    names = look_at(page, 0, 1)
    page.goto("/basket/")

    page.locator("[data-seen] .card").first.wait_for()

    assert page.locator("[data-seen] .card__title").all_text_contents() == names[::-1]


@pytest.mark.parametrize("kept", ["", "null", "{}", '["a", 1.5, null, -1]', "[1e400]", "not json"])
def test_what_else_a_device_may_remember_is_no_trouble(page, kept):
    page.goto("/pieces/")
    page.evaluate("kept => localStorage.setItem('seen', kept)", kept)
    look_at(page, 0)
    to_the_end(page)
    page.wait_for_timeout(200)

    assert page.evaluate("JSON.parse(localStorage.getItem('seen')).length") >= 1
