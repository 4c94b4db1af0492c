"""Promise 22: no mail server, however ill, breaks or slows an order; the mail comes later, once."""

import time

import pytest
from django.core import mail as outbox
from django_tasks_db.models import DBTaskResult

from cooperatives.ledger.models import Entry
from shop.order import mails, status
from shop.order.models import Order, OrderMail
from shop.order.sending import Consignment, mark_as_sent
from shop.payment import settle as settling
from shop.payment.sessions import session_for
from tests import factories
from tests.checkout_form import deliver
from tests.mail_server import free_port, mail_server
from tests.worker import time_passes, work

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = 20
SLOW = 30


@pytest.fixture
def world(transactional_db):
    return factories.world()


@pytest.fixture
def smtp(settings):
    """Mails go by SMTP to a port where nobody listens yet; waiting for an answer would be seen."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), SLOW
    return settings


def orders_paid(stripe, client, number: int = ORDERS) -> float:
    """Orders paid as the shop hears of it from Stripe; the seconds that the slowest answer took."""
    piece = factories.piece(stock=number)
    stripe.webhooks("hold")
    slowest = 0.0
    for count in range(number):
        order = factories.order(piece, email=f"buyer{count}@example.org")
        stripe.pay(session_for(order).session_id)
        began = time.monotonic()
        for answer in deliver(client, stripe):
            assert answer.status_code == 200
        slowest = max(slowest, time.monotonic() - began)
    return slowest


def everybody() -> dict[str, int]:
    return {f"buyer{count}@example.org": 1 for count in range(ORDERS)}


def all_fine() -> bool:
    return (
        set(Order.objects.values_list("status", flat=True)) == {status.PAID}
        and Entry.objects.filter(kind=Entry.Kind.SALE).count() == ORDERS
    )


ILLNESSES = {
    "slow": {"silent_before": SLOW},
    "refusing for now": {"refusal": "451 come back later"},
    "refusing": {"refusal": "554 no"},
}


@pytest.mark.proof(22)
def test_with_no_mail_server_20_orders_are_fine_and_their_mails_come_later_once(world, stripe, client, smtp, reached):
    slowest = orders_paid(stripe, client)

    assert all_fine()
    assert slowest < 5
    work()
    assert OrderMail.objects.exclude(sent_at=None).count() == 0
    with mail_server(smtp) as server:
        work()
        assert server.taken == []  # put off, not lost
        time_passes()
        work()
        time_passes()
        work()
    assert server.recipients == everybody()
    assert OrderMail.objects.exclude(sent_at=None).count() == ORDERS
    reached(f"server down, slow, refusing: {ORDERS} of {ORDERS} orders fine each, every mail delivered once later")


@pytest.mark.proof(22)
@pytest.mark.parametrize("illness", ILLNESSES)
def test_with_an_ill_mail_server_20_orders_are_fine_and_their_mails_come_later_once(
    world, stripe, client, smtp, illness
):
    with mail_server(smtp, **ILLNESSES[illness]) as ill:
        slowest = orders_paid(stripe, client)
        smtp.EMAIL_TIMEOUT = 0.2
        work()

    assert all_fine()
    assert slowest < 5
    assert ill.taken == []
    with mail_server(smtp) as server:
        time_passes()
        work()
        time_passes()
        work()
    assert server.recipients == everybody()


@pytest.mark.proof(22)
def test_a_mail_sent_inside_the_request_would_break_the_order(world, stripe, client, smtp, reached, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(mails, "enqueue", lambda *, order, kind: mails.message_about(order, kind).send())
    client.raise_request_exception = False
    order = factories.order(factories.piece())
    stripe.pay(session_for(order).session_id)

    answers = {answer.status_code for answer in deliver(client, stripe)}

    order.refresh_from_db()
    assert 500 in answers
    assert order.status == status.AWAITING_PAYMENT
    reached("sent inside the request: 0 of 1 paid")


def test_a_mail_is_put_off_for_longer_each_time_and_given_up_after_a_day(world, stripe, client, smtp):
    orders_paid(stripe, client, number=1)

    for _ in range(mails.ATTEMPTS + 2):
        time_passes()
        work()

    tried = DBTaskResult.objects.filter(task_path="shop.order.mails.send")
    assert tried.count() == mails.ATTEMPTS
    assert tried.filter(status="FAILED").count() == 1
    assert sum(2 ** (attempt - 1) for attempt in range(1, mails.ATTEMPTS)) > 16 * 60


def test_a_task_that_is_run_twice_sends_once(world, stripe, client):
    orders_paid(stripe, client, number=1)
    work()

    mails.send.enqueue(order_id=Order.objects.get().pk, kind=mails.PAID)
    work()

    assert len(outbox.outbox) == 1


def test_a_mail_that_was_taken_without_a_word_is_known_by_its_number_when_it_comes_again(world, stripe, client, smtp):
    """SMTP itself cannot tell: the server took the mail and the line broke before it said so."""
    orders_paid(stripe, client, number=1)
    smtp.EMAIL_TIMEOUT = 0.3
    with mail_server(smtp, silent_after=2) as server:
        work()
        time.sleep(0.1)
    with mail_server(smtp) as later:
        time_passes()
        work()

    numbers = {message["Message-ID"] for _recipient, message in server.taken + later.taken}
    assert len(server.taken + later.taken) == 2
    assert len(numbers) == 1


def test_the_mail_says_in_text_and_html_what_was_paid_and_where_the_order_is(world, stripe):
    order = factories.paid_order(stripe, factories.piece("Pot in a sleeve", prices={"EUR": "40.00"}))

    work()

    [message] = outbox.outbox
    html = next(part for part in message.alternatives if part.mimetype == "text/html").content
    assert message.to == ["buyer@example.org"]
    for text in (message.body, html):
        assert "Pot in a sleeve" in text
        assert order.number in text
        assert order.get_absolute_url() in text
        assert "52.00" in text


def test_each_refund_has_a_mail_of_its_own(world, stripe):
    order = factories.paid_order(stripe, factories.piece(), factories.piece())
    for line in order.lines.all():
        order.refresh_from_db()
        factories.refunded(order, line, cause="broken")

    work()

    assert len(outbox.outbox) == 3
    assert OrderMail.objects.filter(kind=mails.REFUNDED).count() == 2
    assert len({message.extra_headers["Message-ID"] for message in outbox.outbox}) == 3


def test_the_buyer_is_told_once_that_it_left_with_whom_and_where_it_is(world, stripe):
    order = factories.paid_order(stripe, factories.piece())
    parcel = mark_as_sent(order=order, consignment=Consignment("dhl", "JD01 4600 0000"))
    mails.send.enqueue(order_id=order.pk, kind=mails.SENT, about=str(parcel.pk))

    work()

    [_thanks, message] = outbox.outbox
    html = next(part for part in message.alternatives if part.mimetype == "text/html").content
    assert message.subject == f"Your order {order.number}: it is on its way"
    for text in (message.body, html):
        assert "DHL" in text
        assert "JD01 4600 0000" in text
        assert "tracking-id=JD0146000000" in text
        assert order.get_absolute_url() in text
    assert OrderMail.objects.filter(kind=mails.SENT).count() == 1


def test_each_parcel_has_a_mail_of_its_own(world, stripe):
    order = factories.paid_order(stripe, factories.piece(), factories.piece())
    for line in order.lines.all():
        mark_as_sent(order=order, lines=[line])

    work()

    assert OrderMail.objects.filter(kind=mails.SENT).exclude(sent_at=None).count() == 2


def test_who_picks_it_up_is_told_that_it_is_ready(world, stripe):
    mark_as_sent(order=factories.paid_order(stripe, factories.piece(), delivery="pick-up"))

    work()

    message = outbox.outbox[-1]
    assert "ready to be picked up" in message.subject
    assert "Kigali" in message.body


def test_an_order_that_came_to_nothing_asks_for_no_mail(world, stripe, monkeypatch):
    """The mail is asked for in the transaction of the payment: if that fails, nobody is thanked."""
    order = factories.order(factories.piece())
    stripe.pay(session_for(order).session_id)

    def broken(**_figures):
        raise RuntimeError("the books do not answer")

    monkeypatch.setattr(settling.postings, "record_sale", broken)

    with pytest.raises(RuntimeError):
        settling.settle(order.stripe_session.session_id)

    assert not DBTaskResult.objects.filter(task_path="shop.order.mails.send").exists()
