"""At the market, where there is no line: what was sold is kept on the phone, and counts as soon as the line is back."""

from tests.browser.workspace import until


def test_a_tap_without_a_line_counts_once_when_the_line_is_back(leaders_phone):
    page = leaders_phone
    page.goto("/workspace/sold/")
    page.locator("[data-sell] button").first.wait_for()
    title = page.locator("[data-sell]").first.get_attribute("data-sell")
    taking_back = page.locator("form[action$='/undo/']")
    before = taking_back.count()

    page.context.set_offline(True)
    page.locator("[data-sell] button").first.click()
    page.locator("[data-sales] [data-sale-title]", has_text=title).wait_for()
    page.context.set_offline(False)

    page.locator(".message--good", has_text=title).wait_for()
    assert taking_back.count() == before + 1
    assert page.locator("[data-sales]").is_hidden()
    taking_back.first.locator("button").click()
    page.locator(".message--good", has_text=title).wait_for()


def test_the_words_of_an_idea_outlive_the_page(leaders_phone):
    page = leaders_phone
    page.goto("/workspace/story/")
    page.locator("[data-new-idea]").click()
    page.locator("[name=words]").fill("We built a kiln.")
    page.goto("/workspace/")

    page.goto("/workspace/story/")
    page.locator("[data-new-idea]").click()

    until(page, "document.querySelector('[name=words]').value === 'We built a kiln.'")
