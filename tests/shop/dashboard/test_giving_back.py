"""Staff say what to give back, see who gives it, and confirm just that; what makes no sense is refused and kept on the page."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from shop.market import Market
from shop.order import status
from shop.order.models import LineShare, Order
from shop.payment.history import bring_up_to_date
from shop.payment.logbook import REFUND_ASKED
from shop.payment.models import Refund
from tests import factories
from tests.books import house, owed
from tests.queries import assert_same_queries

pytestmark = pytest.mark.django_db
State = Refund.State


def address(order: Order) -> str:
    return reverse("dashboard:order-refund", kwargs={"number": order.number})


def someone_with(*codenames: str) -> Client:
    """The browser of a member of staff with these permissions on orders."""
    user = factories.user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="order", codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def look(browser: Client, order: Order, **typed):
    """What staff see before anything is done."""
    return browser.post(address(order), {"cause": "changed_mind"} | typed)


def give_back(browser: Client, order: Order, **typed):
    """Look, and confirm what was shown."""
    seen = look(browser, order, **typed)
    seal = re.search(r'name="confirmed" value="(\w+)"', seen.content.decode())[1]
    return browser.post(address(order), {"cause": "changed_mind"} | typed | {"confirmed": seal}, follow=True)


@pytest.fixture
def order(world, stripe) -> Order:
    """A pot at 40.00 by Potters (3 parts) and Weavers (1 part), two baskets at 40.00 by Weavers, delivery 12.00."""
    weavers, potters = factories.cooperative("Weavers"), factories.cooperative("Potters")
    joint = factories.piece("Pot in a sleeve", by={potters: 3, weavers: 1}, stock=1)
    return factories.paid_order(stripe, joint, (factories.piece("Basket", by=weavers, stock=5), 2))


@pytest.fixture
def pot(order):
    return order.lines.get(title="Pot in a sleeve")


@pytest.fixture
def baskets(order):
    return order.lines.get(title="Basket")


def test_before_anything_is_given_back_staff_see_who_gives_it(boss, order, pot):
    seen = look(boss, order, **{f"pieces_{pot.pk}": "1"})

    text = seen.content.decode()
    rows = {row.who: str(row.amount) for row in seen.context["before"].givers}
    assert rows == {"Potters": "24.00", "Weavers": "8.00", "The organisation: commission": "8.00"}
    assert "The buyer gets €40.00 back" in text
    assert f'name="pieces_{pot.pk}" value="1"' in text  # what was typed is kept
    assert not Refund.objects.exists()


def test_what_was_confirmed_is_done_and_written_into_the_log(boss, order, pot):
    answer = give_back(boss, order, **{f"pieces_{pot.pk}": "1", "reason": "She sent it back."})

    made = Refund.objects.get()
    assert (made.amount_minor, made.state, made.cause) == (4000, State.DONE, Refund.Cause.CHANGED_MIND)
    assert owed("Potters") == 0
    assert "on its way back" in answer.content.decode()
    assert made.reference in answer.content.decode()
    logged = ModelLogEntry.objects.get(action=REFUND_ASKED)
    assert (logged.user.email, logged.object_id, logged.data["refund"]) == (
        "boss@example.org",
        str(order.pk),
        made.reference,
    )


def test_confirming_twice_gives_back_once(boss, order, pot):
    typed = {"cause": "changed_mind", f"pieces_{pot.pk}": "1"}
    seal = look(boss, order, **typed).context["before"].seal

    for _ in range(2):
        boss.post(address(order), typed | {"confirmed": seal})

    assert Refund.objects.get().amount_minor == 4000


def test_what_was_changed_after_looking_is_shown_again_first(boss, order, pot):
    seal = look(boss, order, amount="5").context["before"].seal

    answer = look(boss, order, amount="50", confirmed=seal)

    assert "The buyer gets €50.00 back" in answer.content.decode()
    assert not Refund.objects.exists()


def test_everything_is_given_back_at_once(boss, order):
    give_back(boss, order, everything="on", cause="lost")

    order.refresh_from_db()
    assert (order.status, order.refunded_minor) == (status.REFUNDED, order.total_minor)


def test_the_delivery_alone_and_an_amount_of_the_order_alone(boss, order):
    give_back(boss, order, delivery="12")
    give_back(boss, order, amount="12.00")

    assert [(made.amount_minor, made.delivery_minor) for made in Refund.objects.all()] == [(1200, 1200), (1200, 0)]


def test_what_the_house_bears_in_the_makers_place_is_said(boss, order, pot):
    LineShare.objects.filter(cooperative__name="Potters").update(breakage_bearer="cooperative")
    LineShare.objects.filter(cooperative__name="Weavers").update(breakage_bearer="house")

    seen = look(boss, order, cause="broken", **{f"pieces_{pot.pk}": "1"})
    give_back(boss, order, cause="broken", **{f"pieces_{pot.pk}": "1"})

    assert "keeps its share; the organisation bears it" in seen.content.decode()
    assert (owed("Potters"), owed("Weavers"), house("losses")) == (0, 6400 + 800, 800)


def test_pieces_are_sold_again_as_staff_say(boss, order, pot, baskets):
    give_back(boss, order, **{f"pieces_{baskets.pk}": "2", f"for_sale_{baskets.pk}": "2"})
    give_back(boss, order, cause="mistake", **{f"pieces_{pot.pk}": "1"})

    baskets.stockrecord.refresh_from_db()
    pot.stockrecord.refresh_from_db()
    assert (baskets.stockrecord.num_in_stock, baskets.stockrecord.num_allocated) == (5, 0)
    assert (pot.stockrecord.num_in_stock, pot.stockrecord.num_allocated) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"cause": "goodwill"}, "choose what to give back"),
        ({"cause": ""}, "it decides who gives it back"),
        ({"cause": "in_stripe"}, "in_stripe"),
        ({"cause": "other", "everything": "on"}, "kept with the refund"),
        ({"reason": "x" * 300, "everything": "on"}, "255"),
        ({"amount": "0"}, "choose what to give back"),
        ({"amount": "-5"}, "greater than or equal to 0"),
        ({"amount": "120.01"}, "left of the pieces"),
        ({"amount": "1.005"}, "EUR has 2 decimals"),
        ({"amount": "abc"}, "Enter a number"),
        ({"amount": "1e400"}, "digits"),
        ({"amount": "NaN"}, "Enter a number"),
        ({"delivery": "36.01"}, "left of the delivery"),
        ({"pieces_POT": "2"}, "only 1 of it"),
        ({"pieces_POT": "-1"}, "greater than or equal to 0"),
        ({"pieces_POT": "one"}, "whole number"),
        ({"amount_POT": "40.01"}, "more than what is left of it"),
        ({"for_sale_POT": "1", "amount": "1"}, "only pieces that come back"),
    ],
)
def test_what_makes_no_sense_is_refused_and_what_was_typed_stays(boss, order, pot, stripe, typed, told):
    typed = {name.replace("POT", str(pot.pk)): value for name, value in typed.items()}

    answer = look(boss, order, **typed)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert told in text
    for name, value in typed.items():
        assert name in ("cause", "everything") or f'value="{value}"' in text
    assert "confirmed" not in text
    assert (Refund.objects.count(), stripe.state()["refunds"]) == (0, 0)


def test_francs_have_no_decimals(boss, world, stripe):
    order = factories.paid_order(stripe, factories.piece(), market=Market("RW", "RWF"))

    refused = look(boss, order, amount="100.50")
    give_back(boss, order, amount="100")

    assert "RWF has no decimals" in refused.content.decode()
    assert Refund.objects.get().amount_minor == 100


def test_what_stripe_refuses_is_said_and_the_form_kept(boss, order, stripe):
    stripe.refund(order.stripe_session.payment_intent, order.total_minor)

    answer = give_back(boss, order, everything="on", reason="Lost in the post")

    assert answer.status_code == 200
    assert "Stripe refused" in answer.content.decode()
    assert "Lost in the post" in answer.content.decode()
    order.refresh_from_db()
    assert order.refunded_minor == 0


@pytest.mark.proof(26)
@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("kind", ["500", "429", "reset", "timeout"])
def test_a_refund_that_stripe_cannot_be_asked_for_is_noted_and_made_once(boss, order, stripe, settings, kind, where):
    settings.STRIPE_TIMEOUT_SECONDS = 0.4
    stripe.fail(where=where, kind=kind, times=3, path="/v1/refunds", method="POST", seconds=2)

    answer = give_back(boss, order, everything="on")
    stripe.reset_failures()
    again = boss.get(address(order), follow=True)
    call_command("reconcile_payments", now=True)

    assert "could not be reached" in answer.content.decode()
    assert "nothing to give back" in again.content.decode()
    assert (Refund.objects.get().state, stripe.state()["refunds"]) == (State.DONE, 1)


def test_while_the_payment_is_disputed_nothing_is_given_back(boss, order, stripe):
    stripe.dispute(order.stripe_session.payment_intent, amount=1000)
    bring_up_to_date(order.stripe_session.payment_intent)

    answer = give_back(boss, order, amount="5")

    assert "disputes this payment at the bank" in answer.content.decode()


def test_an_unpaid_order_has_nothing_to_give_back(boss):
    order = factories.order(factories.piece())

    answer = boss.get(address(order), follow=True)

    assert "nothing to give back" in answer.content.decode()


def test_only_who_may_change_orders_gives_back(order):
    looking, changing = someone_with("view_order"), someone_with("view_order", "change_order")

    assert looking.get(address(order)).status_code == 403
    assert look(looking, order, everything="on").status_code == 403
    assert changing.get(address(order)).status_code == 200
    assert not Refund.objects.exists()


@pytest.mark.proof(24)
def test_the_page_costs_as_many_queries_for_one_line_as_for_ten(boss, world, stripe):
    def made(lines: int) -> Order:
        group = factories.cooperative()
        return factories.paid_order(stripe, *[factories.piece(by=group) for _ in range(lines)])

    few, many = made(1), made(10)
    look(boss, few, everything="on")

    asked = []
    for order in (few, many):
        with CaptureQueriesContext(connection) as captured:
            assert "The buyer gets" in look(boss, order, everything="on").content.decode()
        asked.append([query["sql"] for query in captured.captured_queries])

    assert_same_queries("the preview", *asked)


@pytest.mark.parametrize(("said", "left"), [("yes", (1, 0)), ("no", (0, 0))])
def test_after_a_refund_made_in_stripe_staff_say_once_what_becomes_of_the_pieces(boss, order, pot, stripe, said, left):
    stripe.refund(order.stripe_session.payment_intent, order.total_minor)
    bring_up_to_date(order.stripe_session.payment_intent)
    page = reverse("dashboard:order-detail", kwargs={"number": order.number})
    assert "What becomes of its pieces?" in boss.get(page).content.decode()

    for _ in range(2):
        boss.post(page, {"order_action": "pieces_back", "line": pot.pk, "for_sale": said})

    pot.stockrecord.refresh_from_db()
    assert (pot.stockrecord.num_in_stock, pot.stockrecord.num_allocated) == left


def test_the_pieces_of_a_line_that_was_not_given_back_stay(boss, order, pot):
    page = reverse("dashboard:order-detail", kwargs={"number": order.number})

    for line in (pot.pk, "x", ""):
        boss.post(page, {"order_action": "pieces_back", "line": line, "for_sale": "yes"})

    pot.stockrecord.refresh_from_db()
    assert pot.stockrecord.num_allocated == 1
