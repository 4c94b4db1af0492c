"""An address is written as people of its country write it."""

import pytest

from shop.shipping.envelope import lines_of
from tests import factories

COUNTRIES = {
    "BE": ["An Example", "Market Square 1", "9000 Ghent", "Belgium"],
    "GB": ["An Example", "Market Square 1", "Ghent", "9000", "United Kingdom"],
    "US": ["An Example", "Market Square 1", "Ghent, OR 9000", "United States"],
    "RW": ["An Example", "Market Square 1", "Ghent", "Rwanda"],
}


@pytest.mark.parametrize("country", COUNTRIES)
def test_an_address_has_the_order_of_its_country(country):
    address = factories.address(factories.Market(country, "EUR"), state="OR" if country == "US" else "")

    assert lines_of(address) == COUNTRIES[country]


def test_what_is_missing_leaves_no_mark():
    address = factories.address(factories.Market("US", "USD"), line1="", line4="", postcode="", state="")

    assert lines_of(address) == ["An Example", "United States"]
