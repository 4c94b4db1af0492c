"""What a first visit costs: bytes over the line, requests to others, and how long until the page stands still."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

KB = 1000
SCRIPTS, STYLES = 15 * KB, 30 * KB
TOTALS = {
    "home": 250 * KB,
    "category": 250 * KB,
    "piece": 300 * KB,
    "story": 250 * KB,
    "stories": 300 * KB,
    "basket": 100 * KB,
}
LARGEST_PAINT, SHIFT, BLOCKED = 1.8, 0.02, 50  # seconds, share of the screen, milliseconds
# A good phone, and a plain screen; a slow line as Lighthouse has it: 1.6 Mbit/s, 150 ms there and back.
SCREENS = {
    "phone": {"viewport": {"width": 360, "height": 780}, "device_scale_factor": 3, "is_mobile": True},
    "screen": {"viewport": {"width": 1280, "height": 900}},
}
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
TRIES = 3

WATCH = """
window.seen = {paint: 0, shift: 0, blocked: 0};
const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true});
watch("largest-contentful-paint", entry => { window.seen.paint = entry.startTime / 1000; });
watch("layout-shift", entry => { if (!entry.hadRecentInput) window.seen.shift += entry.value; });
watch("longtask", entry => { window.seen.blocked += entry.duration - 50; });
"""
# Of every picture that is there: how many dots wide it is shown, what there was to choose from, and what was chosen.
WIDTHS = """
() => [...document.querySelectorAll("main img[srcset]")].filter(image => image.complete && image.currentSrc).map(image => {
  const sources = [...image.parentElement.querySelectorAll("source, img")];
  const taken = sources.find(one => !one.media || matchMedia(one.media).matches);
  const offered = taken.srcset.split(", ").map(one => one.split(" ")).map(([file, width]) => [file, parseInt(width)]);
  const [, chosen] = offered.find(([file]) => image.currentSrc.endsWith(file)) ?? ["", 0];
  return {
    alt: image.alt,
    sizes: taken.sizes,
    file: image.currentSrc,
    shown: Math.round(image.getBoundingClientRect().width * devicePixelRatio),
    chosen,
    offered: offered.map(([, width]) => width).sort((one, other) => one - other),
  };
})
"""


@dataclass
class Visit:
    bytes_of: dict[str, int] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    paint: float = 0
    shift: float = 0
    blocked: float = 0

    @property
    def total(self) -> int:
        return sum(self.bytes_of.values())


def visit(storefront, name: str, screen: str, *, slow: bool = False) -> Visit:
    """Open a page as somebody who was never here, and note what went over the line."""
    made, kinds = Visit(), {}
    with storefront.context("shopper" if name == "basket" else "nobody", **SCREENS[screen]) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        if slow:
            line.send("Network.emulateNetworkConditions", LINE)
        line.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        line.on("Network.loadingFinished", lambda event: _add(made, kinds, event))
        page.on("request", lambda request: _note_others(made, request.url, storefront.url))
        page.goto(storefront.address(name), wait_until="networkidle")
        for figure, value in page.evaluate("window.seen").items():
            setattr(made, figure, value)
    return made


def _add(made: Visit, kinds: dict, event: dict) -> None:
    kind = kinds.get(event["requestId"], "Other")
    made.bytes_of[kind] = made.bytes_of.get(kind, 0) + int(event["encodedDataLength"])


def _note_others(made: Visit, address: str, ours: str) -> None:
    if not address.startswith((ours, "data:")):
        made.others.append(urlsplit(address).netloc)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", TOTALS)
def test_a_first_visit_stays_below_its_budget(name, screen, storefront, record_property):
    made = visit(storefront, name, screen)

    record_property(f"{name}, {screen}", f"{made.total / KB:.0f} kB")
    assert made.others == []
    assert made.bytes_of["Script"] <= SCRIPTS
    assert made.bytes_of["Stylesheet"] <= STYLES
    assert made.total <= TOTALS[name]


@pytest.mark.measured
@pytest.mark.parametrize("name", TOTALS)
def test_a_page_is_there_soon_on_a_slow_line_and_then_stands_still(name, storefront, record_property):
    # The machine has other things to do than to be measured: the best of three.
    tries = []
    while len(tries) < TRIES and not any(_is_quick(made) for made in tries):
        tries.append(visit(storefront, name, "phone", slow=True))

    figures = [f"{made.paint:.2f} s, {made.shift:.3f}, {made.blocked:.0f} ms" for made in tries]
    record_property(name, figures)
    assert any(_is_quick(made) for made in tries), figures


def _is_quick(made: Visit) -> bool:
    return 0 < made.paint <= LARGEST_PAINT and made.shift <= SHIFT and made.blocked <= BLOCKED


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(
    "name", ["home", "category", "piece", "stories", "story", "cooperatives", "cooperative", "basket"]
)
def test_every_picture_comes_in_the_size_in_which_it_is_shown(name, screen, storefront):
    with storefront.room(name, **SCREENS[screen]) as page:
        page.wait_for_load_state("networkidle")
        pictures = page.evaluate(WIDTHS)

    assert pictures or name == "basket"
    shown = {}
    for picture in pictures:
        shown.setdefault(picture["file"], []).append(picture)
    # A picture shown twice may come once, in the size of the larger: the browser takes what it already has.
    for file, places in shown.items():
        assert any(_fits(place) for place in places), (file, places)


def _fits(picture: dict) -> bool:
    """Chosen is the smallest that is not smaller, or nearly so: `sizes` cannot know every gap."""
    enough = [width for width in picture["offered"] if width >= picture["shown"] * 0.97]
    return picture["chosen"] == (enough or picture["offered"][-1:])[0]
