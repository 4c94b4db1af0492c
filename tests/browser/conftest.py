"""The demo in a real browser: Debian's Chromium, driven by Playwright, against the very processes that `make demo` starts."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from cms.demo.accounts import ACCOUNTS
from tests.browser.npm import installed
from tests.browser.storefront import Storefront
from tests.browser.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
# A demo for each process of the suite: what one of them buys, another one must not find sold.
HOME = ROOT / "var" / "test" / f"browser{os.environ.get('PYTEST_XDIST_WORKER', '').removeprefix('gw0')}"
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


class Demo:
    """A served demo of its own: made once and kept, and as new for each run of the tests."""

    def __init__(self):
        self.port, self.sandbox_port = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
            "VAR_DIR": str(HOME),
            "MEDIA_ROOT": str(HOME / "media"),
            "PORT": str(self.port),
            "SANDBOX_PORT": str(self.sandbox_port),
            "BASE_URL": self.url,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        self.environment.pop("DATABASE_URL", None)
        self._restore()
        self.manage("prepare_demo")
        self._keep()
        # Output to a file: a pipe that nobody reads would fill up and stop the processes.
        self.log = (HOME / "processes.log").open("w")
        self.processes = subprocess.Popen(
            [sys.executable, "-m", "honcho", "start", "--no-colour"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._wait()

    def manage(self, *command: str) -> str:
        """Run a management command on the demo; its output. Fails the test if the command fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self) -> None:
        os.killpg(self.processes.pid, signal.SIGTERM)
        self.processes.wait(timeout=20)
        self.log.close()

    def _keep(self) -> None:
        (HOME / "as-new").mkdir(exist_ok=True)
        for file in HOME.glob("*.sqlite3"):
            shutil.copy(file, HOME / "as-new")

    def _restore(self) -> None:
        for file in HOME.glob("*.sqlite3-*"):
            file.unlink()
        for file in (HOME / "as-new").glob("*.sqlite3"):
            shutil.copy(file, HOME)

    def _wait(self) -> None:
        for _attempt in range(300):
            try:
                urllib.request.build_opener(urllib.request.ProxyHandler({})).open(self.url, timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                if self.processes.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError("The demo did not start:\n" + (HOME / "processes.log").read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def demo():
    demo = Demo()
    yield demo
    demo.stop()


@pytest.fixture(scope="session")
def playwright():
    """One for all tests of a process: a second one beside it would not start."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright):
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def storefront(chromium, demo):
    """Every page of the storefront, ready to be opened in its state."""
    return Storefront(chromium, demo)


@pytest.fixture(scope="session")
def workspace(chromium, demo):
    """A leader's phone, on which she has signed in."""
    return Workspace(chromium, demo)


@pytest.fixture
def leaders_phone(workspace):
    """A page on that phone, in English, that fails the test on any error of a script."""
    with workspace.phone() as phone:
        page, trouble = phone.new_page(), []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto("/workspace/")
        yield page
        assert trouble == []


@pytest.fixture(scope="session")
def staff(chromium, demo):
    """The browser of a member of staff, signed in."""
    account = next(account for account in ACCOUNTS if account.is_staff)
    context = chromium.new_context(base_url=demo.url, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(account.email)
    page.locator("[name=password]").fill(account.password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.close()
    yield context
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The checker of accessibility, as a script to run in a page."""
    return (installed("axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(params=[(360, 780), (1280, 900)], ids=["phone", "desktop"])
def page(request, chromium, demo):
    """A page that fails the test on any console error, broken policy or answer above 499."""
    yield from _page(chromium, demo, viewport=request.param)


@pytest.fixture
def page_without_scripts(chromium, demo):
    yield from _page(chromium, demo, viewport=(360, 780), java_script_enabled=False)


def _page(chromium, demo, *, viewport, **options):
    context = chromium.new_context(
        base_url=demo.url, viewport={"width": viewport[0], "height": viewport[1]}, locale="en-GB", **options
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    trouble = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)) if not _is_only_a_transition(error) else None)
    page.on("response", lambda answer: trouble.append(answer.url) if answer.status >= 500 else None)
    yield page
    context.close()
    assert trouble == []


def _is_only_a_transition(error) -> bool:
    """Chromium says so when the next page, at Stripe or in the back office, has no view transition: nothing is amiss."""
    return str(error).startswith("Transition was ")
