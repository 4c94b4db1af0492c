"""Leaders with five digits, and the phones they hold."""

import pytest
from django.core.cache import caches
from django.test import Client

from shop.workspace.entrance import pin as pins
from shop.workspace.entrance.cards import make_card
from tests import factories

PIN, WRONG = "40718", "58306"


@pytest.fixture(autouse=True)
def _no_tries_between_tests(request):
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        caches["limits"].clear()


@pytest.fixture
def leader(db):
    """Béatha, whose number and digits are known."""
    made = factories.leader(name="Béatha Uwimbabazi", phone="+250788000101")
    return pins.choose(leader=made, pin=PIN)


@pytest.fixture
def phone(leader):
    """A phone that knows Béatha, who has left."""
    client = Client()
    come_in(client, leader)
    client.post("/workspace/leave/")
    return client


def come_in(client: Client, leader, pin: str = PIN):
    return client.post("/workspace/phone/", {"number": str(leader.phone), "pin": pin})


def card_address(leader) -> str:
    _card, secret = make_card(leader=leader)
    return f"/workspace/card/{secret}/"


def is_in(client: Client) -> bool:
    return client.get("/workspace/me/").status_code == 200
