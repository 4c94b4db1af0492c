"""A list of pieces that changes without a reload: the choice is in the address, is said, keeps the focus, and can be taken back."""

import re

import pytest


@pytest.fixture
def pieces(page):
    """All pieces, with a mark on the page that a reload would wipe off."""
    page.goto("/pieces/")
    page.evaluate("document.documentElement.dataset.mark = 'here'")
    return page


def is_the_same_page(page) -> bool:
    return page.evaluate("document.documentElement.dataset.mark === 'here'")


def titles(page) -> list[str]:
    return page.locator(".listing .card__title").all_text_contents()


def choose(page, material: str) -> None:
    if not page.locator("#filters").is_visible():
        page.locator(".listing__open").click()
    page.locator(f"[name=material][value={material}]").click()


def heard(page, words: str) -> None:
    """Wait until this is said to those who do not see the list."""
    page.locator("[data-listing-status]").filter(has_text=words).wait_for(state="attached")


def test_a_tick_changes_the_list_and_the_address_and_is_said(pieces):
    choose(pieces, "stoneware")
    heard(pieces, "6 pieces")

    assert is_the_same_page(pieces)
    assert pieces.url.endswith("/pieces/?material=stoneware")
    assert len(titles(pieces)) == 6
    assert pieces.evaluate("document.activeElement.value") == "stoneware"
    assert pieces.evaluate("document.activeElement.checked")


def test_the_browsers_back_button_takes_a_choice_back(pieces):
    choose(pieces, "stoneware")
    heard(pieces, "6 pieces")

    pieces.go_back()
    heard(pieces, "30 pieces")

    assert is_the_same_page(pieces)
    assert pieces.url.endswith("/pieces/")
    assert not pieces.locator("[name=material][value=stoneware]").is_checked()


def test_the_filters_stay_open_on_a_phone_until_the_pieces_are_asked_for(pieces):
    choose(pieces, "stoneware")
    heard(pieces, "6 pieces")
    assert pieces.locator("#filters").is_visible()
    if pieces.viewport_size["width"] > 1000:
        return

    pieces.get_by_role("button", name="Show these pieces").click()

    assert not pieces.locator("#filters").is_visible()
    assert is_the_same_page(pieces)


def test_a_chip_is_taken_away_and_the_focus_is_on_what_is_left(pieces):
    pieces.goto("/pieces/?material=stoneware&sort=title")
    pieces.locator(".chip").first.click()
    heard(pieces, "30 pieces")

    assert pieces.url.endswith("/pieces/?sort=title")
    assert pieces.evaluate("document.activeElement.id") == "results"


def test_the_next_page_begins_at_its_top(pieces):
    pieces.get_by_role("link", name="More pieces").click()
    pieces.wait_for_url("**/pieces/?page=2")
    pieces.locator(".pagination__here").filter(has_text="Page 2").wait_for()

    assert is_the_same_page(pieces)
    assert pieces.evaluate("document.activeElement.id") == "results"
    assert abs(pieces.locator(".listing").bounding_box()["y"]) < 60


def test_an_answer_that_is_no_list_is_left_to_the_browser(pieces):
    pieces.route(re.compile("material="), lambda route: route.fulfill(body="Something else."), times=1)
    choose(pieces, "stoneware")
    pieces.wait_for_url("**/pieces/?material=stoneware")
    pieces.locator(".chip").wait_for()

    assert not is_the_same_page(pieces)
    assert len(titles(pieces)) == 6


def test_what_a_search_found_is_narrowed_in_the_same_way(page):
    page.goto("/search/?q=vase")
    page.evaluate("document.documentElement.dataset.mark = 'here'")
    before = titles(page)
    choose(page, "stoneware")
    page.locator(".chip").wait_for()

    assert is_the_same_page(page)
    assert page.url.endswith("/search/?q=vase&material=stoneware")
    assert set(titles(page)) < set(before)


def test_the_other_currency_is_chosen_for_the_list_that_is_shown(pieces):
    choose(pieces, "stoneware")
    heard(pieces, "6 pieces")

    assert pieces.locator(".market__form [name=next]").input_value() == "/pieces/?material=stoneware"


def test_without_scripts_the_form_is_sent(page_without_scripts):
    page = page_without_scripts
    page.goto("/pieces/")
    page.get_by_role("button", name="Filter and sort").click()
    page.locator("[name=material][value=stoneware]").check()
    page.get_by_role("button", name="Show these pieces").click()

    assert len(titles(page)) == 6
