"""The pictures of a piece: chosen below, by arrow keys, by a swipe; enlarged and closed again; and all there without scripts."""

import pytest


@pytest.fixture
def with_pictures(demo, chromium) -> str:
    """The address of a piece with two pictures."""
    page = chromium.new_page(base_url=demo.url)
    page.goto("/pieces/")
    address = page.get_by_role("link", name="Low agaseke with triangles").get_attribute("href")
    page.close()
    return address


def shown(page) -> int:
    """Which picture is in the frame, once it stands still."""
    page.wait_for_timeout(400)
    track = page.locator(".gallery__track")
    return round(track.evaluate("track => track.scrollLeft / track.clientWidth")) + 1


def said(page) -> str:
    return page.locator("[data-gallery-position]").text_content()


def test_a_thumbnail_shows_its_picture_and_the_page_stays_where_it_is(page, with_pictures):
    page.goto(with_pictures)
    page.get_by_role("link", name="Picture 2 of 2").click()

    assert shown(page) == 2
    assert said(page) == "2 of 2"
    assert page.locator(".gallery__thumb[aria-current]").count() == 1
    assert "#" not in page.url


def test_arrow_keys_home_and_end_turn_the_pictures(page, with_pictures):
    page.goto(with_pictures)
    page.get_by_role("link", name="Picture 1 of 2").focus()
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home"):
        page.keyboard.press(key)
        seen.append(shown(page))

    assert seen == [2, 2, 1, 2, 1]
    assert page.evaluate("document.activeElement.textContent.trim()") == "Picture 1 of 2"


def test_a_swipe_is_noticed_and_said(page, with_pictures):
    page.goto(with_pictures)
    page.locator(".gallery__track").evaluate("track => track.scrollTo({left: track.clientWidth, behavior: 'instant'})")

    assert shown(page) == 2
    assert said(page) == "2 of 2"


def test_a_picture_is_enlarged_and_closed_with_the_keyboard_and_the_focus_returns(page, with_pictures):
    page.goto(with_pictures)
    page.locator(".gallery__open").first.focus()
    page.keyboard.press("Enter")
    zoom = page.locator("[data-zoom]")
    zoom.locator("img").evaluate("image => image.decode()")
    assert "1200" in zoom.locator("img").evaluate("image => image.currentSrc")
    page.keyboard.press("ArrowRight")
    assert zoom.locator(".zoom__position").text_content() == "2 of 2"

    page.keyboard.press("Escape")

    assert not zoom.evaluate("dialog => dialog.open")
    assert shown(page) == 2
    assert page.evaluate("document.activeElement.closest('li').id") == "picture-2"


def test_a_click_shows_the_picture_at_its_full_size_and_another_fits_it_again(page, with_pictures):
    page.goto(with_pictures)
    page.locator(".gallery__open").first.click()
    image = page.locator("[data-zoom] img")
    image.evaluate("image => image.decode()")

    image.click()
    full = image.evaluate("image => image.clientWidth")
    image.click()
    fitted = image.evaluate("image => image.clientWidth")

    assert full == 1200
    assert fitted <= page.viewport_size["width"]


def test_without_scripts_a_picture_leads_to_its_file_and_a_thumbnail_to_the_picture(
    page_without_scripts, with_pictures
):
    page = page_without_scripts
    page.goto(with_pictures)
    page.get_by_role("link", name="Picture 2 of 2").click()

    assert shown(page) == 2
    assert page.request.get(page.locator(".gallery__open").last.get_attribute("href")).ok


def test_only_the_first_picture_is_fetched_at_once_and_before_all_others(page_without_scripts, with_pictures):
    page_without_scripts.goto(with_pictures)
    pictures = page_without_scripts.locator(".gallery__open img")

    assert [pictures.nth(number).get_attribute("fetchpriority") for number in (0, 1)] == ["high", None]
    assert [pictures.nth(number).get_attribute("loading") for number in (0, 1)] == [None, "lazy"]
