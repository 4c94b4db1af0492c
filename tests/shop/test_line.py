"""The whole line once, without a browser: basket, order, Stripe, paid, books."""

import pytest
from django.utils import timezone

from cooperatives.ledger.models import Account, Entry
from shop.basket.models import Basket
from shop.order import status
from shop.partner.models import StockRecord
from shop.payment.models import Refund
from shop.payment.sessions import session_for
from shop.payment.settle import Outcome, give_up, settle
from tests import factories

pytestmark = pytest.mark.django_db


def balances() -> dict:
    accounts = Account.objects.with_balance().select_related("cooperative")
    return {(str(a.cooperative) if a.cooperative else a.kind, a.currency): a.balance_minor for a in accounts}


def test_a_paid_order_of_three_cooperatives_posts_what_each_is_owed(world, stripe):
    weavers, potters = factories.cooperative("Weavers"), factories.cooperative("Potters", commission_bp=1500)
    others = factories.cooperative("Others")
    pieces = [
        factories.piece("Basket", by=weavers, prices={"EUR": "40.00"}),
        factories.piece("Pot in a sleeve", by={potters: 3, weavers: 1}, prices={"EUR": "60.01"}),
        factories.piece("Mug", by=others, prices={"EUR": "18.00"}),
    ]

    order = factories.paid_order(stripe, *pieces)

    assert order.status == status.PAID
    # 60.01: 45.01 to the potters (15 % of it is 6.75), 15.00 to the weavers (20 % is 3.00)
    assert balances() == {
        ("Weavers", "EUR"): 3200 + 1200,
        ("Potters", "EUR"): 4501 - 675,
        ("Others", "EUR"): 1440,
        ("commission", "EUR"): 800 + 675 + 300 + 360,
        ("delivery", "EUR"): 3600,
        ("fees", "EUR"): round((4000 + 6001 + 1800 + 3600) * 0.029) + 30,
        ("provider", "EUR"): 4000 + 6001 + 1800 + 3600 - round((4000 + 6001 + 1800 + 3600) * 0.029) - 30,
    }


def test_settling_again_changes_nothing(world, stripe):
    order = factories.paid_order(stripe, factories.piece())

    outcome = settle(order.stripe_session.session_id)

    assert outcome is Outcome.PAID_BEFORE
    assert Entry.objects.count() == 2  # the sale and the fee


def test_an_order_that_is_given_up_returns_the_pieces_and_the_basket(world, stripe):
    piece = factories.piece(stock=1)
    order = factories.order(piece)
    session_for(order)

    outcome = give_up(order, at=timezone.now())

    assert outcome is Outcome.RELEASED
    assert StockRecord.objects.get(product=piece).net_stock_level == 1
    assert Basket.objects.get(pk=order.basket_id).status == Basket.OPEN


def test_a_refund_of_a_line_gives_its_shares_back(world, stripe):
    weavers, potters = factories.cooperative("Weavers"), factories.cooperative("Potters")
    order = factories.paid_order(stripe, factories.piece(by=weavers), factories.piece(by=potters))

    made = factories.refunded(order, order.lines.first())

    assert made.state == Refund.State.DONE
    assert balances()["Weavers", "EUR"] == 0
    assert balances()["Potters", "EUR"] == 3200
