"""Photos on a bad line, in the browser of a leader's phone: whatever happens to line, page and battery, all arrive, once."""

import json
import os
import re
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Error

from tests.browser.bad_line import BadLine
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.workspace import PHONE, sign_in, until

ON_THE_PHONE = """() => new Promise((resolve) => {
  const asked = indexedDB.open("workspace");
  asked.onsuccess = () => {
    const rows = asked.result.transaction("photos").objectStore("photos").getAll();
    rows.onsuccess = () => { asked.result.close(); resolve(rows.result); };
  };
})"""
IN_THE_HOUSE = """
import json
from shop.workspace.photos.models import Placed
rows = Placed.objects.filter(listing="{listing}").select_related("upload")
print(json.dumps([[row.upload.sha256, row.upload.state, row.upload.offset, row.photo.says] for row in rows]))
"""


@pytest.fixture
def line(demo):
    line = BadLine(demo.port)
    yield line
    line.close()


@pytest.fixture
def pictures(tmp_path) -> list[str]:
    return [picture(tmp_path / f"{number}.jpg", number) for number in range(3)]


def picture(path: Path, number: int) -> str:
    """Sharp, bright, large and level, and unlike the others: a basket of many stitches."""
    image = Image.effect_noise((1800, 1350), 40).convert("RGB")
    pen = ImageDraw.Draw(image)
    for row in range(12):
        for stitch in range(18):
            colour = ("#a2401f", "#f1e7d8", "#2c4a7c")[(row * stitch + number) % 3]
            pen.rectangle((300 + stitch * 66, 150 + row * 88, 350 + stitch * 66, 220 + row * 88), fill=colour)
    # Of no other test: the house takes the same picture of the same group only once.
    pen.text((20, 20), str(path), fill="#000", font_size=40)
    image.save(path, quality=90)
    return str(path)


