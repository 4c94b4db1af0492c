"""One kind of question that fails keeps no other from being asked, and never ends a reconciler that is to go on for ever."""

import logging
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from shop.order import status
from shop.order.models import Order
from shop.payment.models import Dispute, Refund
from shop.payment.reconcile import reconcile
from shop.payment.sessions import session_for
from tests import factories

pytestmark = pytest.mark.django_db
WRONG = ("400", "nonsense")


@pytest.fixture
def order(world, stripe) -> Order:
    """Paid; its webhooks are lost from now on."""
    stripe.webhooks("drop")
    return factories.paid_order(stripe, factories.piece())


def in_peace() -> dict:
    return dict(reconcile(now=timezone.now() + timedelta(minutes=5)))


def broken(stripe, path: str, kind: str = "400") -> None:
    stripe.fail(kind=kind, path=path, method="GET", times=99)


@pytest.mark.parametrize("kind", WRONG)
def test_orders_are_settled_while_refunds_cannot_be_listed(order, stripe, kind, caplog):
    unheard = factories.order(factories.piece())
    stripe.pay(session_for(unheard).session_id)
    broken(stripe, "/v1/refunds", kind)

    assert in_peace() == {"paid": 1, "failed": 1}

    unheard.refresh_from_db()
    assert unheard.status == status.PAID
    assert [record.levelno for record in caplog.records if "refunds" in record.message] == [logging.ERROR]


@pytest.mark.parametrize("kind", WRONG)
def test_refunds_are_found_while_disputes_cannot_be_listed_and_asked_about_again(order, stripe, kind):
    """A payment is brought up to date whole or not at all, so each of both is counted."""
    stripe.refund(order.stripe_session.payment_intent, 500)
    broken(stripe, "/v1/disputes", kind)

    assert in_peace()["failed"]
    stripe.reset_failures()

    assert in_peace() == {"caught up": 1}
    assert Refund.objects.get().amount_minor == 500


def test_disputes_are_looked_for_while_refunds_cannot_be_listed(order, stripe, caplog):
    stripe.dispute(order.stripe_session.payment_intent)
    stripe.fail(kind="400", path="/v1/refunds", method="GET")

    assert in_peace() == {"caught up": 1, "failed": 1}

    assert Dispute.objects.get().state == Dispute.State.OPEN


def test_what_cannot_be_asked_now_is_put_off(order, stripe):
    stripe.refund(order.stripe_session.payment_intent, 500)
    broken(stripe, "/v1/refunds", "429")

    assert in_peace() == {"put off": 1}


@pytest.mark.parametrize("kind", WRONG)
def test_a_single_run_that_could_not_ask_everything_ends_with_an_error(order, stripe, kind):
    broken(stripe, "/v1/refunds", kind)

    with pytest.raises(CommandError, match="1 could not be dealt with"):
        call_command("reconcile_payments", now=True)


class Stopped(BaseException):
    """Ctrl-C, as it were."""


def goes_on(monkeypatch, times: int, between=lambda: None) -> None:
    """Let the reconciler go on for ever, so many times."""
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        between()
        if len(pauses) == times:
            raise Stopped

    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(Stopped):
        call_command("reconcile_payments", now=True, every=60)


@pytest.mark.django_db(transaction=True)  # it closes its connection between two runs
@pytest.mark.parametrize("kind", WRONG)
def test_one_that_goes_on_for_ever_does_so_whatever_stripe_answers(order, stripe, kind, monkeypatch):
    stripe.refund(order.stripe_session.payment_intent, 500)
    broken(stripe, "/v1/refunds", kind)

    goes_on(monkeypatch, 2, between=stripe.reset_failures)

    assert Refund.objects.get().amount_minor == 500


@pytest.mark.django_db(transaction=True)
def test_one_that_goes_on_for_ever_does_so_whatever_is_wrong_with_us(order, stripe, monkeypatch, caplog):
    """As when the database is gone for a moment."""

    def gone(*_query):
        raise OperationalError("the database is gone")

    with connection.execute_wrapper(gone):
        goes_on(monkeypatch, 3)

    said = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert said.count("reconciling failed; again in 60 seconds") == 3
