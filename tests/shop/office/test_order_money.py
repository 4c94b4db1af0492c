"""An order's money on one page: what came in, what went out, what is left and whose it is; and everything that happened."""

import html
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cooperatives.ledger import append_only, postings
from cooperatives.ledger.figures import RefundFigures
from cooperatives.ledger.models import Entry
from cooperatives.ledger.sealing import seal
from shop.office import order_money
from shop.office.agreement import disagreements
from shop.office.chronicle import chronicle
from shop.office.viewsets import staff_acts
from shop.office.written import written_about
from shop.order.models import Line, Order
from shop.order.sending import mark_as_sent
from shop.payment.models import PaymentAlert, Refund
from shop.payment.sessions import session_for
from shop.payment.settle import settle
from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(world, stripe) -> Order:
    """A pot at 60.00 by Potters (3 parts) and Weavers (1 part), two baskets at 40.00 by Weavers, delivery 12.00."""
    potters, weavers = factories.cooperative("Potters"), factories.cooperative("Weavers")
    pot = factories.piece("Pot", by={potters: 3, weavers: 1}, prices={"EUR": "60.00"})
    basket = factories.piece("Basket", by=weavers, prices={"EUR": "40.00"})
    return factories.paid_order(stripe, pot, (basket, 2))


@pytest.fixture
def boss(client, world) -> Client:
    client.force_login(factories.staff(email="boss@example.org", first_name="Aline"))
    return client


def page_of(boss: Client, order: Order) -> str:
    """The page's words, without tags."""
    answer = boss.get(reverse("order_money", args=[order.number]))
    assert answer.status_code == 200
    main = answer.content.decode().partition('class="money"')[2]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)))


def sides(order: Order) -> dict[str, tuple[int, int]]:
    """What is at Stripe, and whose it is, by currency."""
    written = written_about(order)
    here = {side.currency: side.left_minor for side in order_money.at_stripe(written)}
    theirs = {side.currency: side.left_minor for side in order_money.whose(written)}
    return {currency: (here.get(currency, 0), theirs.get(currency, 0)) for currency in here.keys() | theirs.keys()}


def told(order: Order) -> list[str]:
    written = written_about(order)
    return [happening.title for happening in chronicle(written, staff_acts(written))]


def hear() -> None:
    call_command("reconcile_payments", now=True)


def test_what_is_left_is_what_was_charged_less_refunds_and_fee(boss, order):
    factories.refunded(order, order.lines.get(title="Pot"))

    text = page_of(boss, order)

    [side] = order_money.at_stripe(written_about(order))
    charged, back, fee = (part.minor for part in side.sums)
    assert (charged, back) == (order.total_minor, -6000)
    assert fee < 0
    assert side.left_minor == charged + back + fee
    assert sides(order) == {"EUR": (side.left_minor, side.left_minor)}
    assert "The books and the order agree." in text


def test_the_page_shows_each_share_with_the_rule_that_was_frozen(boss, world, stripe):
    weavers = factories.cooperative("Weavers", commission_bp=1500, breakage_bearer="cooperative")
    order = factories.paid_order(stripe, factories.piece("Basket", by=weavers, prices={"EUR": "40.00"}))

    text = page_of(boss, order)

    assert "Weavers, 15 %" in text
    assert "€6.00 15 %" in text
    assert "€34.00" in text
    assert "breakage" in text


def test_a_refund_shows_who_asked_why_for_what_and_who_gives_it(boss, order):
    made = factories.refunded(order, order.lines.get(title="Pot"), with_delivery=True)
    Refund.objects.filter(pk=made.pk).update(
        requested_by=factories.user(first_name="Yvette"), reason="It was chipped."
    )

    text = page_of(boss, order)

    [row] = order_money.refund_rows(written_about(order))
    assert [(part.label, part.minor) for part in row.givers] == [
        ("Potters", 3600),
        ("Weavers", 1200),
        ("The organisation", 6000 - 4800 + 3600),
    ]
    for words in ("Yvette", "It was chipped.", "1 × Pot", "Delivery", made.reference):
        assert words in text


