"""What must be true of the shop, its books and Stripe: after every step, and when nothing is open any more."""

import io
from collections import Counter, defaultdict

from django.core.management import call_command
from django.db.models import Count, F, Q, Sum
from django_tasks_db.models import DBTaskResult
from oscar.apps.voucher.models import Voucher

from cooperatives.ledger.digest import figures_of
from cooperatives.ledger.models import Account, Entry, Posting
from shop.order import mails, status
from shop.order.models import Line, LineShare, Order
from shop.partner.models import StockRecord
from shop.payment.models import Dispute, Refund, RefundLine, RefundShare, StripeSession, UnearnedPayment
from shop.shares.bearers import Bearer
from tests.simulation.sandbox_beside import SandboxBeside
from tests.simulation.shop import Shop

Kind = Account.Kind
SOLD = (status.AWAITING_PAYMENT, *status.SETTLED)


class Broken(AssertionError):
    """A promise was not kept."""


def kept_after_each_step(shop: Shop) -> None:
    balance_is_nought()
    nothing_is_oversold(shop)
    each_paid_order_is_in_the_books()


def kept_at_the_end(shop: Shop, stripe: SandboxBeside) -> None:
    kept_after_each_step(shop)
    call_command("check_books", stdout=io.StringIO())
    stripe_holds_what_the_books_say(stripe)
    every_charge_belongs_to_somebody(stripe)
    every_refund_is_known(stripe)
    each_maker_has_what_was_frozen_less_what_was_given_back()
    what_was_given_back_whole_leaves_nothing()
    each_end_is_an_end(stripe)
    each_buyer_is_told_once()
    discounts_are_counted()


def same(what: str, left: object, right: object) -> None:
    if left != right:
        raise Broken(f"{what}: {left} is not {right}")


def balance_is_nought() -> None:
    sums: Counter = Counter()
    for account in Account.objects.with_balance():
        sign = 1 if account.kind in Account.GROW_WHEN_DEBITED else -1
        sums[account.currency] += sign * account.balance_minor
        if account.kind in Account.NEVER_OVERDRAWN and account.balance_minor < 0:
            raise Broken(f"{account.kind} {account.currency} is overdrawn by {-account.balance_minor}")
    same("Σ of the books", {code: minor for code, minor in sums.items() if minor}, {})


def nothing_is_oversold(shop: Shop) -> None:
    """What is free is what was made, less what was sold, and what of that came back to be sold again."""
    sold = Counter()
    for record, number in Line.objects.filter(order__status__in=SOLD).values_list("stockrecord", "quantity"):
        sold[record] += number
    # A refund that failed when it had been done does not take the pieces out of the shop again.
    again = RefundLine.objects.filter(refund__done_at__isnull=False)
    for record, number in again.values_list("line__stockrecord", "for_sale"):
        sold[record] -= number
    for record in StockRecord.objects.all():
        free = record.num_in_stock - (record.num_allocated or 0)
        same(f"free of {record.product}", free, shop.made[record.pk] - sold[record.pk])
    more = Line.objects.annotate(
        again=Sum("refund_lines__for_sale", filter=Q(refund_lines__refund__done_at__isnull=False), default=0)
    ).filter(again__gt=F("quantity"))
    same("lines of which more came back than was sold", list(more), [])


def each_paid_order_is_in_the_books() -> None:
    paid = Order.objects.settled().filter(total_minor__gt=0).values_list("number", flat=True)
    sold = Entry.objects.filter(kind=Entry.Kind.SALE).values_list("order_reference", flat=True)
    same("paid orders", sorted(paid), sorted(sold))


def stripe_holds_what_the_books_say(stripe: SandboxBeside) -> None:
    books: Counter = Counter()
    for entry in Entry.objects.with_postings():
        for debit, credit, amount, currency in figures_of(entry):
            # What the provider paid out to our bank, the sandbox never heard of.
            is_transfer = entry.kind == Entry.Kind.TRANSFER
            books[currency] += amount * (
                (debit[0] == Kind.PROVIDER) - (credit[0] == Kind.PROVIDER and not is_transfer)
            )
    held = {code.upper(): minor for code, minor in stripe.state()["balance_minor"].items() if minor}
    same("the provider's account", {code: minor for code, minor in books.items() if minor}, held)


def every_charge_belongs_to_somebody(stripe: SandboxBeside) -> None:
    """To one order, that was paid by it to the cent, or to a buyer who paid for nothing."""
    orders = {
        kept.payment_intent: kept.order.total_minor
        for kept in StripeSession.objects.filter(order__status__in=status.SETTLED).select_related("order")
        if kept.payment_intent
    }
    unearned = dict(UnearnedPayment.objects.values_list("payment_intent", "amount_minor"))
    same("payments that are both", orders.keys() & unearned.keys(), set())
    taken = {charge["payment_intent"]: charge["amount"] for charge in stripe.all("charge", paid=True)}
    same("charges", taken, orders | unearned)
    paid = Order.objects.settled().filter(total_minor__gt=0).count()
    same("paid orders", paid, len(orders))


