"""The demo says on every page that it is one, in the back offices too."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/admin/", "/admin/books/accounts/", "/dashboard/", "/dashboard/orders/"])
def test_the_back_office_says_that_it_is_a_demonstration(world, client, address):
    client.force_login(factories.staff())

    page = client.get(address).content.decode()

    assert "emonstration" in page


@pytest.mark.parametrize("address", ["/pieces/", "/basket/", "/accounts/login/", "/search/", "/no-such-page/"])
def test_the_shop_says_that_it_is_a_demonstration(world, client, address):
    page = client.get(address).content.decode()

    assert "A demonstration" in page


def test_a_real_shop_does_not_say_so(world, client, settings):
    settings.IS_DEMO = False

    assert "A demonstration" not in client.get("/pieces/").content.decode()
