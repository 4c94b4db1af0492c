"""Lighthouse, as a phone of the middle on a slow line: what it says of the five pages on which a visitor decides."""

import json
import os
import shutil
import subprocess

import pytest

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.npm import installed

PAGES = ("home", "category", "piece", "story", "basket")
PERFECT = ("accessibility", "best-practices", "seo")
PERFORMANCE = 98
LARGEST_PAINT, SHIFT, BLOCKED = 1800, 0.02, 50  # milliseconds, share of the screen, milliseconds
# Speed depends on what else the machine does meanwhile: the best of three counts, and the first that is good ends it.
TRIES = 3


@pytest.fixture(scope="session")
def lighthouse():
    if shutil.which("node") is None:
        pytest.skip("There is no node on this machine to run Lighthouse with (Debian: apt-get install nodejs npm).")
    programme = installed("lighthouse") / "cli" / "index.js"

    def lighthouse(address: str, **headers: str) -> dict | None:
        done = subprocess.run(
            [
                "node",
                str(programme),
                address,
                "--quiet",
                "--output=json",
                "--max-wait-for-load=30000",
                f"--chrome-flags=--headless=new {' '.join(FLAGS)} --disable-dev-shm-usage",
                f"--extra-headers={json.dumps(headers)}",
            ],
            env=os.environ | {"CHROME_PATH": CHROMIUM, "CI": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        # A browser that did not get a word in, on a busy machine, is one of the tries.
        return json.loads(done.stdout) if done.returncode == 0 else None

    return lighthouse


def scores(report: dict) -> dict[str, int]:
    return {name: round(100 * (category["score"] or 0)) for name, category in report["categories"].items()}


def figures(report: dict) -> dict[str, float]:
    names = ("largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time")
    return {name: round(report["audits"][name]["numericValue"], 3) for name in names}


def shortcomings(report: dict, category: str) -> list[str]:
    wanted = [audit["id"] for audit in report["categories"][category]["auditRefs"] if audit["weight"]]
    audits = [report["audits"][name] for name in wanted]
    return [audit["title"] for audit in audits if audit["score"] is not None and audit["score"] < 1]


def is_fast(report: dict) -> bool:
    paint, shift, blocked = figures(report).values()
    is_in_time = paint <= LARGEST_PAINT and shift <= SHIFT and blocked <= BLOCKED
    return is_in_time and scores(report)["performance"] >= PERFORMANCE


@pytest.mark.measured
@pytest.mark.parametrize("name", PAGES)
def test_lighthouse_is_content(name, storefront, lighthouse, record_property):
    address = storefront.url + storefront.address(name)
    headers = {"Cookie": storefront.cookies("shopper")} if name == "basket" else {}
    reports = []
    for _try in range(TRIES):
        if report := lighthouse(address, **headers):
            reports.append(report)
        if report and is_fast(report):
            break

    record_property(name, [scores(report) | figures(report) for report in reports])
    assert reports, "Lighthouse could not look at the page."
    for category in PERFECT:
        assert scores(reports[0])[category] == 100, shortcomings(reports[0], category)
    assert any(is_fast(report) for report in reports), [scores(report) | figures(report) for report in reports]
