"""Every page of the storefront, each in the state a visitor meets it in, opened in a browser."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

BUYER, PASSWORD = "buyer@ubukorikori.example", "weave-and-fire-2026"
NOBODY, SHOPPER, OWNER = "nobody", "shopper", "owner"


def nothing_more(page) -> None:
    pass


def send_an_empty_checkout(page) -> None:
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.locator(".field--wrong").first.wait_for()


def send_an_empty_address(page) -> None:
    page.get_by_role("button", name="Keep this address").click()
    page.locator(".field--wrong").first.wait_for()


def send_an_empty_letter(page) -> None:
    page.get_by_role("button", name="Send the letter").click()
    page.locator(".field--wrong").first.wait_for()


def send_a_wrong_password(page) -> None:
    page.get_by_label("E-mail").fill("nobody@example.org")
    page.get_by_label("Password", exact=True).fill("not-my-password")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("load")


def open_the_menu(page) -> None:
    page.locator("[popovertarget=menu]:visible").click()


def open_the_market(page) -> None:
    page.locator(".market__summary").click()


def open_the_filters(page) -> None:
    page.locator("[popovertarget=filters]:visible").click()


def put_in_the_basket(page) -> None:
    page.get_by_role("button", name="Add to basket").first.click()
    page.locator(".drawer[open]").wait_for()


def enlarge_the_picture(page) -> None:
    page.locator(".gallery__open").first.click()
    page.locator("[data-zoom] img").wait_for()


@dataclass(frozen=True)
class Room:
    """A page: where it is, who opens it, and what they do first, on a phone."""

    address: str
    visitor: str = NOBODY
    first: Callable = nothing_more


# An address in braces is found out in the demo itself.
ROOMS = {
    "home": Room("/"),
    "home, menu open": Room("/", first=open_the_menu),
    "home, market open": Room("/", first=open_the_market),
    "all pieces": Room("/pieces/"),
    "all pieces, filters open": Room("/pieces/?in_stock=on", first=open_the_filters),
    "category": Room("{category}"),
    "piece": Room("{piece}"),
    "piece, enlarged": Room("{piece}", first=enlarge_the_picture),
    "piece, in the basket": Room("{piece}", first=put_in_the_basket),
    "sold piece": Room("{sold}"),
    "stories": Room("/stories/"),
    "stories, narrowed": Room("/stories/?theme=patterns&cooperative=umucyo-weavers"),
    "story": Room("{story}"),
    "techniques": Room("/techniques/"),
    "technique": Room("{technique}"),
    "artisan": Room("{artisan}"),
    "cooperatives": Room("/cooperatives/"),
    "cooperative": Room("{cooperative}"),
    "programmes": Room("/programmes/"),
    "programme": Room("/programmes/livelihoods/"),
    "impact": Room("/impact/"),
    "partners": Room("/partners/"),
    "partner": Room("/partners/urugi-joinery/"),
    "partnership": Room("/partners/urugi-joinery/six-workshops-for-everybody/"),
    "events": Room("/events/"),
    "event": Room("/events/fair-of-hands/"),
    "contact": Room("/contact/"),
    "contact with errors": Room("/contact/", first=send_an_empty_letter),
    "wholesale": Room("/wholesale/"),
    "thanks for a letter": Room("/contact/thanks/"),
    "standard page": Room("/delivery-and-returns/"),
    "search": Room("/search/?q=basket"),
    "search without a result": Room("/search/?q=zzzz"),
    "basket, empty": Room("/basket/"),
    "basket": Room("/basket/", SHOPPER),
    "checkout": Room("/checkout/", SHOPPER),
    "checkout with errors": Room("/checkout/", SHOPPER, send_an_empty_checkout),
    "order": Room("{order}", SHOPPER),
    "sign in": Room("/accounts/login/"),
    "sign in, refused": Room("/accounts/login/", first=send_a_wrong_password),
    "new account": Room("/accounts/signup/"),
    "new password": Room("/accounts/password/reset/"),
    "account": Room("/account/", OWNER),
    "account, addresses": Room("/account/addresses/", OWNER),
    "account, a new address": Room("/account/addresses/new/", OWNER),
    "account, an address with errors": Room("/account/addresses/new/", OWNER, send_an_empty_address),
    "account, kept": Room("/account/kept/", OWNER),
    "account, privacy": Room("/account/privacy/", OWNER),
    "account, to be deleted": Room("/account/privacy/close/", OWNER),
    "account, deleted": Room("/account/closed/"),
    "a list that is shared": Room("{shared}"),
    "passport": Room("{passport}"),
    "passport, to be typed": Room("/q/?code=4KQ7"),
    "checkout with kept addresses": Room("/checkout/", OWNER),
    "not found": Room("/nowhere/"),
}


class Storefront:
    """The demo as three visitors have it before them: one who has just come, one with a basket, one signed in."""

    def __init__(self, chromium, demo):
        self.chromium, self.url = chromium, demo.url
        self.addresses: dict[str, str] = {"passport": _of_a_sold_piece(demo)}
        self.states: dict[str, dict | None] = {NOBODY: None}
        with self.context() as context:
            self._look_around(context.new_page())
        with self.context() as context:
            self._buy_and_choose_again(context.new_page())
            self.states[SHOPPER] = context.storage_state()
        with self.context() as context:
            self._sign_in(context.new_page())
            self.states[OWNER] = context.storage_state()

    @contextmanager
    def context(self, visitor: str = NOBODY, **options) -> Iterator:
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"} | options
        context = self.chromium.new_context(
            base_url=self.url, storage_state=self.states.get(visitor), reduced_motion="reduce", **options
        )
        context.set_default_timeout(15_000)
        try:
            yield context
        finally:
            context.close()

    @contextmanager
    def room(self, name: str, **options) -> Iterator:
        """The page of this name, loaded and in its state."""
        room = ROOMS[name]
        with self.context(room.visitor, **options) as context:
            page = context.new_page()
            page.goto(self.address(name))
            room.first(page)
            yield page

    def address(self, name: str) -> str:
        return ROOMS[name].address.format_map(self.addresses)

    def cookies(self, visitor: str) -> str:
        """What the browser of this visitor sends along, as a header."""
        return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in self.states[visitor]["cookies"])

    def _look_around(self, page) -> None:
        page.goto("/pieces/?in_stock=on&sort=price")
        self.addresses["piece"] = _first(page, "main .card a[href*='/pieces/']")
        self.addresses["category"] = _first(page, "a[href*='/pieces/category/']")
        page.goto("/stories/")
        self.addresses["story"] = _first(page, "main .tale__link")
        page.goto("/techniques/")
        self.addresses["technique"] = _first(page, "main a[href*='/techniques/']")
        page.goto("/cooperatives/")
        self.addresses["cooperative"] = _first(page, "main a[href*='/cooperatives/']")
        page.goto("/cooperatives/umucyo-weavers/")
        self.addresses["artisan"] = _first(page, ".people__link")
        page.goto("/pieces/")
        sold = page.locator("main .card").filter(has=page.locator(".price__gone")).first
        self.addresses["sold"] = (
            (sold if sold.count() else page.locator("main .card").first).locator("a").get_attribute("href")
        )

    def _buy_and_choose_again(self, page) -> None:
        self._choose(page)
        page.goto("/checkout/")
        for label, words in {
            "E-mail": "buyer@example.org",
            "Full name": "An Example",
            "Street and number": "Market Square 1",
            "Town or city": "Ghent",
            "Postcode": "9000",
        }.items():
            page.get_by_label(label).fill(words)
        for _page in ("ours", "Stripe's"):
            page.get_by_role("button", name=re.compile("^Pay")).first.click()
            page.wait_for_url(re.compile("/pay/cs_test_|/order/.*/paid/"))
        page.wait_for_url("**/order/*/paid/")
        self.addresses["order"] = page.url.removeprefix(self.url)
        self._choose(page)

    def _choose(self, page) -> None:
        page.goto(self.addresses["piece"])
        put_in_the_basket(page)

    def _sign_in(self, page) -> None:
        page.goto("/accounts/login/")
        page.get_by_label("E-mail").fill(BUYER)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/account/")
        for piece in ("piece", "sold"):
            page.goto(self.addresses[piece])
            page.get_by_role("button", name="Keep for later").click()
            page.locator(".keep__kept").wait_for()
        page.goto("/account/kept/")
        page.get_by_role("button", name="Make a link").click()
        self.addresses["shared"] = _first(page, ".kept__address").removeprefix(self.url)
        self._choose(page)


def _of_a_sold_piece(demo) -> str:
    """No page leads to a passport: whoever has the piece has its address."""
    words = "Passport.objects.exclude(line=None).first().get_absolute_url()"
    return demo.manage(
        "shell", "--no-imports", "-c", f"from shop.passports.models import Passport; print({words})"
    ).strip()


def _first(page, selector: str) -> str:
    return page.locator(selector).first.get_attribute("href")
