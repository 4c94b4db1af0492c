"""A NUL in an address or a cookie, which PostgreSQL refuses to look for, breaks no page."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/pieces/?cooperative=%00",
    "/pieces/?material=a%00b",
    "/pieces/?colour=%00&sort=%00&minimum=%00&page=%00",
    "/pieces/%00_1/",
    "/pieces/category/baskets%00_1/",
    "/search/?q=%00",
    "/search/?q=pot%00",
    "/%00/",
    "/nowhere/%00",
    "/stories/%00/",
    "/order/%00/",
    "/accounts/login/?next=%00",
    "/accounts/password/reset/key/%00-set-password/",
    "/basket/?x=%00",
    "/media/%00.jpg",
    "/admin/%00/",
    "/dashboard/?q=%00",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_nul_in_an_address_is_refused(world, client, address):
    factories.piece()

    answer = client.get(address)

    assert answer.status_code == 400
    assert b"did not understand" in answer.content


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "market", "messages", "oscar_open_basket", "awaiting"])
def test_a_nul_in_a_cookie_is_refused(world, client, name):
    answer = client.get("/basket/", headers={"Cookie": f'{name}="abcdefgh\\000ijklmnop"'})

    assert answer.status_code == 400


def test_what_only_looks_like_one_is_not_refused(world, client):
    assert client.get("/pieces/?material=%2500").status_code == 200
