"""Pages on which something is amiss: in our look, with a way on, and without what may itself be broken."""

import pytest
from django.test import Client, RequestFactory
from django.views import defaults

from tests import factories


@pytest.fixture
def closed(settings):
    settings.MAINTENANCE = True


@pytest.mark.parametrize("broken", [defaults.bad_request, defaults.server_error])
def test_a_page_of_trouble_needs_no_database(broken):
    """There is no `django_db` here: a query would fail the test."""
    request = RequestFactory().get("/")

    answer = broken(request, Exception()) if broken is defaults.bad_request else broken(request)

    assert 'class="trouble__title"' in answer.content.decode()
    assert 'class="button" href="/"' in answer.content.decode()


@pytest.mark.django_db
def test_a_refused_form_is_told_in_our_words(world):
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/accounts/login/", {"login": "somebody@example.org"})

    assert answer.status_code == 403
    assert "Please send that once more" in answer.text
    assert "CSRF" not in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/pieces/", "/fr/pieces/", "/basket/", "/order/abc/", "/nowhere/"])
def test_a_closed_shop_says_so_and_when_to_come_back(world, closed, path):
    answer = Client().get(path)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "600"
    assert answer["Cache-Control"] == "no-store"
    assert f'href="{path}"' in answer.text


@pytest.mark.django_db
def test_a_closed_shop_asks_the_database_nothing_for_a_visitor(world, closed, django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/")


@pytest.mark.django_db
def test_a_buyer_who_is_signed_in_finds_it_closed_and_staff_do_not(world, closed):
    buyer, staff = Client(), Client()
    buyer.force_login(factories.user())
    staff.force_login(factories.staff())

    assert buyer.get("/pieces/").status_code == 503
    assert staff.get("/pieces/").status_code == 200


@pytest.mark.django_db
def test_staff_can_sign_in_and_stripe_is_heard_while_it_is_closed(world, closed):
    client = Client()

    assert client.get("/accounts/login/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert client.post("/stripe/webhook/", b"{}", content_type="application/json").status_code == 400


@pytest.mark.django_db
def test_an_open_shop_is_open(world):
    """The negative control."""
    assert Client().get("/pieces/").status_code == 200
