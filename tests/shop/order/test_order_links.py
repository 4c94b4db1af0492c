"""Promise 21: an order is seen by its random link alone, which can be taken back and cannot be guessed."""

import base64
import math
import re
import time
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from shop.limits import Limit
from shop.order.links import replace_link
from shop.order.models import OrderLink, new_token
from shop.order.utils import ALPHABET, OrderNumberGenerator
from shop.order.views import LOOKUP_LIMIT
from tests import factories

pytestmark = pytest.mark.django_db
PAGES = ("detail", "return", "pay", "cancel")


def page(token: str, name: str = "detail") -> str:
    return reverse(f"order:{name}", args=[token])


def ask(client: Client, token: str, name: str = "detail", **more) -> int:
    send = client.post if name == "pay" else client.get
    return send(page(token, name), **more).status_code


@pytest.mark.proof(21)
def test_a_link_is_128_random_bits(reached):
    tokens = [new_token() for _ in range(2000)]

    assert len(set(tokens)) == 2000
    assert {len(base64.urlsafe_b64decode(token + "==")) * 8 for token in tokens} == {128}
    bits = "".join(f"{byte:08b}" for token in tokens for byte in base64.urlsafe_b64decode(token + "=="))
    assert abs(bits.count("1") / len(bits) - 0.5) < 0.01
    letters = Counter("".join(token[:-1] for token in tokens))
    entropy = -sum(count / letters.total() * math.log2(count / letters.total()) for count in letters.values())
    assert entropy > 5.99  # of 6 bits a letter
    reached("128 random bits a link")


@pytest.mark.proof(21)
def test_an_orders_number_says_nothing_of_the_next(reached):
    numbers = [OrderNumberGenerator().order_number() for _ in range(2000)]

    assert len(set(numbers)) == 2000
    assert all(re.fullmatch(f"U-[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", number) for number in numbers)
    reached(f"{10 * math.log2(len(ALPHABET)):.0f} bits a number")


@pytest.mark.proof(21)
def test_a_number_opens_nothing(world, client):
    order = factories.order(factories.piece())

    answers = {
        ask(client, asked, name)
        for name in PAGES
        for asked in (order.number, str(order.pk), str(order.basket_id), str(100000 + order.basket_id))
    }

    assert answers == {404}


@pytest.mark.proof(21)
def test_a_link_that_was_taken_back_opens_nothing_and_the_new_one_does(world, client, reached):
    order = factories.order(factories.piece())
    old = order.links.get().token
    assert ask(client, old) == 200

    new = replace_link(order=order).token

    assert {ask(client, old, name) for name in PAGES} == {404}
    assert ask(client, new) == 200
    assert order.get_absolute_url() == page(new)
    assert OrderLink.objects.filter(order=order, revoked_at=None).count() == 1
    reached("a revoked link: 404 on every page")


@pytest.mark.proof(21)
def test_the_21st_wrong_guess_has_to_wait_and_the_right_link_is_found_before(world, client, reached):
    right = factories.order(factories.piece()).links.get().token

    guesses = [ask(client, new_token(), PAGES[number % 4]) for number in range(20)]
    assert guesses == [404] * 20
    assert ask(client, new_token()) == 429
    assert ask(client, right) == 429
    assert ask(client, right, REMOTE_ADDR="198.51.100.7") == 200
    reached("20 wrong guesses: 404, the 21st: 429")


@pytest.mark.proof(21)
def test_nineteen_wrong_guesses_do_not_keep_the_buyer_out(world, client):
    right = factories.order(factories.piece()).links.get().token

    for _ in range(19):
        ask(client, new_token())

    assert [ask(client, right) for _ in range(30)] == [200] * 30


@pytest.mark.proof(21)
def test_without_the_limit_one_may_guess_for_ever(world, client, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(Limit, "is_reached", lambda self, request: False)

    assert {ask(client, new_token()) for _ in range(60)} == {404}


def test_a_failure_is_forgotten_after_its_time(world, rf):
    limit, request = Limit("door", times=2, seconds=1), rf.get("/")
    limit.count(request)
    limit.count(request)
    assert limit.is_reached(request)

    time.sleep(1.1)

    assert not limit.is_reached(request)


def test_the_limit_of_one_door_is_not_that_of_another(world, rf):
    request = rf.get("/")
    for _ in range(LOOKUP_LIMIT.times):
        LOOKUP_LIMIT.count(request)

    assert LOOKUP_LIMIT.is_reached(request)
    assert not Limit("voucher", times=20, seconds=600).is_reached(request)


@pytest.mark.parametrize("name", ["detail", "cancel"])
def test_an_orders_page_is_for_no_search_engine_and_tells_no_other_site_where_it_is(world, client, name):
    token = factories.order(factories.piece()).links.get().token

    answer = client.get(page(token, name))

    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert (
        answer.headers["Referrer-Policy"] == "same-origin"
    )  # with no-referrer, a form here would post with Origin: null
    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_no_address_on_an_orders_page_leads_to_another_site(world, client):
    token = factories.order(factories.piece()).links.get().token

    html = client.get(page(token)).content.decode()

    assert re.findall(r'(?:href|src|action)="(?:https?:)?//[^"]*"', html) == []


@pytest.mark.parametrize("asked", ["%00", "a%00b", "é" * 200, "x" * 5000, "..", "%2e%2e", "%ff%fe", "'", "💧"])
def test_a_link_made_of_anything_is_refused(world, client, asked):
    answer = client.get(f"/order/{asked}/")

    assert answer.status_code in (400, 404)
