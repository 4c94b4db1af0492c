"""Signing in, up and out, a forgotten password, a confirmed address: each page in the look, each mail a task, each door limited."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from shop.users.models import AccountMail, User
from tests import factories
from tests.mail_server import free_port, mail_server
from tests.worker import time_passes, work

pytestmark = pytest.mark.django_db(transaction=True)
LOGIN, SIGNUP, RESET = (reverse(f"account_{name}") for name in ("login", "signup", "reset_password"))
NEW = {"email": "new@example.org", "password1": "weave-and-fire-1"}


@pytest.fixture
def world(transactional_db):
    return factories.world()


@pytest.fixture
def buyer(world):
    return factories.user("buyer@example.org")


def link_in(message) -> str:
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def html_of(message) -> str:
    return next(part for part in message.alternatives if part.mimetype == "text/html").content


def test_an_account_is_made_and_its_address_confirmed_by_the_link_in_the_mail(world, client):
    client.post(SIGNUP, NEW)
    assert outbox.outbox == []
    work()
    [message] = outbox.outbox
    link = link_in(message)
    assert message.to == [NEW["email"]]
    assert link in html_of(message)
    assert "example.com" not in message.body + html_of(message)

    assert "Is new@example.org your address?" in client.get(link).content.decode()
    assert not EmailAddress.objects.get().verified
    client.post(link)

    assert EmailAddress.objects.get().verified


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(buyer, client):
    client.post(RESET, {"email": buyer.email})
    work()
    link = link_in(outbox.outbox[0])
    page = client.get(link, follow=True)
    assert "Use this password" in page.content.decode()

    client.post(page.redirect_chain[-1][0], {"password1": "another-long-word-9"})

    buyer.refresh_from_db()
    assert buyer.check_password("another-long-word-9")
    assert "This link is used up" in Client().get(link, follow=True).content.decode()


def test_the_answer_is_the_same_for_an_address_that_nobody_has(buyer, client):
    known = client.post(RESET, {"email": buyer.email})
    unknown = client.post(RESET, {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    work()
    assert [message.to for message in outbox.outbox] == [[buyer.email], ["nobody@example.org"]]
    assert "There is no account with this address" in html_of(outbox.outbox[1])


def test_a_mail_is_in_the_language_of_the_page(buyer, client):
    client.post("/fr" + RESET, {"email": buyer.email})
    work()

    assert '<html lang="fr">' in html_of(outbox.outbox[0])
    assert "/fr/accounts/" in outbox.outbox[0].body


def test_with_no_mail_server_an_account_is_made_and_the_mail_comes_later(world, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 5

    assert client.post(SIGNUP, NEW).status_code == 302
    work()
    assert User.objects.count() == 1
    with mail_server(settings) as server:
        time_passes()
        work()

    assert server.recipients == {NEW["email"]: 1}


def test_a_link_is_forgotten_when_its_mail_is_sent(buyer, client):
    client.post(RESET, {"email": buyer.email})
    assert "/password/reset/key/" in AccountMail.objects.get().text
    work()

    assert not AccountMail.objects.exists()
    kept = [str(task.args_kwargs) + str(task.return_value) for task in DBTaskResult.objects.all()]
    assert kept
    assert not any("/password/reset/key/" in words or buyer.email in words for words in kept)


PAGES = {
    "sign in": LOGIN,
    "sign up": SIGNUP,
    "new password": RESET,
    "mail sent": reverse("account_reset_password_done"),
    "changed": reverse("account_reset_password_from_key_done"),
    "bad link": "/accounts/password/reset/key/1-bad/",
    "bad confirmation": "/accounts/confirm-email/bad/",
    "confirmation sent": reverse("account_email_verification_sent"),
    "closed": reverse("account_inactive"),
}
OWN_PAGES = {name: reverse(f"account_{name}") for name in ("email", "change_password", "logout", "reauthenticate")}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_for_visitors_is_in_the_look(world, client, name):
    html = client.get(PAGES[name]).content.decode()

    assert 'class="entrance"' in html
    assert html.count("<h1>") == 1
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_for_the_owner_is_in_the_look(buyer, client, name):
    client.force_login(buyer)

    html = client.get(OWN_PAGES[name], follow=True).content.decode()

    assert 'class="entrance"' in html or 'class="rooms"' in html


@pytest.mark.parametrize(
    ("address", "field", "attributes"),
    [
        (LOGIN, "login", {"type": "email", "autocomplete": "username", "inputmode": "email", "enterkeyhint": "next"}),
        (LOGIN, "password", {"type": "password", "autocomplete": "current-password", "enterkeyhint": "go"}),
        (SIGNUP, "email", {"type": "email", "autocomplete": "email", "inputmode": "email"}),
        (SIGNUP, "password1", {"type": "password", "autocomplete": "new-password", "enterkeyhint": "go"}),
        (RESET, "email", {"type": "email", "autocomplete": "email", "enterkeyhint": "go"}),
    ],
)
def test_a_field_brings_the_right_keys_and_is_filled_in_by_the_browser(world, client, address, field, attributes):
    [tag] = re.findall(rf'<input[^>]*name="{field}"[^>]*>', client.get(address).content.decode())

    for name, value in attributes.items():
        assert f'{name}="{value}"' in tag
    assert "placeholder" not in tag


def test_wrong_words_get_one_clear_error_and_stay(buyer, client):
    answer = client.post(LOGIN, {"login": "buyer@example.org", "password": "wrong"})

    html = answer.content.decode()
    assert html.count("message--error") == 1
    assert 'value="buyer@example.org"' in html


def test_many_wrong_passwords_are_answered_kindly(buyer, client):
    answers = [client.post(LOGIN, {"login": buyer.email, "password": f"wrong {number}"}) for number in range(12)]

    last = answers[-1]
    assert last.status_code in (200, 429)
    assert "Too many failed" in last.content.decode() or "Please wait a moment" in last.content.decode()
    right = client.post(LOGIN, {"login": buyer.email, "password": "a long password"})
    assert right.status_code in (200, 429)


def test_many_tries_of_another_door_are_answered_kindly(world, client):
    answers = [client.post(RESET, {"email": f"nobody{number}@example.org"}) for number in range(22)]

    assert answers[-1].status_code == 429
    assert "Please wait a moment" in answers[-1].content.decode()


def test_an_address_is_added_and_removed(buyer, client):
    client.force_login(buyer)
    EmailAddress.objects.create(user=buyer, email=buyer.email, primary=True, verified=True)
    page = OWN_PAGES["email"]

    client.post(page, {"action_add": "", "email": "work@example.org"})
    assert "Not confirmed yet" in client.get(page).content.decode()
    client.post(page, {"action_remove": "", "email": "work@example.org"})

    assert EmailAddress.objects.count() == 1


def test_a_password_is_changed_by_typing_it_once(buyer, client):
    client.force_login(buyer)

    client.post(OWN_PAGES["change_password"], {"oldpassword": "a long password", "password1": "another-long-word-9"})

    buyer.refresh_from_db()
    assert buyer.check_password("another-long-word-9")
