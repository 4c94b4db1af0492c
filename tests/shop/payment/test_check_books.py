"""`check_books` finds the books right after a mixed life, and finds each way in which they can be wrong."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone

from cooperatives.ledger import append_only, postings
from cooperatives.ledger.figures import FeeFigures, RefundFigures, SaleFigures
from cooperatives.ledger.models import Entry, Posting, Seal
from cooperatives.ledger.sealing import seal
from shop.market import Market
from shop.order import status
from shop.order.models import Line, LineShare, Order
from shop.payment.models import Refund
from shop.payment.sessions import session_for
from shop.payment.settle import give_up
from tests import factories
from tests.vouchers import spend, voucher

pytestmark = pytest.mark.django_db


def check() -> str:
    """What the command prints; raises CommandError for wrong books."""
    output = io.StringIO()
    call_command("check_books", stdout=output, stderr=output)
    return output.getvalue()


def faults() -> str:
    output = io.StringIO()
    with pytest.raises(CommandError, match="fault"):
        call_command("check_books", stdout=output, stderr=output)
    return "\n".join(line for line in output.getvalue().splitlines() if "fault:" in line)


@pytest.fixture
def lived(world, stripe):
    """Sales in four currencies, joint pieces, discounts, refunds whole and by line, orders that came to nothing."""
    weavers, potters = factories.cooperative("Weavers"), factories.cooperative("Potters", commission_bp=1750)
    joint = factories.piece(by={weavers: 2, potters: 1}, prices=factories.PRICES | {"EUR": "33.33"}, stock=50)
    single = factories.piece(by=potters, stock=50)
    markets = [Market("BE", "EUR"), Market("US", "USD"), Market("GB", "GBP"), Market("RW", "RWF")]
    orders = [factories.paid_order(stripe, (joint, 2), single, market=market) for market in markets]
    reduced = voucher(percent="33.33")
    orders.append(factories.paid_order(stripe, joint, before=lambda basket: spend(reduced, basket)))
    factories.refunded(orders[0], cause="lost")
    factories.refunded(orders[1], orders[1].lines.first())
    factories.refunded(orders[4], *orders[4].lines.all())
    cancelled, waiting = factories.order(single), factories.order(joint)
    session_for(cancelled)
    session_for(waiting)
    give_up(cancelled, at=timezone.now())
    return {"paid": orders[2], "partly": orders[1], "whole": orders[0], "cancelled": cancelled, "waiting": waiting}


def test_after_a_mixed_life_the_books_are_right_and_the_figures_are_told(lived):
    told = check()

    figures = {line[:28].strip(): line[28:].strip() for line in told.splitlines()}
    assert figures["orders paid"] == "5"
    assert figures["orders awaiting payment"] == "1"
    assert figures["refunds done"] == "3"
    assert figures["entries"] == str(5 + 5 + 3)
    assert {figures[f"Σ {code}"] for code in ("EUR", "USD", "GBP", "RWF")} == {"0"}
    assert "The books are right." in told


def test_the_empty_books_of_a_new_shop_are_right(world):
    assert "The books are right." in check()


def _paid_without_an_entry(lived):
    Order.objects.filter(pk=lived["waiting"].pk).update(status=status.PAID)
    return f"order {lived['waiting'].number} is paid and not in the books"


def _entry_without_an_order(lived):
    figures = SaleFigures(currency="EUR", commission_minor=100)
    postings.record_sale(reference="sale:X", order_reference="X", figures=figures, posted_at=timezone.now())
    return "the sale sale:X is of no paid order"


def _entry_of_a_cancelled_order(lived):
    Order.objects.filter(pk=lived["paid"].pk).update(status=status.CANCELLED)
    return f"the sale sale:{lived['paid'].number} is of no paid order"


def _two_sales_of_one_order(lived):
    figures = SaleFigures(currency="GBP", commission_minor=100)
    number = lived["paid"].number
    postings.record_sale(reference="sale:again", order_reference=number, figures=figures, posted_at=timezone.now())
    return f"order {number} stands in the books 2 times"


def _a_total_that_was_changed(lived):
    Order.objects.filter(pk=lived["paid"].pk).update(total_minor=F("total_minor") + 1)
    return f"is not what order {lived['paid'].number} was paid and shares out"


def _a_share_that_does_not_add_up(lived):
    share = LineShare.objects.filter(line__order=lived["paid"]).first()
    LineShare.objects.filter(pk=share.pk).update(gross_minor=F("gross_minor") + 1, amount_minor=F("amount_minor") + 1)
    return f"the shares of line {share.line_id} do not add up to its price"


def _a_share_given_to_another_group(lived):
    share = LineShare.objects.filter(line__order=lived["paid"]).last()
    LineShare.objects.filter(pk=share.pk).update(cooperative=factories.cooperative("Strangers"))
    return f"is not what order {lived['paid'].number} was paid and shares out"


def _a_line_without_shares(lived):
    line = lived["waiting"].lines.get()
    line.shares.all().delete()
    return f"the shares of line {line.pk} do not add up to its price"


def _a_price_that_was_changed(lived):
    line = lived["waiting"].lines.get()
    Line.objects.filter(pk=line.pk).update(price_minor=F("price_minor") + 1)
    return f"the shares of line {line.pk} do not add up to its price"


def _a_refund_that_is_not_booked(lived):
    made = Refund.objects.create(
        order=lived["paid"], amount_minor=100, reason="x", state=Refund.State.DONE, delivery_minor=100
    )
    Order.objects.filter(pk=lived["paid"].pk).update(refunded_minor=100)
    return f"refund {made.reference} is not in the books"


def _a_refund_of_another_amount(lived):
    made = lived["partly"].refunds.get()
    Refund.objects.filter(pk=made.pk).update(amount_minor=F("amount_minor") - 1)
    Order.objects.filter(pk=lived["partly"].pk).update(refunded_minor=F("refunded_minor") - 1)
    return f"the parts of refund {made.reference} do not add up to it"


def _a_booked_refund_that_nobody_made(lived):
    figures = RefundFigures(currency="GBP", commission_minor=1)
    number = lived["paid"].number
    postings.record_refund(reference="refund:R-X", order_reference=number, figures=figures, posted_at=timezone.now())
    return "the books have a refund R-X nobody made"


def _an_order_that_says_it_was_refunded(lived):
    Order.objects.filter(pk=lived["paid"].pk).update(refunded_minor=1)
    return f"order {lived['paid'].number} says 1 was refunded, its refunds say 0"


def _a_fee_of_no_order(lived):
    postings.record_fee(reference="fee:X", order_reference="X", fee=FeeFigures("EUR", 1), posted_at=timezone.now())
    return "the fee fee:X is of no paid order"


def _behind_the_guards(statement: str) -> None:
    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    append_only.install(connection)


def _an_amount_that_was_altered(lived):
    entry = Entry.objects.get(reference=f"sale:{lived['paid'].number}")
    posting = entry.postings.first()
    _behind_the_guards(f"UPDATE ledger_posting SET amount_minor = amount_minor + 1 WHERE id = {posting.pk}")
    return f"entry {entry.reference} was altered after it was written"


def _an_account_that_was_exchanged(lived):
    entry = Entry.objects.get(reference=f"sale:{lived['paid'].number}")
    first, second = entry.postings.all()[:2]
    _behind_the_guards(f"UPDATE ledger_posting SET credit_id = {second.credit_id} WHERE id = {first.pk}")
    return f"entry {entry.reference} was altered after it was written"


def _a_posting_that_was_deleted(lived):
    posting = Posting.objects.filter(entry__kind=Entry.Kind.REFUND).last()
    _behind_the_guards(f"DELETE FROM ledger_posting WHERE id = {posting.pk}")
    return f"entry {posting.entry.reference} was altered after it was written"


def _an_entry_that_was_deleted(lived):
    entry = Entry.objects.get(reference=f"sale:{lived['paid'].number}")
    for table, column in (("posting", "entry_id"), ("unsealed", "entry_id"), ("entry", "id")):
        _behind_the_guards(f"DELETE FROM ledger_{table} WHERE {column} = {entry.pk}")
    return f"order {lived['paid'].number} is paid and not in the books"


def _guards_that_were_taken_away(lived):
    append_only.remove(connection)
    return "is missing from the database"


CORRUPTIONS = [
    _paid_without_an_entry,
    _entry_without_an_order,
    _entry_of_a_cancelled_order,
    _two_sales_of_one_order,
    _a_total_that_was_changed,
    _a_share_that_does_not_add_up,
    _a_share_given_to_another_group,
    _a_line_without_shares,
    _a_price_that_was_changed,
    _a_refund_that_is_not_booked,
    _a_refund_of_another_amount,
    _a_booked_refund_that_nobody_made,
    _an_order_that_says_it_was_refunded,
    _a_fee_of_no_order,
    _an_amount_that_was_altered,
    _an_account_that_was_exchanged,
    _a_posting_that_was_deleted,
    _an_entry_that_was_deleted,
    _guards_that_were_taken_away,
]


@pytest.mark.parametrize("corrupt", CORRUPTIONS, ids=lambda corrupt: corrupt.__name__.strip("_").replace("_", " "))
def test_a_fault_is_found(lived, corrupt):
    said = corrupt(lived)

    assert said in faults()


@pytest.mark.proof(12)
def test_the_books_are_verified_against_an_anchor_that_was_kept(lived):
    seal()
    kept = str(Seal.objects.get(number=5))
    output = io.StringIO()

    call_command("check_books", "--verify", "--anchor", kept, stdout=output)

    assert "History before the anchor 5 is intact." in output.getvalue()
    assert "The books are right." in output.getvalue()


@pytest.mark.proof(12)
def test_the_first_altered_row_is_named_before_everything_else(lived):
    seal()
    entry = Seal.objects.get(number=3).entry
    _behind_the_guards(f"UPDATE ledger_entry SET memo = 'x' WHERE id = {entry.pk}")
    output = io.StringIO()

    with pytest.raises(CommandError, match="fault"):
        call_command("check_books", "--verify", stderr=output)

    assert output.getvalue().startswith(f"fault: the first altered row: entry {entry.reference} (seal 3) was altered")


def test_what_is_no_anchor_is_refused(db):
    with pytest.raises(CommandError, match="is no anchor"):
        call_command("check_books", "--anchor", "7")
