"""Promise 5: events come at least once and in any order; state and books come out the same."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from cooperatives.ledger.models import Account, Entry
from shop.order.models import LineShare, Order
from shop.payment import gateway, hearing, history
from shop.payment.audit import audit
from shop.payment.sessions import session_for
from tests import factories
from tests.race import race

DELIVERIES = 1000
AT_ONCE = 8


def order_of_two(number: int) -> Order:
    """A pot by two groups and a basket by one of them, who bears its part of every fee."""
    potters, weavers = factories.cooperative(f"Potters {number}"), factories.cooperative(f"Weavers {number}")
    pot = factories.piece("Pot", by={potters: 3, weavers: 1}, prices={"EUR": "60.01"})
    order = factories.order(pot, factories.piece("Basket", by=weavers))
    LineShare.objects.filter(cooperative=weavers).update(fee_bearer="cooperative", dispute_fee_bearer="cooperative")
    return order


def life(order: Order, stripe, *, won: bool) -> Iterator[None]:
    """All that happens to it at Stripe, step by step: paid, given back in part, given back in part, disputed, decided."""
    intent = stripe.pay(session_for(order).session_id)["payment_intent"]
    yield
    stripe.refund(intent, 1234)
    yield
    stripe.refund(intent, 777)
    yield
    disputed = stripe.dispute(intent)
    yield
    stripe.close_dispute(disputed["id"], won=won)
    yield


def fingerprint(order: Order) -> dict:
    """All that the shop knows of an order, without the numbers that are drawn at random."""
    order.refresh_from_db()
    shares = ("share__weight", "share__line__title", "amount_minor", "commission_minor", "bearer")
    entries = [(entry.kind, sorted(named(entry))) for entry in Entry.objects.with_postings().for_order(order.number)]
    moved = Counter()
    for _kind, postings in entries:
        for debit, credit, minor, code in postings:
            moved[debit, code] += minor
            moved[credit, code] -= minor
    tasks = DBTaskResult.objects.filter(task_path="shop.order.mails.send", args_kwargs__kwargs__order_id=order.pk)
    return {
        "order": (order.status, order.refunded_minor),
        "lines": sorted(order.lines.values_list("title", "refunded_minor", "status")),
        "refunds": [
            (made.cause, made.state, made.amount_minor, made.delivery_minor, sorted(made.shares.values_list(*shares)))
            for made in order.refunds.order_by("amount_minor")
        ],
        "disputes": list(order.disputes.values_list("state", "amount_minor", "excess_minor", "fee_minor")),
        "alerts": [(alert.kind, alert.closed_at is None) for alert in order.payment_alerts.all()],
        "mails": sorted(task.args_kwargs["kwargs"]["kind"] for task in tasks),
        "entries": sorted(entries),
        "books": {account: minor for account, minor in moved.items() if minor},
    }


def named(entry: Entry) -> list[tuple]:
    """The postings of an entry, by the names of their accounts."""
    return [
        (_name(posting.debit), _name(posting.credit), posting.amount_minor, posting.currency)
        for posting in entry.postings.all()
    ]


def _name(account: Account) -> str:
    return f"{account.kind} {account.cooperative.name.split()[0] if account.cooperative else ''}"


def tell(body: bytes, signature: str) -> int:
    signed = {"Stripe-Signature": signature}
    return Client().post(reverse("payment:webhook"), body, "application/json", headers=signed).status_code


def in_order(stripe, *, won: bool) -> dict:
    """What a life leaves whose every event is told once, as it happens."""
    order = order_of_two(1)
    for _step in life(order, stripe, won=won):
        assert {tell(*sent) for sent in stripe.take()} == {200}
    return fingerprint(order)


@pytest.mark.proof(5)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("won", [True, False], ids=["won", "lost"])
def test_1000_shuffled_and_doubled_deliveries_8_at_once_leave_what_one_of_each_leaves(
    transactional_db, stripe, reached, won
):
    factories.world()
    stripe.settle_in("usd", eur=1.08)
    expected = in_order(stripe, won=won)
    order = order_of_two(2)
    for _step in life(order, stripe, won=won):
        pass  # the shop hears nothing of it
    events = stripe.take()
    deliveries = [events[number % len(events)] for number in range(DELIVERIES)]
    random.Random(5).shuffle(deliveries)

    answers = race(lambda number: [tell(*sent) for sent in deliveries[number::AT_ONCE]], AT_ONCE)

    assert {code for codes in answers for code in codes} == {200}
    assert fingerprint(order) == expected
    call_command("reconcile_payments", now=True)
    assert fingerprint(order) == expected
    assert audit()[1] == []
    reached(
        f"{DELIVERIES} deliveries of {len(events)} events, {AT_ONCE} at once: state and books as after one of each"
    )


@pytest.mark.proof(5)
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(20))
def test_in_any_order_while_it_happens_the_end_is_the_same(world, stripe, seed):
    """Events are held back, doubled and dropped at random while the life goes on; reconcile finds what was dropped."""
    chance = random.Random(seed)
    won = chance.random() < 0.5
    expected = in_order(stripe, won=won)
    order, waiting = order_of_two(2), []
    for _step in life(order, stripe, won=won):
        waiting += stripe.take() * chance.choice([1, 1, 2])
        chance.shuffle(waiting)
        told, waiting = waiting[: chance.randrange(len(waiting) + 1)], waiting[chance.randrange(3) :]
        assert {tell(*sent) for sent in told} <= {200}

    call_command("reconcile_payments", now=True)

    assert fingerprint(order) == expected
    assert audit()[1] == []


@pytest.mark.proof(5)
@pytest.mark.django_db
def test_without_going_through_the_history_the_order_of_events_decides(world, stripe, monkeypatch, reached):
    """The negative control: each event is applied by itself, as it comes."""

    def only_the_last(payment_intent):
        [*happened] = gateway.list_disputes(payment_intent=payment_intent)
        happened += reversed(list(gateway.list_refunds(payment_intent=payment_intent)))
        history.settle(gateway.session_of_payment(payment_intent).id)
        for result in happened:
            history._apply(result)
        return "up to date"

    expected = in_order(stripe, won=False)
    order = order_of_two(2)
    for _step in life(order, stripe, won=False):
        pass
    monkeypatch.setattr(hearing, "bring_up_to_date", only_the_last)

    for sent in reversed(stripe.take()):
        tell(*sent)

    assert fingerprint(order) != expected
    reached("history off: the books depend on which event came first")
