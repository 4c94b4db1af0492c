"""A piece is told on the phone, with a line and without, and what was typed is there until the house has it."""

import pytest

from shop.shares.freezing import Part
from shop.shares.models import SharePolicy
from shop.workspace.listings.pricing import Rule
from tests.browser.test_workspace_offline import KEPT
from tests.browser.workspace import cut_off

DRAFTS = """() => fetch("/workspace/pieces/drafts/", {headers: {Accept: "application/json"}})
  .then(answer => answer.json()).then(told => told.drafts.map(draft => draft.answers))"""


@pytest.fixture
def phone(workspace):
    with workspace.phone() as phone:
        yield phone


def until(page, condition) -> None:
    """Wait for what a script does by itself, a moment at a time."""
    for _moment in range(100):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not happen.")


def test_a_piece_told_without_a_line_outlives_the_page_and_arrives_once(phone):
    page = phone.new_page()
    page.goto("/workspace/pieces/")
    until(page, lambda: "/workspace/pieces/write/" in page.evaluate(KEPT))

    cut_off(phone)
    page.goto("/workspace/pieces/new/")
    page.locator("[name=kind]").first.check(force=True)
    page.locator("[name=title]").fill("Written in the rain")
    page.locator("[data-screen=what] [type=submit]").click()
    page.locator("[data-screen=photos] [data-to=size]").click()
    page.locator("[name=shape][value=flat]").check(force=True)
    page.locator("[name=width_cm]").fill("20,5")
    page.wait_for_timeout(500)  # nobody puts a phone away sooner than that
    page.close()
    page = phone.new_page()
    page.goto("/workspace/pieces/")
    page.locator("[data-on-phone-rows] a").click()
    page.locator("[data-told=size] [data-to]").click()
    until(page, lambda: page.locator("[name=width_cm]").input_value())
    typed = page.locator("[name=width_cm]").input_value()
    phone.set_offline(False)
    page.goto("/workspace/pieces/")
    until(page, lambda: any(answers["title"] == "Written in the rain" for answers in page.evaluate(DRAFTS)))
    page.reload()
    until(page, lambda: not page.locator("[data-on-phone]").is_visible())

    arrived = [answers for answers in page.evaluate(DRAFTS) if answers["title"] == "Written in the rain"]
    assert typed == "20,5"
    assert [answers["width_cm"] for answers in arrived] == ["20.5"]


def test_a_price_with_a_zero_too_many_is_asked_about(leaders_phone):
    page = leaders_phone
    page.goto("/workspace/pieces/new/")
    page.locator("[name=kind]").first.check(force=True)
    page.locator("[data-screen=what] [type=submit]").click()
    page.locator("[data-screen=photos] [data-to=size]").click()
    page.locator("[data-screen=size] .actions [type=submit]").click()

    page.locator("[name=price_rwf]").fill("7 000 000")
    page.locator("[data-screen=price] .actions [type=submit]").click()

    assert page.locator("[data-doubt]").is_visible()
    assert page.locator("[data-parts-theirs]").inner_text()
    page.locator("[data-doubt-yes]").click()
    assert page.locator("[data-screen=who]").is_visible()


def test_the_phone_works_out_the_same_share_as_the_books(leaders_phone):
    page = leaders_phone
    page.goto("/workspace/pieces/new/")
    script = page.locator("link[href*='js/price']").get_attribute("href")
    weights = [(1,), (3, 1), (1, 1, 1), (7, 2, 5)]
    points = [0, 1, 1500, 2000, 3333, 10_000]
    prices = [1, 2, 3, 99, 100, 101, 9_999, 12_345, 61_803, 1_000_000, 99_999_999]
    rules = [
        Rule(tuple(Part(number, weight, SharePolicy(commission_bp=bp)) for number, weight in enumerate(parts)), of=0)
        for parts in weights
        for bp in points
    ]
    told = [
        [[part.weight, part.policy.commission_bp, int(part.cooperative_id == rule.of)] for part in rule.parts]
        for rule in rules
    ]

    found = page.evaluate(
        """async ([script, rules, prices]) => {
          const { theyGet, priceFor } = await import(script);
          return rules.map(parts => prices.map(price => [theyGet(parts, price), parts.length === 1 ? priceFor(parts, price) : null]));
        }""",
        [script, told, prices],
    )

    assert found == [
        [[rule.they_get(price), rule.price_for(price) if len(rule.parts) == 1 else None] for price in prices]
        for rule in rules
    ]
