"""Who carries a parcel, and the page on which each of them says where it is."""

from urllib.parse import quote

from django.db import models
from django.utils.translation import gettext_lazy as _


class Carrier(models.TextChoices):
    POST = "post", _("The post of Rwanda")
    EMS = "ems", "EMS"
    DHL = "dhl", "DHL"
    FEDEX = "fedex", "FedEx"
    UPS = "ups", "UPS"
    OURSELVES = "ourselves", _("Our own driver")


# Those that have such a page; the post of Rwanda has none that takes a number.
PAGES = {
    Carrier.EMS: "https://items.ems.post/api/publicTracking/track?language=EN&itemId={number}",
    Carrier.DHL: "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
    Carrier.FEDEX: "https://www.fedex.com/fedextrack/?trknbr={number}",
    Carrier.UPS: "https://www.ups.com/track?tracknum={number}",
}


def tracking_page(carrier: str, number: str) -> str:
    """The carrier's page about a parcel; empty where there is none, or no number to ask it with."""
    page = PAGES.get(carrier, "")
    return page.format(number=quote(number.replace(" ", ""))) if number else ""
