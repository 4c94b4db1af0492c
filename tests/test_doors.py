"""Deny by default: every address states who may use it, and a new one without an entry fails here."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import factories

ANYBODY, TOKEN, SIGNED_IN, STAFF, STRIPE = "anybody", "whoever has the link", "signed in", "staff", "Stripe"
LEADER, PHONE = "leaders", "a phone a leader has signed in on"

# The first entry whose beginning fits an address says who may use it.
DOORS = {
    "pieces/": ANYBODY,
    "basket/": ANYBODY,
    "checkout/": ANYBODY,
    "order/<str:token>/": TOKEN,
    "kept/list/": TOKEN,
    "kept/": ANYBODY,
    "account/closed/": ANYBODY,
    "account/": SIGNED_IN,
    "accounts/login/": ANYBODY,
    "accounts/logout/": ANYBODY,
    "accounts/signup/": ANYBODY,
    "accounts/inactive/": ANYBODY,
    "accounts/confirm-email/": ANYBODY,
    "accounts/password/reset/": ANYBODY,
    "accounts/login/code/": ANYBODY,
    "accounts/password/": SIGNED_IN,
    "accounts/email/": SIGNED_IN,
    "accounts/reauthenticate/": SIGNED_IN,
    "stripe/webhook/": STRIPE,
    "search/": ANYBODY,
    "q/": ANYBODY,
    "workspace/card/": TOKEN,
    "workspace/who/": ANYBODY,
    "workspace/phone/": ANYBODY,
    "workspace/language/": ANYBODY,
    "workspace/offline/": ANYBODY,
    "workspace/sw.js": ANYBODY,
    "workspace/manifest.webmanifest": ANYBODY,
    "workspace/photos/uploads/": PHONE,
    "workspace/pieces/sync/": PHONE,
    "workspace/": LEADER,
    "admin/login/": ANYBODY,
    "admin/password_reset/": ANYBODY,
    "admin/jsi18n/": ANYBODY,
    "admin/sprite/": ANYBODY,
    "admin/": STAFF,
    "dashboard/login/": ANYBODY,
    "dashboard/logout/": ANYBODY,
    "dashboard/": STAFF,
    "styleguide/": STAFF,
    "favicon.ico": ANYBODY,
    "robots.txt": ANYBODY,
    "sitemap": ANYBODY,
    "feed/": ANYBODY,
    "media/": ANYBODY,
    "documents/": ANYBODY,
    "_util/": ANYBODY,
    "": ANYBODY,  # Wagtail's pages, each with its own privacy setting
}


def addresses(resolver=None, prefix: str = "") -> list[str]:
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            found += addresses(entry, address)
        elif isinstance(entry, URLPattern):
            found.append(address)
    return found


def door_of(address: str) -> str | None:
    return next((who for start, who in DOORS.items() if start and address.startswith(start)), None)


def wagtails_own(address: str) -> bool:
    return address.startswith(("(", "[", "$", "serve", "pages")) or address in ("", "^")


@pytest.mark.parametrize("address", sorted(set(addresses())))
def test_every_address_states_who_may_use_it(address):
    assert door_of(address) or wagtails_own(address), f"Say in DOORS who may use {address}"


def plain(who: str) -> list[str]:
    """Addresses of a door that need no arguments."""
    found = sorted({address for address in addresses() if door_of(address) == who})
    return ["/" + address.rstrip("$\\Z") for address in found if not set("<([?*|") & set(address)]


@pytest.mark.django_db
@pytest.mark.parametrize("address", plain(STAFF))
def test_a_buyer_finds_the_back_office_closed(address, world):
    client = Client()
    client.force_login(factories.user())

    answer = client.get(address)

    assert answer.status_code in (302, 403, 404, 405), address
    if answer.status_code == 302:
        assert "/login" in answer["Location"] or answer["Location"].startswith("/admin/"), answer["Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", plain(STAFF) + plain(SIGNED_IN))
def test_a_visitor_is_asked_to_sign_in(address, world):
    answer = Client().get(address)

    assert answer.status_code in (302, 403, 404, 405), address
    if answer.status_code == 302:
        assert "/login" in answer["Location"] or answer["Location"].startswith("/admin/"), answer["Location"]