def every_refund_is_known(stripe: SandboxBeside) -> None:
    """As a refund of an order, or in the books as the return of what was paid for nothing."""
    at_stripe = {made["id"]: made["amount"] for made in stripe.all("refund", status="succeeded")}
    done = Refund.objects.filter(state=Refund.State.DONE).exclude(cause=Refund.Cause.DISPUTE)
    returned = Posting.objects.filter(
        entry__kind=Entry.Kind.UNEARNED_RETURNED, entry__reversed_by=None, entry__reference__startswith="returned:re_"
    )
    ours = dict(done.values_list("stripe_id", "amount_minor")) | {
        reference.removeprefix("returned:"): minor
        for reference, minor in returned.values_list("entry__reference", "amount_minor")
    }
    same("refunds", ours, at_stripe)


def each_maker_has_what_was_frozen_less_what_was_given_back() -> None:
    """In the books, of sales, refunds and disputes; fees and payouts have entries of their own."""
    expected: Counter = Counter()
    for share in LineShare.objects.filter(line__order__status__in=status.SETTLED).select_related("line__order"):
        if share.line.order.total_minor:
            expected[share.cooperative_id, share.line.order.currency] += share.amount_minor + share.delivery_minor
    gone = RefundShare.objects.filter(refund__state__in=(Refund.State.DONE, Refund.State.DISPUTED))
    for part in gone.filter(bearer=Bearer.COOPERATIVE).select_related("share", "refund__order"):
        expected[part.share.cooperative_id, part.refund.order.currency] -= part.amount_minor + part.delivery_minor
    booked: Counter = Counter()
    of_orders = ("sale:", "refund:", "refund-failed:", "dispute:", "dispute-won:", "dispute-lost:")
    for entry in Entry.objects.with_postings():
        for debit, credit, amount, currency in figures_of(entry) if entry.reference.startswith(of_orders) else ():
            booked[debit[1], currency] -= amount * (debit[0] == Kind.COOPERATIVE)
            booked[credit[1], currency] += amount * (credit[0] == Kind.COOPERATIVE)
    same("shares", {key: minor for key, minor in booked.items() if minor}, {k: m for k, m in expected.items() if m})


def what_was_given_back_whole_leaves_nothing() -> None:
    """And nothing is given back beyond what was frozen."""
    taken: dict[int, Counter] = defaultdict(Counter)
    for part in RefundShare.objects.filter(refund__state__in=Refund.TAKING):
        taken[part.share_id].update(
            amount=part.amount_minor, commission=part.commission_minor, delivery=part.delivery_minor
        )
    for share in LineShare.objects.filter(line__order__status__in=status.SETTLED).select_related("line__order"):
        order, gone = share.line.order, taken[share.pk]
        left = (
            share.amount_minor - gone["amount"],
            share.commission_minor - gone["commission"],
            share.delivery_minor - gone["delivery"],
        )
        if min(left) < 0:
            raise Broken(f"of a share of {order.number}, {left} is left")
        if order.refunded_minor == order.total_minor and order.total_minor:
            same(f"left of a share of {order.number}", left, (0, 0, 0))


def each_end_is_an_end(stripe: SandboxBeside) -> None:
    same("orders that wait", list(Order.objects.awaiting_payment().filter(unearned_payments=None)), [])
    same("unfinished refunds", list(Refund.objects.unfinished()), [])
    same("disputes", Counter(_state(made) for made in stripe.all("dispute")), Counter(_known_disputes(stripe)))


def _state(made: dict) -> str:
    return {
        "needs_response": "open",
        "warning_needs_response": "inquiry",
        "warning_closed": "dropped",
    }.get(made["status"], made["status"])


def _known_disputes(stripe: SandboxBeside) -> list[str]:
    """Those of payments for nothing have no order: only the staff were told."""
    unearned = set(UnearnedPayment.objects.values_list("payment_intent", flat=True))
    strange = [_state(made) for made in stripe.all("dispute") if made["payment_intent"] in unearned]
    return [*Dispute.objects.values_list("state", flat=True), *strange]


def each_buyer_is_told_once() -> None:
    told = Counter(
        (task.args_kwargs["kwargs"]["order_id"], task.args_kwargs["kwargs"]["kind"])
        for task in DBTaskResult.objects.filter(task_path="shop.order.mails.send")
    )
    paid = dict.fromkeys(Order.objects.settled().values_list("pk", flat=True), 1)
    same("mails of thanks", {pk: number for (pk, kind), number in told.items() if kind == mails.PAID}, paid)


def discounts_are_counted() -> None:
    for voucher in Voucher.objects.annotate(used=Count("applications")):
        same(f"uses of {voucher.code}", voucher.num_orders, voucher.used)
