"""The hosted page, walked as a browser without JavaScript would walk it."""

import re
import urllib.error
import urllib.request

import pytest

from shop.payment import gateway
from tests.payment.test_gateway import checkout


class Browser:
    """Reads pages and posts forms; shows redirects instead of following them."""

    def __init__(self):
        class NoRedirect(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *args):
                return None

        self._opener = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))

    def get(self, url: str) -> tuple[int, str]:
        status, text, _ = self._open(url)
        return status, text

    def post(self, url: str) -> str:
        """Where the form leads."""
        status, _, location = self._open(url, b"")
        assert status == 303
        return location

    def _open(self, url, body=None):
        try:
            with self._opener.open(urllib.request.Request(url, data=body), timeout=10) as answer:
                return answer.status, answer.read().decode(), answer.headers.get("Location")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers.get("Location")


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def opened(stripe):
    return gateway.open_session(checkout())


def test_the_page_says_what_is_paid_and_that_it_is_a_test(browser, opened):
    status, page = browser.get(opened.url)

    assert status == 200
    assert "no money moves" in page
    assert "2 × EUR&nbsp;45.00" in page
    assert "Parcel to Europe" in page
    assert "Pay EUR&nbsp;102.00" in page


def test_francs_have_no_cents_on_the_page(browser, stripe):
    opened = gateway.open_session(
        checkout(currency="RWF", items=(gateway.Item(name="A", quantity=1, unit_minor=45_000),))
    )

    assert "Pay RWF&nbsp;46,200" in browser.get(opened.url)[1]


def test_paying_leads_back_to_the_shop(browser, opened):
    location = browser.post(f"{opened.url}/pay")

    assert location == f"http://127.0.0.1:8000/thanks/?session={opened.id}"
    assert gateway.fetch_session(opened.id).is_paid


def test_pressing_pay_twice_charges_once_and_leads_to_the_same_place(browser, opened, stripe):
    assert browser.post(f"{opened.url}/pay") == browser.post(f"{opened.url}/pay")
    assert stripe.state()["charges"] == 1
    assert "Already paid" in browser.get(opened.url)[1]


def test_a_declined_card_is_said_and_may_be_tried_again(browser, opened, stripe):
    location = browser.post(f"{opened.url}/decline")
    status, page = browser.get(stripe.url + location)
    declined = gateway.fetch_session(opened.id)
    browser.post(f"{opened.url}/pay")

    assert status == 200
    assert 'role="alert"' in page
    assert "Your card was declined." in page
    assert (declined.status, declined.is_paid) == ("open", False)
    paid = gateway.fetch_session(opened.id)
    assert paid.is_paid
    assert paid.payment_intent == declined.payment_intent
    assert (stripe.state()["declined"], stripe.state()["charges"]) == (1, 1)


def test_the_bank_may_confirm(browser, opened, stripe):
    location = browser.post(f"{opened.url}/bank")
    asked = browser.get(stripe.url + location)[1]
    unpaid = gateway.fetch_session(opened.id)

    browser.post(f"{opened.url}/bank/authorise")

    assert "Confirm the payment" in asked
    assert not unpaid.is_paid
    assert gateway.fetch_session(opened.id).is_paid


def test_the_bank_may_refuse(browser, opened, stripe):
    location = browser.post(f"{opened.url}/bank/refuse")

    assert "Your bank did not confirm" in browser.get(stripe.url + location)[1]
    assert gateway.fetch_session(opened.id).status == "open"


def test_cancelling_leads_back_and_leaves_the_session_open(browser, opened):
    _, page = browser.get(opened.url)

    assert 'href="http://127.0.0.1:8000/basket/"' in page
    assert gateway.fetch_session(opened.id).status == "open"


def test_an_expired_page_takes_no_money(browser, opened, stripe):
    location = browser.post(f"{opened.url}/expire")
    status, page = browser.get(stripe.url + location)

    assert status == 410
    assert "nothing was charged" in page
    assert browser.post(f"{opened.url}/pay") == f"/pay/{opened.id}"
    assert stripe.state()["charges"] == 0


@pytest.mark.parametrize("path", ["/pay/cs_test_nobody", "/pay/", "/", "/pay/../etc/passwd"])
def test_an_unknown_page_is_said_to_be_one(browser, stripe, path):
    status, page = browser.get(stripe.url + path)

    assert status == 404
    assert "Stripe sandbox" in page


def test_what_the_shop_calls_its_pieces_cannot_become_markup(browser, stripe):
    name = '<script>alert("1")</script>'
    opened = gateway.open_session(checkout(items=(gateway.Item(name=name, quantity=1, unit_minor=100),)))

    page = browser.get(opened.url)[1]

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_page_has_no_script_and_one_label_per_button(browser, opened):
    page = browser.get(opened.url)[1]

    assert "<script" not in page
    assert "style=" not in page
    buttons = re.findall(r"<button[^>]*>([^<]+)<", page)
    assert len(buttons) == len(set(buttons)) == 4
