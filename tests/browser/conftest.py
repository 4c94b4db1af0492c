"""The demo in a real browser: Debian's Chromium, driven by Playwright, against a real server and the Stripe sandbox."""

import copy
import os
import shutil

import pytest

from cms.demo import content
from cms.demo.accounts import load_accounts
from shop.shipping.countries import load_countries
from tests.factories import roots

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="There is no Chromium on this machine."))


@pytest.fixture(scope="session")
def chromium():
    # Playwright keeps an event loop in this thread; Django then has to be told that its own work here is not part of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def shop(transactional_db, stripe, settings, live_server):
    """The demo's content behind a live server; Stripe's sandbox sends its webhooks there."""
    settings.BASE_URL = live_server.url
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"].append(stripe.url)
    settings.CONTENT_SECURITY_POLICY = policy
    roots()
    load_countries()
    content.load_photos(progress=lambda words: None)
    content.load_cooperatives()
    content.load_catalogue()
    content.load_pages()
    load_accounts()
    stripe.webhooks("deliver", url=f"{live_server.url}/stripe/webhook/")
    return live_server


@pytest.fixture(params=[(360, 780), (1280, 900)], ids=["phone", "desktop"])
def page(request, chromium, shop):
    """A page that fails the test on any console error, broken policy or answer above 499."""
    yield from _page(chromium, shop, viewport=request.param)


@pytest.fixture
def page_without_scripts(chromium, shop):
    yield from _page(chromium, shop, viewport=(360, 780), java_script_enabled=False)


def _page(chromium, shop, *, viewport, **options):
    context = chromium.new_context(
        base_url=shop.url, viewport={"width": viewport[0], "height": viewport[1]}, locale="en-GB", **options
    )
    page = context.new_page()
    trouble = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("response", lambda answer: trouble.append(answer.url) if answer.status >= 500 else None)
    yield page
    context.close()
    assert trouble == []
