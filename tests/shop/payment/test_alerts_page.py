"""Alerts in the admin: open ones first, with what they mean and what to do; closed ones with who closed them, when and why."""

import html
import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.order import status
from shop.order.models import Order
from shop.payment.alerts import MEANING
from shop.payment.models import PaymentAlert, UnearnedPayment
from shop.payment.sessions import session_for
from shop.payment.settle import settle
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client, world) -> Client:
    client.force_login(factories.staff(email="boss@example.org", first_name="Aline"))
    return client


def words(answer) -> str:
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)))


def alert(subject: str = "cs_1", kind=PaymentAlert.Kind.STUCK, **fields) -> PaymentAlert:
    fields = {"order": factories.order(factories.piece()), "detail": f"Detail of {subject}."} | fields
    return PaymentAlert.objects.create(kind=kind, subject=subject, **fields)


def mismatch(stripe) -> PaymentAlert:
    """A buyer paid one cent too little: the money is with us."""
    order = factories.order(factories.piece(prices={"EUR": "40.00"}))
    session = session_for(order)
    stripe.pay(session.session_id)
    stripe.tamper(session.session_id, amount_total=5199)
    settle(session.session_id)
    return PaymentAlert.objects.get()


@pytest.mark.parametrize("kind", PaymentAlert.Kind)
def test_every_kind_says_what_it_means_and_what_to_do(boss, kind):
    made = alert(kind=kind)

    for address in (reverse("paymentalert:index"), reverse("paymentalert:inspect", args=[made.pk])):
        text = words(boss.get(address))
        assert str(MEANING[kind]) in text
        assert str(made.advice) in text


def test_open_alerts_come_first(boss):
    for number in range(3):
        alert(f"cs_{number}", closed_at=timezone.now() if number == 1 else None)

    text = words(boss.get(reverse("paymentalert:index")))

    assert text.index("Detail of cs_2") < text.index("Detail of cs_0") < text.index("Detail of cs_1")


def test_an_alert_offers_what_can_be_done_about_it(boss, stripe):
    made = mismatch(stripe)

    for address in (reverse("paymentalert:index"), reverse("paymentalert:inspect", args=[made.pk])):
        page = boss.get(address).content.decode()
        for act in ("give_back", "ask", "close"):
            assert reverse(f"paymentalert:{act}", args=[made.pk]) in page
        assert reverse("order_money", args=[made.order.number]) in page


def test_where_no_money_is_with_us_none_can_be_given_back(boss):
    made = alert()

    page = boss.get(reverse("paymentalert:index")).content.decode()

    assert reverse("paymentalert:give_back", args=[made.pk]) not in page
    assert boss.get(reverse("paymentalert:give_back", args=[made.pk])).status_code == 404


def test_a_closed_alert_says_who_closed_it_when_and_why(boss):
    made = alert()

    boss.post(reverse("paymentalert:close", args=[made.pk]), {"note": "The buyer wrote: paid by card instead."})

    for address in (reverse("paymentalert:index"), reverse("paymentalert:inspect", args=[made.pk])):
        assert "Aline : The buyer wrote: paid by card instead." in words(boss.get(address)).replace(
            "Aline:", "Aline :"
        )
    assert "The buyer wrote" in words(boss.get(reverse("logbook")))


def test_a_note_that_is_too_long_is_given_back_to_be_shortened(boss):
    made = alert()

    answer = boss.post(reverse("paymentalert:close", args=[made.pk]), {"note": "x" * 501})

    assert "at most 500 characters" in words(answer)
    assert "x" * 501 in answer.content.decode()
    made.refresh_from_db()
    assert made.closed_at is None


def test_an_alert_that_closed_by_itself_says_so(boss):
    alert(closed_at=timezone.now())

    assert "by itself" in words(boss.get(reverse("paymentalert:index")))


def test_an_alert_is_closed_once(boss):
    made = alert()
    address = reverse("paymentalert:close", args=[made.pk])
    boss.post(address, {"note": "First."})

    boss.post(address, {"note": "Second."})

    assert "Second." not in words(boss.get(reverse("logbook")))


def test_money_that_is_given_back_closes_the_alert_under_the_name_of_whoever_did_it(boss, stripe):
    made = mismatch(stripe)

    boss.post(reverse("paymentalert:give_back", args=[made.pk]))

    made.refresh_from_db()
    assert made.closed_at
    assert UnearnedPayment.objects.get().state == UnearnedPayment.State.RETURNED
    assert "Aline" in words(boss.get(reverse("paymentalert:index")))


def test_asking_again_does_what_a_lost_webhook_would_have_done(boss, stripe):
    order = factories.order(factories.piece())
    session = session_for(order)
    made = alert(session.session_id, order=order)
    stripe.pay(session.session_id)

    answer = boss.post(reverse("paymentalert:ask", args=[made.pk]), follow=True)

    assert Order.objects.get(pk=order.pk).status == status.PAID
    assert "Stripe was asked" in answer.content.decode()


def test_asking_again_about_a_dispute_finds_that_it_is_over(boss, stripe):
    order = factories.paid_order(stripe, factories.piece())
    disputed = stripe.dispute(order.stripe_session.payment_intent)
    made = alert(disputed["id"], PaymentAlert.Kind.DISPUTE, order=order)
    stripe.close_dispute(disputed["id"], won=True)

    answer = boss.post(reverse("paymentalert:ask", args=[made.pk]), follow=True)

    made.refresh_from_db()
    assert made.closed_at
    assert "nothing is left to do" in answer.content.decode()


def test_where_stripe_cannot_be_asked_the_page_says_so(boss, stripe):
    order = factories.paid_order(stripe, factories.piece())
    made = alert(order.stripe_session.session_id, order=order)
    stripe.fail(kind="500", times=9)

    answer = boss.post(reverse("paymentalert:ask", args=[made.pk]), follow=True)

    assert answer.status_code == 200
    assert "Stripe was asked" not in answer.content.decode()


def test_what_stripe_does_not_know_is_said(boss, stripe):
    made = alert("cs_test_nobody_knows", order=None)

    answer = boss.post(reverse("paymentalert:ask", args=[made.pk]), follow=True)

    assert answer.status_code == 200
    assert "No such" in html.unescape(answer.content.decode())


def test_who_may_only_look_is_offered_nothing_and_can_do_nothing(world, stripe):
    made = mismatch(stripe)
    person = factories.user(is_staff=True)
    for app, name in (("wagtailadmin", "access_admin"), ("payment", "view_paymentalert")):
        person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=name))
    client = Client()
    client.force_login(person)

    page = client.get(reverse("paymentalert:index")).content.decode()

    for act in ("give_back", "ask", "close"):
        address = reverse(f"paymentalert:{act}", args=[made.pk])
        assert address not in page
        assert client.post(address).status_code in (302, 403)
    made.refresh_from_db()
    assert made.closed_at is None
    assert UnearnedPayment.objects.get().state == UnearnedPayment.State.KEPT
    assert reverse("order_money", args=[made.order.number]) not in page


def test_the_menu_says_how_many_are_open(boss):
    alert("cs_1"), alert("cs_2"), alert("cs_3", closed_at=timezone.now())

    assert "Payment alerts (2)" in boss.get(reverse("wagtailadmin_home")).content.decode()
