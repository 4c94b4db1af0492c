"""Without a line the workspace still stands, shows a leader what she has seen, and shows nobody else anything of hers."""

import pytest

from cms.demo.leaders import LEADERS
from tests.browser.workspace import LEADER, NOBODY, cut_off, sign_in, until

KEPT = """async () => {
  const pages = (await caches.keys()).filter(name => name.startsWith("pages-"));
  const kept = [];
  for (const name of pages) for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
  return kept;
}"""
OTHER = next(leader for leader in LEADERS if leader.language == "rw" and leader is not LEADER)


@pytest.fixture
def phone(workspace):
    with workspace.phone(visitor=NOBODY) as phone:
        yield phone


def page_with_a_worker(phone, leader=LEADER):
    page = phone.new_page()
    sign_in(page, leader)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, f"({KEPT})().then(kept => kept.includes('/workspace/'))")
    return page


def test_the_first_room_is_there_without_a_line_and_says_so(phone):
    page = page_with_a_worker(phone)

    cut_off(phone)
    page.goto("/workspace/")

    assert page.locator(".tile").count() > 5
    assert page.locator("[data-no-line]").is_visible()


def test_a_room_that_was_not_kept_says_that_nothing_is_lost(phone):
    page = page_with_a_worker(phone)

    cut_off(phone)
    page.goto("/workspace/money/")

    assert page.locator(".empty").is_visible()
    assert page.locator("[data-again]").is_visible()


def test_a_form_that_cannot_be_sent_says_so_and_keeps_what_was_typed(phone):
    page = page_with_a_worker(phone)
    page.goto("/workspace/story/")
    page.locator("[data-new-idea]").click()
    words = page.locator("main textarea").first
    words.fill("Rain on the roof")

    cut_off(phone)
    page.locator("main form button[type=submit]").first.click()
    page.locator("[data-not-sent]").wait_for()

    assert page.locator("main textarea").first.input_value() == "Rain on the roof"


def test_nothing_of_a_leader_is_kept_when_she_has_left(phone):
    page = page_with_a_worker(phone)

    page.goto("/workspace/me/")
    page.locator("form[action*=leave] button").click()
    page.wait_for_url("**/workspace/who/**")
    until(page, f"({KEPT})().then(kept => kept.length === 0)")
    cut_off(phone)
    page.goto("/workspace/")

    assert page.locator(".empty").is_visible()


def test_leaving_without_a_line_drops_what_was_kept(phone):
    page = page_with_a_worker(phone)
    page.goto("/workspace/me/")

    cut_off(phone)
    page.locator("form[action*=leave] button").click()
    page.locator(".empty").wait_for()

    assert page.evaluate(KEPT) == []


def test_the_next_leader_sees_her_own_rooms(phone):
    page = page_with_a_worker(phone)
    page.goto("/workspace/me/")
    page.locator("form[action*=leave] button").click()
    page.wait_for_url("**/workspace/who/**")

    second = page_with_a_worker(phone, OTHER)
    cut_off(phone)
    second.goto("/workspace/")

    assert OTHER.name.split()[0] in second.locator(".top__who").inner_text()
