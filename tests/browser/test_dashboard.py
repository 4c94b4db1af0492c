"""Oscar's dashboard in the look of the shop: it fits a phone, and its words can be read."""

import pytest

from tests.browser.test_axe import COLOURS, violations

PAGES = [
    "/dashboard/",
    "/dashboard/orders/",
    "/dashboard/catalogue/",
    "/dashboard/catalogue/products/1/",
    "/dashboard/catalogue/categories/",
    "/dashboard/users/",
    "/dashboard/partners/",
    "/dashboard/offers/",
    "/dashboard/offers/new/metadata/",
    "/dashboard/ranges/",
    "/dashboard/vouchers/",
    "/dashboard/vouchers/create/",
    "/dashboard/vouchers/sets/",
]
# What is in the menus lies folded on a phone.
STICKING_OUT = """
() => {
  const isCut = element => element && element !== document.body
    && (getComputedStyle(element).overflowX !== "visible" || isCut(element.parentElement));
  return [...document.querySelectorAll("body *")].filter(element => element.checkVisibility()
    && element.getBoundingClientRect().width > 2 && element.getBoundingClientRect().right > innerWidth + 1
    && !isCut(element.parentElement)).map(element => element.outerHTML.slice(0, 120));
}
"""


@pytest.fixture
def office(staff):
    page = staff.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_dashboard_fits_a_phone(office, address):
    office.set_viewport_size({"width": 360, "height": 800})
    office.goto(address)

    assert office.evaluate(STICKING_OUT) == []


@pytest.mark.parametrize("address", PAGES)
def test_the_words_of_the_dashboard_can_be_read(office, axe, address):
    office.set_viewport_size({"width": 1280, "height": 900})
    office.goto(address)
    office.evaluate(axe)

    found = violations(office, COLOURS)

    assert not found, "\n".join(found)


def test_every_room_of_the_dashboard_is_reached_from_a_phone(office):
    office.set_viewport_size({"width": 360, "height": 800})
    office.goto("/dashboard/")

    office.get_by_role("button", name="Menu").click()
    office.get_by_role("button", name="Catalogue").click()
    office.get_by_role("link", name="Pieces", exact=True).click()

    office.wait_for_url("**/dashboard/catalogue/")
