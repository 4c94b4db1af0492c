"""A page in the site's languages: the address says which, and nothing else does."""

import re

import pytest
from django.conf import settings
from django.urls import get_resolver
from django.utils import translation

from cms.languages import has_languages, in_language, language_of, without_language
from shop.order.mails import PAID, message_about
from shop.order.models import Order
from shop.payment.models import StripeSession
from shop.payment.sessions import session_for
from tests import factories
from tests.checkout_form import carry, filled_in
from tests.test_doors import addresses

OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.mark.parametrize(
    ("path", "language", "plain"),
    [
        ("/", "en", "/"),
        ("/fr/", "fr", "/"),
        ("/nl", "nl", "/"),
        ("/nl/pieces/?page=2", "nl", "/pieces/?page=2"),
        ("/frames/", "en", "/frames/"),
        ("/de/pieces/", "en", "/de/pieces/"),
    ],
)
def test_an_address_says_its_language(path, language, plain):
    assert (language_of(path), without_language(path)) == (language, plain)


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_the_address_of_a_page_in_another_language_leads_back(language):
    there = in_language("/pieces/pot_3/?page=2", language)

    assert language_of(there) == language
    assert in_language(there, "en") == "/pieces/pot_3/?page=2"


def test_the_addresses_that_are_the_same_in_every_language_are_those_without_one():
    translated = {path for path in addresses() if has_languages("/" + path)}

    for entry in get_resolver().url_patterns:
        prefixed = type(entry.pattern).__name__ == "LocalePrefixPattern"
        inner = addresses(entry) if hasattr(entry, "url_patterns") else [""]
        for path in inner:
            whole = path if prefixed else str(entry.pattern).removeprefix("^") + path
            assert (whole in translated) is prefixed, whole


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_a_page_speaks_the_language_of_its_address_whatever_the_browser_prefers(site, client, language):
    response = client.get(in_language("/pieces/", language), headers={"Accept-Language": "nl,fr;q=0.5"})

    assert f'<html lang="{language}">' in response.content.decode()
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" not in response.headers["Vary"]
    assert not response.cookies


@pytest.mark.parametrize("language", OTHERS)
def test_every_link_of_a_translated_page_stays_in_its_language(site, client, language):
    site.speak()
    group = factories.cooperative()
    piece = factories.piece(by=group)
    pages = [site.story(shows=[piece, group]), site.cooperative(group), site.standard("About us")]
    plain = ["/", "/pieces/", "/search/?q=basket", piece.get_absolute_url(), *(page.url for page in pages)]

    for path in plain:
        html = client.get(in_language(path, language)).content.decode()
        ways_out = r'<nav class="languages".*?</nav>|<aside class="offer".*?</aside>'
        links = re.findall(r'<a [^>]*href="(/[^"]*)"', re.sub(ways_out, "", html, flags=re.S))
        assert links
        assert [link for link in links if language_of(link) != language] == [], path


def test_the_menu_leads_to_the_same_page_in_the_other_languages(site, client):
    html = client.get("/fr/pieces/?colour=red&page=1").content.decode()

    for code, address in (("en", "/pieces/"), ("nl", "/nl/pieces/")):
        assert f'href="{address}?colour=red&amp;page=1" hreflang="{code}"' in html


def test_what_is_not_translated_yet_says_so_and_in_which_language_it_is(site, client):
    site.speak()
    story = site.story("The colour of smoke")

    there = client.get(in_language(story.url, "fr")).content.decode()
    here = client.get(story.url).content.decode()

    assert '<h1 class="story__title" lang="en">The colour of smoke</h1>' in there
    assert "language-note" in there
    assert "language-note" not in here
    assert '<h1 class="story__title">' in here


def test_a_form_answers_in_the_language_it_was_sent_from(site, client):
    piece = factories.piece()

    assert client.post(f"/nl/basket/add/{piece.pk}/").headers["Location"] == "/nl/basket/"
    assert "/fr/accounts/login/" in client.get("/fr/account/").headers["Location"]


def test_the_back_office_speaks_the_language_of_the_browser(site, client):
    client.force_login(factories.staff())

    response = client.get("/admin/", headers={"Accept-Language": "fr"})

    assert response.headers["Content-Language"] == "fr"


def test_an_order_keeps_its_buyers_language_and_the_one_address_that_stripe_knows(world, client, stripe):
    basket = factories.basket(factories.piece())
    carry(client, basket)

    client.post("/fr/checkout/", filled_in(basket))

    order = Order.objects.get()
    assert order.language == "fr"
    assert order.shipping_method == "Posted to your door"
    assert order.get_absolute_url().startswith("/order/")
    page = client.get(order.get_absolute_url())
    assert '<html lang="fr">' in page.content.decode()
    assert page.headers["Content-Language"] == "fr"
    assert "9000 Ghent<br>Belgique<br>" in page.content.decode()
    assert session_for(order).session_id


def test_what_is_sent_to_stripe_is_the_same_in_every_language(world, stripe):
    order = factories.order(factories.piece())

    asked = set()
    for language in ("en", *OTHERS):
        with translation.override(language):
            StripeSession.objects.all().delete()
            asked.add(session_for(order).session_id)

    assert len(asked) == 1, "the same idempotency key with other words would have been refused"


def test_a_mail_is_written_in_the_language_the_order_was_placed_in(world):
    order = factories.order(factories.piece(prices={"EUR": "1040.00"}), language="nl")

    with translation.override("fr"):
        message = message_about(order, PAID)

    html = message.alternatives[0].content
    assert message.subject == f"Je bestelling {order.number}: bedankt"
    assert '<html lang="nl">' in html
    for text in (message.body, html):
        assert "Levering" in text
        assert "1.052,00" in text
        assert order.get_absolute_url() in text