def test_a_refund_that_stripe_has_not_finished_is_on_its_way_and_not_gone_yet(boss, order, stripe):
    stripe.refunds_are_pending()
    factories.refunded(order, amount_minor=500)

    text = page_of(boss, order)

    assert "€5.00 are on their way back to the buyer" in text
    assert "The books and the order agree." in text
    assert sides(order)["EUR"][0] == sides(order)["EUR"][1]


def test_while_a_dispute_is_open_the_shares_are_shown_as_held(boss, order, stripe):
    stripe.dispute(order.stripe_session.payment_intent, reason="product_not_received")
    hear()

    text = page_of(boss, order)

    rows = {
        row.cooperative.name: (row.sold, row.held, row.left)
        for row in order_money.cooperative_rows(written_about(order))
    }
    assert rows == {"Potters": (3600, 3600, 0), "Weavers": (7600, 7600, 0)}
    assert "Answer until" in text
    assert "product_not_received" in text
    assert "The books and the order agree." in text
    here, theirs = sides(order)["EUR"]
    assert here == theirs


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_that_ended_still_agrees_with_the_books(boss, order, stripe, won):
    disputed = stripe.dispute(order.stripe_session.payment_intent)
    hear()
    stripe.close_dispute(disputed["id"], won=won)
    hear()

    text = page_of(boss, order)

    assert "The books and the order agree." in text
    assert ("Dispute: won" if won else "Dispute: lost") in text


def test_a_charge_that_settled_in_other_money_shows_both_amounts_and_the_rate(boss, world, stripe):
    stripe.settle_in("usd", eur=1.25)
    order = factories.paid_order(stripe, factories.piece(prices={"EUR": "40.00"}))

    text = page_of(boss, order)

    assert "exchanged €52.00 for $65.00" in text
    assert "rate of 1.25" in text
    by_currency = {side.currency: side for side in order_money.at_stripe(written_about(order))}
    assert by_currency["EUR"].left_minor == 0
    assert by_currency["USD"].left_minor == 6500 + by_currency["USD"].sums[-1].minor
    assert all(here == theirs for here, theirs in sides(order).values())
    assert "The books and the order agree." in text


def test_an_order_that_is_not_paid_says_so(boss, world):
    order = factories.order(factories.piece())

    text = page_of(boss, order)

    assert "Nothing was charged for this order." in text
    assert "Give money back" not in text


def test_a_fee_that_stripe_has_not_told_yet_is_awaited(boss, world, stripe):
    made = factories.order(factories.piece())
    session = session_for(made)
    stripe.pay(session.session_id)
    stripe.tamper(session.session_id, fee_known=False)
    settle(session.session_id)

    assert "Stripe has not told us its fee yet" in page_of(boss, made)


def test_everything_that_happened_is_told_in_order_of_time(order, stripe):
    mark_as_sent(order=order)
    factories.refunded(order, order.lines.get(title="Pot"))

    titles = told(order)

    assert titles.index("Placed") < titles.index("Checkout Session opened") < titles.index("Paid")
    assert titles.index("Paid") < titles.index("Booked: Sale") < titles.index("Booked: Refund")
    assert titles.index("Refund asked for") < titles.index("Given back") < len(titles)
    assert {"Booked: Fee", "Booked: Refund", "Parcel sent"} <= set(titles)
    happenings = chronicle(written_about(order), [])
    seconds = [step.at.replace(microsecond=0) for step in happenings]
    assert seconds == sorted(seconds)


def test_entries_are_told_with_the_numbers_of_their_seals(boss, order):
    seal()
    sealed = Entry.objects.get(reference=f"sale:{order.number}").seal.number

    assert f"sale:{order.number} seal no. {sealed}" in page_of(boss, order)


def test_what_staff_did_is_told_with_their_name(boss, order):
    boss.post(reverse("dashboard:order-detail", kwargs={"number": order.number}), {"order_action": "replace_link"})

    text = page_of(boss, order)

    assert "Revoked the link of an order’s page Aline" in text


