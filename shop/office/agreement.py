"""Whether the books and the shop's rows say the same about one order; where they do not, a sentence says what differs."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cooperatives.ledger.digest import AccountKey, digest_of, figures_of
from cooperatives.ledger.models import Account, Entry
from cooperatives.ledger.money import as_written
from shop.office.order_money import is_charged
from shop.office.written import Written
from shop.payment.currency import to_minor
from shop.payment.models import Dispute, Refund, UnearnedPayment

Kind = Account.Kind


def disagreements(written: Written) -> list[str]:
    """Empty when the two agree; asks no query."""
    return [
        *_altered(written),
        *_sale(written),
        *_refunds(written),
        *_lines(written),
        *_disputes(written),
        *_unearned(written),
    ]


def _altered(written: Written) -> Iterator[str]:
    for entry in written.entries:
        if digest_of(entry, figures_of(entry)) != entry.digest:
            yield _("The entry %s was altered after it was written.") % entry.reference


def _sale(written: Written) -> Iterator[str]:
    order = written.order
    sales = _standing(written, Entry.Kind.SALE)
    is_owed = is_charged(written) and order.total_minor > 0
    if is_owed and not sales:
        yield _("The order is paid and stands not in the books.")
    elif sales and not is_charged(written):
        yield _("The books have a sale of this order, which is not paid.")
    elif len(sales) > 1:
        yield _("The order stands in the books %s times.") % len(sales)
    elif sales and _credited(sales[0]) != _expected(written):
        yield _("The sale in the books is not what was paid and shared out when the order was placed.")


def _expected(written: Written) -> Counter:
    """What the sale does to each account by the shares that are frozen: credits above nought."""
    order = written.order
    expected: Counter = Counter()
    theirs = 0
    for share in written.shares:
        expected[Kind.COOPERATIVE, share.cooperative_id, order.currency] += share.amount_minor + share.delivery_minor
        expected[Kind.COMMISSION, None, order.currency] += share.commission_minor
        theirs += share.delivery_minor
    expected[Kind.DELIVERY, None, order.currency] += to_minor(order.shipping_incl_tax, order.currency) - theirs
    expected[Kind.PROMOTIONS, None, order.currency] -= sum(line.promotion_minor for line in written.lines)
    expected[Kind.PROVIDER, None, order.currency] -= order.total_minor
    return expected


def _credited(entry: Entry) -> Counter:
    credited: Counter[AccountKey] = Counter()
    for debit, credit, minor, _code in figures_of(entry):
        credited[credit] += minor
        credited[debit] -= minor
    return credited


def _standing(written: Written, kind: Entry.Kind) -> list[Entry]:
    """Entries of a kind that were not undone."""
    undone = {entry.reverses_id for entry in written.entries if entry.reverses_id}
    return [entry for entry in written.entries if entry.kind == kind and entry.pk not in undone]


def _refunds(written: Written) -> Iterator[str]:
    currency = written.order.currency
    booked = {
        entry.reference.removeprefix("refund:"): _paid_out(entry) for entry in _standing(written, Entry.Kind.REFUND)
    }
    # What a dispute takes is booked as a dispute.
    done = {
        made.reference: made.amount_minor
        for made in written.refunds
        if made.state == Refund.State.DONE and made.cause != Refund.Cause.DISPUTE
    }
    for reference in sorted(done.keys() | booked.keys()):
        if reference not in booked:
            yield _("The refund %s was given back and stands not in the books.") % reference
        elif reference not in done:
            yield _("The books have a refund %s that was not given back.") % reference
        elif done[reference] != booked[reference]:
            sums = {
                "reference": reference,
                "amount": as_written(done[reference], currency),
                "booked": as_written(booked[reference], currency),
            }
            yield _("The refund %(reference)s is %(amount)s; the books say %(booked)s.") % sums
    taking = sum(made.amount_minor for made in written.refunds if made.state in Refund.TAKING)
    if taking != written.order.refunded_minor:
        sums = {"order": as_written(written.order.refunded_minor, currency), "refunds": as_written(taking, currency)}
        yield _("The order says that %(order)s went back; its refunds say %(refunds)s.") % sums


def _paid_out(entry: Entry) -> int:
    return sum(minor for _debit, credit, minor, _code in figures_of(entry) if credit[0] == Kind.PROVIDER)


def _lines(written: Written) -> Iterator[str]:
    taken: Counter = Counter()
    for made in written.refunds:
        if made.state in Refund.TAKING:
            for part in made.lines.all():
                taken[part.line_id] += part.amount_minor
    for line in written.lines:
        if taken[line.pk] != line.refunded_minor:
            yield _("What was given back for “%s” is not what its refunds say.") % line.title
        if sum(share.gross_minor for share in line.shares.all()) != line.price_minor + line.promotion_minor:
            yield _("The shares of “%s” do not add up to its price.") % line.title


def _disputes(written: Written) -> Iterator[str]:
    ended = {
        entry.concludes_id: entry.kind
        for entry in written.entries
        if entry.kind in (Entry.Kind.DISPUTE_WON, Entry.Kind.DISPUTE_LOST)
    }
    opened = {
        entry.reference.removeprefix("dispute:"): entry for entry in _standing(written, Entry.Kind.DISPUTE_OPENED)
    }
    expected = {
        Dispute.State.OPEN: None,
        Dispute.State.WON: Entry.Kind.DISPUTE_WON,
        Dispute.State.LOST: Entry.Kind.DISPUTE_LOST,
    }
    for made in written.disputes:
        entry = opened.pop(made.stripe_id, None)
        if made.state not in expected:
            if entry:
                yield _("The books hold money for the dispute %s, in which none was taken.") % made.stripe_id
        elif entry is None:
            yield _("The dispute %s stands not in the books.") % made.stripe_id
        elif ended.get(entry.pk) != expected[made.state]:
            yield _("The dispute %s ended otherwise in the books.") % made.stripe_id
    for reference in opened:
        yield _("The books have a dispute %s that nobody knows of.") % reference


def _unearned(written: Written) -> Iterator[str]:
    for kept in written.unearned:
        came = [entry for entry in written.entries if entry.reference == f"unearned:{kept.reference}"]
        if not came:
            yield _("The payment %s, for nothing, stands not in the books.") % kept.reference
    kept_minor = Counter()
    for kept in written.unearned:
        if kept.state != UnearnedPayment.State.RETURNED:
            kept_minor[kept.currency] += kept.amount_minor - kept.returned_minor
    in_books: Counter = Counter()
    for entry in written.entries:
        for account, minor in _credited(entry).items():
            if account[0] == Kind.UNEARNED:
                in_books[account[2]] += minor
    for currency in sorted(kept_minor.keys() | in_books.keys()):
        if kept_minor[currency] != in_books[currency]:
            sums = {
                "kept": as_written(kept_minor[currency], currency),
                "booked": as_written(in_books[currency], currency),
            }
            yield _("Of payments for nothing %(kept)s should be with us; the books say %(booked)s.") % sums
