"""A page is offered once in the language that the browser prefers, quietly, without moving anything or sending anybody anywhere."""

import pytest


@pytest.fixture
def visitor(chromium, demo):
    """Makes a page in a browser that prefers a language."""
    contexts = []

    def make(language: str, **options):
        context = chromium.new_context(base_url=demo.url, locale=language, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def offered(page) -> list[str]:
    page.wait_for_load_state("networkidle")
    return page.eval_on_selector_all(".offer:not([hidden])", "offers => offers.map(offer => offer.lang)")


@pytest.mark.parametrize(
    ("prefers", "address", "expected"),
    [
        ("fr-BE", "/pieces/", ["fr"]),
        ("nl", "/pieces/", ["nl"]),
        ("en-GB", "/fr/pieces/", ["en"]),
        ("en-GB", "/pieces/", []),
        ("fr-BE", "/fr/pieces/", []),
        ("de-DE", "/pieces/", []),
    ],
)
def test_a_page_is_offered_in_the_language_that_is_preferred(visitor, prefers, address, expected):
    page = visitor(prefers)
    page.goto(address)

    assert offered(page) == expected
    assert page.url.endswith(address)


def test_it_leads_to_the_same_page_and_moves_nothing(visitor):
    page = visitor("fr-BE", viewport={"width": 320, "height": 700})
    page.goto("/pieces/?in_stock=on")
    assert offered(page) == ["fr"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.locator(".offer:not([hidden]) a").click()

    page.wait_for_url("**/fr/pieces/?in_stock=on")
    assert offered(page) == []


def test_who_has_answered_is_not_asked_again(visitor):
    page = visitor("nl-BE")
    page.goto("/pieces/")
    offered(page)

    page.locator(".offer:not([hidden]) button").click()

    assert offered(page) == []
    page.goto("/stories/")
    assert offered(page) == []


def test_without_scripts_nothing_is_offered(visitor):
    page = visitor("fr-BE", java_script_enabled=False)
    page.goto("/pieces/")

    assert page.locator(".offer:visible").count() == 0