def test_an_alert_is_told_when_it_was_raised_and_by_whom_it_was_closed(boss, order):
    alert = PaymentAlert.objects.create(
        order=order, kind=PaymentAlert.Kind.STUCK, subject="cs_1", detail="It is stuck."
    )
    boss.post(reverse("paymentalert:close", args=[alert.pk]))

    text = page_of(boss, order)

    assert "It is stuck." in text
    assert "Closed a payment alert Aline" in text
    assert "Alert closed by itself" not in text


# Each makes books and rows differ in one way → what the page says of it.


def without_its_entry(order: Order) -> None:
    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET order_reference = 'elsewhere' WHERE kind = 'sale'")
    append_only.install(connection)


def with_another_amount(order: Order) -> None:
    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE id = (SELECT MIN(id) FROM ledger_posting)"
        )
    append_only.install(connection)


def with_a_refund_nobody_made(order: Order) -> None:
    figures = RefundFigures(currency="EUR", shares={}, commission_minor=100)
    postings.record_refund(
        reference="refund:R-X", order_reference=order.number, figures=figures, posted_at=timezone.now()
    )


def with_a_refund_that_was_not_booked(order: Order) -> None:
    Refund.objects.create(order=order, amount_minor=100, state=Refund.State.DONE, done_at=timezone.now())


def with_a_line_that_says_otherwise(order: Order) -> None:
    Line.objects.filter(order=order, title="Pot").update(refunded_minor=5)


def with_a_refund_of_another_amount(order: Order) -> None:
    made = factories.refunded(order, order.lines.get(title="Pot"))
    Refund.objects.filter(pk=made.pk).update(amount_minor=5999)


DIFFERENCES = {
    without_its_entry: "stands not in the books",
    with_another_amount: "was altered after it was written",
    with_a_refund_nobody_made: "a refund R-X that was not given back",
    with_a_refund_that_was_not_booked: "was given back and stands not in the books",
    with_a_line_that_says_otherwise: "“Pot” is not what its refunds say",
    with_a_refund_of_another_amount: "the books say €60.00",
}


@pytest.mark.parametrize("make", DIFFERENCES, ids=lambda make: make.__name__)
def test_where_books_and_order_disagree_a_sentence_says_so(boss, order, make):
    before = disagreements(written_about(order))

    make(order)

    text = page_of(boss, order)
    assert before == []
    assert DIFFERENCES[make] in text
    assert "The books and the order disagree." in text
    assert "The books and the order agree." not in text
    assert "Give money back" not in text


def refunded_in_parts(order: Order, times: int) -> Order:
    for _ in range(times):
        factories.refunded(order, amount_minor=10)
        PaymentAlert.objects.create(order=order, kind="stuck", subject=f"{order.pk}-{_}", detail="x")
    return order


def test_the_page_costs_the_same_for_one_line_and_for_twenty(boss, world, stripe):
    one = refunded_in_parts(factories.paid_order(stripe, factories.piece()), 1)
    pieces = [factories.piece(by={factories.cooperative(): 2, factories.cooperative(): 1}) for _ in range(20)]
    twenty = refunded_in_parts(factories.paid_order(stripe, *pieces), 20)
    few, many = (reverse("order_money", args=[order.number]) for order in (one, twenty))

    assert_same_queries(many, queries_of(boss, few), queries_of(boss, many))


def test_the_list_of_orders_and_the_dashboard_lead_to_it(boss, order):
    address = reverse("order_money", args=[order.number])

    assert address in boss.get(reverse("shop_orders:index")).content.decode()
    assert address in boss.get(reverse("dashboard:order-detail", kwargs={"number": order.number})).content.decode()


def test_an_order_that_is_not_there_is_not_found(boss):
    assert boss.get(reverse("order_money", args=["U-NOPE"])).status_code == 404


def test_the_entries_lead_to_the_books(boss, order):
    entry = Entry.objects.get(reference=f"sale:{order.number}")
    answer = boss.get(reverse("order_money", args=[order.number])).content.decode()

    assert reverse("books_entry:inspect", args=[entry.pk]) in answer
