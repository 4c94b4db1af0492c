"""What needs doing today, on the first page of the admin: for each as far as they may look."""

import html
import re

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from shop.order.sending import mark_as_sent
from shop.payment.models import PaymentAlert, Refund
from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
HOME = "wagtailadmin_home"


@pytest.fixture
def boss(client, world) -> Client:
    client.force_login(factories.staff(email="boss@example.org"))
    return client


def someone_with(*permissions: str, **fields) -> Client:
    person = factories.user(**fields)
    for name in ("wagtailadmin.access_admin", *permissions):
        app, codename = name.split(".")
        person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    client = Client()
    client.force_login(person)
    return client


def today(client: Client) -> str:
    page = client.get(reverse(HOME)).content.decode()
    panel = page.partition('id="today-section"')[2].partition("</section>\n\n")[0]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", panel)))


def test_nothing_waits_in_an_empty_shop(boss):
    assert "Nothing waits" in today(boss)


def test_everything_that_waits_is_named(boss, stripe):
    disputed, asked, unsent = (factories.paid_order(stripe, factories.piece()) for _ in range(3))
    for order in (disputed, asked):
        mark_as_sent(order=order)
    stripe.dispute(disputed.stripe_session.payment_intent, reason="fraudulent")
    call_command("reconcile_payments", now=True)
    stripe.refunds_are_pending()
    factories.refunded(asked, amount_minor=100)

    text = today(boss)

    assert (
        f"Disputes to answer 1 {disputed.number} the bank took the money and decides (fraudulent) answer until" in text
    )
    assert "Payment alerts 1 A buyer disputes the payment" in text
    assert f"Refunds that Stripe has not finished 1 {asked.number} on its way at Stripe" in text
    assert f"Orders paid and not sent 1 {unsent.number} BE since" in text


def test_of_many_the_most_urgent_are_shown(boss):
    for number in range(7):
        order = factories.order(factories.piece())
        PaymentAlert.objects.create(order=order, kind="stuck", subject=f"cs_{number}", detail="x")

    assert "and 2 more" in today(boss)


def test_each_sees_what_they_may_look_at(world, stripe):
    order = factories.paid_order(stripe, factories.piece())
    stripe.dispute(order.stripe_session.payment_intent)
    call_command("reconcile_payments", now=True)

    packer = today(someone_with("order.view_order", is_staff=True))
    accountant = today(someone_with("ledger.view_entry", "order.view_order"))
    watcher = today(someone_with("payment.view_paymentalert"))
    editor = today(someone_with())

    assert "Orders paid and not sent" in packer
    assert "Disputes" not in packer
    assert "alerts" not in packer
    assert "Disputes to answer" in accountant
    assert "Orders paid" not in accountant
    assert "Payment alerts 1" in watcher
    assert "Disputes to answer" not in watcher
    assert editor.strip() == ""


def test_the_first_page_costs_the_same_for_one_of_each_and_for_twenty(boss, stripe):
    def one_more(number: int) -> None:
        order = factories.paid_order(stripe, factories.piece())
        PaymentAlert.objects.create(order=order, kind="stuck", subject=f"cs_{number}", detail="x")
        Refund.objects.create(order=order, amount_minor=1)

    one_more(0)
    few = queries_of(boss, reverse(HOME))

    for number in range(1, 20):
        one_more(number)

    assert_same_queries(reverse(HOME), few, queries_of(boss, reverse(HOME)))
