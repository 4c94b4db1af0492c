"""The rooms of the leaders' workspace, opened on a phone of 320 pixels as the demo's leaders hold it."""

from collections.abc import Iterator
from contextlib import contextmanager

from cms.demo.leaders import LEADERS

PHONE = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
LEADER = next(leader for leader in LEADERS if leader.language == "rw")
NOBODY = "nobody"

# Those that anybody may open, and those behind the door.
BEFORE_THE_DOOR = {
    "phone number": "/workspace/phone/",
    "language": "/workspace/language/",
    "no line": "/workspace/offline/",
}
ROOMS = {
    "who": "/workspace/who/?all=1",
    "home": "/workspace/",
    "a new piece": "/workspace/pieces/new/",
    "our pieces": "/workspace/pieces/",
    "photos on this phone": "/workspace/photos/",
    "sold here": "/workspace/sold/",
    "to pack": "/workspace/pack/",
    "our money": "/workspace/money/",
    "a story": "/workspace/story/",
    "where I am shown": "/workspace/shown/",
    "away": "/workspace/away/",
    "me": "/workspace/me/",
    **BEFORE_THE_DOOR,
}


class Workspace:
    """A phone on which a leader of the demo has signed in, as a state that any number of tests begin with."""

    def __init__(self, chromium, demo):
        self.chromium, self.url = chromium, demo.url
        with self.phone(visitor=NOBODY) as context:
            sign_in(context.new_page())
            self.state = context.storage_state()

    @contextmanager
    def phone(self, *, language: str = "en", visitor: str = "leader", **options) -> Iterator:
        """The phone, speaking this language; `visitor` "nobody" is a phone that no leader has held yet."""
        context = self.chromium.new_context(
            base_url=self.url,
            storage_state=self.state if visitor != NOBODY else None,
            reduced_motion="reduce",
            **PHONE | options,
        )
        context.set_default_timeout(15_000)
        if visitor != NOBODY:
            context.add_cookies([{"name": "workspace_language", "value": language, "url": f"{self.url}/workspace/"}])
        try:
            yield context
        finally:
            context.close()


def until(page, expression: str) -> None:
    """Wait until this is true. Playwright's own waiting would evaluate words in the page, which our policy forbids."""
    for _time in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"Never: {expression}")


def cut_off(phone) -> None:
    """No line any more, for the worker either: the browser tells it a little later than the pages."""
    phone.set_offline(True)
    probe = phone.new_page()
    for _time in range(50):
        probe.goto("/workspace/money/")
        if probe.locator("[data-again]").count():
            probe.close()
            return
        probe.wait_for_timeout(100)
    raise AssertionError("The worker still has a line.")


def sign_in(page, leader=LEADER) -> None:
    """By phone number and digits, in whatever language the page speaks."""
    page.goto("/workspace/phone/")
    page.locator("[name=number]").fill(leader.phone)
    page.locator("[name=pin]").fill(leader.pin)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/workspace/")
