"""A script that sends a form is told where to go, and gets every page as it is; without it nothing is other than before."""

import pytest
from django.urls import reverse

from shop.order.models import Order
from tests import factories
from tests.checkout_form import carry, filled_in

pytestmark = pytest.mark.django_db
CHECKOUT = reverse("checkout:index")
SCRIPT = {"Accept": "application/json, text/html"}


@pytest.fixture
def basket(world, stripe, client):
    made = factories.basket(factories.piece())
    carry(client, made)
    return made


def test_an_order_that_was_placed_tells_where_it_is_paid_and_remembers_it(basket, client):
    answer = client.post(CHECKOUT, filled_in(basket), headers=SCRIPT)

    assert "/pay/cs_test_" in answer.json()["url"]
    assert "awaiting" in answer.cookies
    assert Order.objects.count() == 1


def test_a_refused_form_is_the_page_itself_and_no_error_of_the_browser(basket, client):
    answer = client.post(CHECKOUT, filled_in(basket, email=""), headers=SCRIPT)

    assert answer.status_code == 200
    assert "email" in answer.context["form"].errors
    assert "<main" in answer.content.decode()


def test_without_the_script_it_is_a_redirect(basket, client):
    answer = client.post(CHECKOUT, filled_in(basket))

    assert answer.status_code == 302
    assert "/pay/cs_test_" in answer.url


def test_a_page_that_is_only_looked_at_is_a_redirect_for_a_script_too(world, client):
    assert client.get(CHECKOUT, headers=SCRIPT).status_code == 302