class Phone:
    """A browser with a disk of its own, whose battery can be taken out."""

    def __init__(self, playwright, home: Path, url: str):
        self.playwright, self.home, self.url = playwright, home, url

    @contextmanager
    def on(self):
        context = self.playwright.chromium.launch_persistent_context(
            self.home, executable_path=CHROMIUM, args=FLAGS, base_url=self.url, reduced_motion="reduce", **PHONE
        )
        context.set_default_timeout(20_000)
        try:
            yield context.pages[0]
        finally:
            # Without a battery there is nothing left to close.
            with suppress(Error):
                context.close()

    def take_out_battery(self) -> None:
        for _try in range(100):
            if not (running := self._processes()):
                return
            for number in running:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            time.sleep(0.05)

    def _processes(self) -> list[int]:
        """Those of this browser alone: they name its disk."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if f"--user-data-dir={self.home}".encode() in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
        return found


def open_album(page) -> str:
    """The photos of a new piece; its number."""
    sign_in(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.add_cookies([{"name": "workspace_language", "value": "en", "url": page.url}])
    listing = new_piece(page)
    until(page, "navigator.serviceWorker.controller && caches.has('pages-' + document.body.dataset.leader)")
    return listing


def new_piece(page) -> str:
    """Go to the photos of a new piece; its number."""
    page.goto("/workspace/pieces/new/")
    listing = urlsplit(page.url).path.split("/")[3]
    page.goto(f"/workspace/pieces/{listing}/photos/")
    return listing


def choose(page, files: list[str]) -> None:
    page.locator("[data-album-files][multiple]").set_input_files(files)
    page.locator("[data-says=nobody]").click()
    page.locator("dialog[open]").wait_for(state="detached")


def are_safe(page, many: int) -> None:
    """Wait for it; now and then the phone notices that the line is back."""
    for number in range(60):
        if number % 20 == 19:
            page.reload()
        states = [photo["state"] for photo in page.evaluate(ON_THE_PHONE)]
        if states == ["safe"] * many:
            return
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(500)
    raise AssertionError(states)


def in_the_house(demo, listing: str) -> list:
    return json.loads(demo.manage("shell", "-v", "0", "-c", IN_THE_HOUSE.format(listing=listing)))


@pytest.mark.proof(28)
def test_photos_outlive_a_lost_line_a_reload_and_an_empty_battery(demo, playwright, line, pictures, tmp_path, reached):
    phone = Phone(playwright, tmp_path / "phone", line.url)
    with phone.on() as page:
        listing = open_album(page)
    # Switched off properly once: what a browser was told in its last half minute a battery may take with it.
    with phone.on() as page:
        line.go_down()
        page.goto(f"/workspace/pieces/{listing}/photos/")
        choose(page, pictures)
        page.reload()
        page.locator(".album__photo").nth(2).wait_for()
        kept = page.evaluate(ON_THE_PHONE)
        phone.take_out_battery()
    with phone.on() as page:
        page.goto(f"/workspace/pieces/{listing}/photos/")
        page.locator(".album__photo").nth(2).wait_for()
        again = page.evaluate(ON_THE_PHONE)

        # On a page that knows nothing of photos: it is the worker that sends them.
        line.come_back()
        page.goto("/workspace/")
        are_safe(page, 3)

    arrived = in_the_house(demo, listing)
    assert [photo["sha256"] for photo in again] == [photo["sha256"] for photo in kept]
    assert sorted(row[0] for row in arrived) == sorted(photo["sha256"] for photo in kept)
    assert {tuple(row[1:2] + row[3:]) for row in arrived} == {("safe", "nobody")}
    reached(f"{len(arrived)} of 3 photos once after no line, reload and a killed browser")


@pytest.mark.proof(28)
def test_a_line_that_is_cut_costs_no_more_than_one_piece_each_time(
    demo, playwright, line, pictures, tmp_path, reached
):
    cuts = (0, 1, 20_000, 32_767, 7, 50_000)
    with Phone(playwright, tmp_path / "phone", line.url).on() as page:
        listing = open_album(page)
        line.cut_after(*cuts)

        choose(page, pictures)
        are_safe(page, 3)

        sent = page.evaluate(ON_THE_PHONE)

    arrived = in_the_house(demo, listing)
    total, twice = sum(photo["size"] for photo in sent), sum(line.pieces) - sum(photo["size"] for photo in sent)
    assert sorted(row[0] for row in arrived) == sorted(photo["sha256"] for photo in sent)
    assert 0 <= twice <= sum(cuts)
    assert len(line.pieces) > len(cuts)
    reached(f"{twice} of {total} bytes twice after {len(cuts)} cuts")


def test_photos_wait_for_wifi_and_can_be_turned_and_taken_out_meanwhile(demo, leaders_phone, pictures):
    page = leaders_phone
    page.goto("/workspace/photos/")
    page.locator("[data-sending-wifi]").check(force=True)
    listing = new_piece(page)
    choose(page, pictures)
    page.locator("[data-why=wifi]").wait_for()
    waiting = page.evaluate(ON_THE_PHONE)

    page.locator("[data-album-open]").first.click()
    page.locator("[data-sheet-to=edit]").click()
    page.locator("[data-edit=turn]").click()
    page.locator("[data-edit=keep]").click()
    page.locator("dialog[open]").wait_for(state="detached")
    page.locator("[data-album-open]").nth(1).click()
    page.locator("[data-sheet-drop]").click()
    page.locator("dialog[open]").wait_for(state="detached")
    page.locator("[data-sending-now]").click()
    are_safe(page, 2)

    arrived = {row[0] for row in in_the_house(demo, listing)}
    assert [photo["state"] for photo in waiting] == ["waiting"] * 3
    assert len(arrived) == 2
    assert len(arrived & {photo["sha256"] for photo in waiting}) == 1
    page.goto("/workspace/photos/")
    page.locator("[data-sending-used]").filter(has_text=re.compile("[1-9]")).wait_for()
