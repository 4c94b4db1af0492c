"""Everything that happened to an order and its money, in order of time: what the buyer, Stripe, the staff and the books did."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model, TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.ledger.models import Account, Entry
from shop.logbook import changes
from shop.office.order_money import Sum, rate_words
from shop.office.written import Written
from shop.order import mails
from shop.payment import logbook as money_log
from shop.payment.models import Dispute, Refund, UnearnedPayment

MAILS = {
    mails.PAID: gettext_lazy("Thanks for the order"),
    mails.SENT: gettext_lazy("It is on its way"),
    mails.REFUNDED: gettext_lazy("A refund is on its way"),
    mails.UNEARNED: gettext_lazy("All the money is on its way back"),
}
# What the rows of refunds, payments and parcels tell already, and who did it.
_TOLD_ELSEWHERE = (money_log.REFUND_ASKED, money_log.PAYMENT_RETURNED, changes.PARCEL_SENT)


class By(TextChoices):
    """Whose step it is; told by a word as well as by the colour of its mark."""

    BUYER = "buyer", gettext_lazy("Buyer")
    STRIPE = "stripe", gettext_lazy("Stripe")
    BOOKS = "books", gettext_lazy("Books")
    STAFF = "staff", gettext_lazy("Staff")
    SHOP = "shop", gettext_lazy("Shop")
    ALERT = "alert", gettext_lazy("Alert")


@dataclass(frozen=True)
class Happening:
    at: datetime
    by: By
    title: str
    words: str = ""
    sums: tuple[Sum, ...] = ()
    who: str = ""
    reference: str = ""
    seal: int | None = None
    address: str = ""
    said: list[changes.Said] = field(default_factory=list)


@dataclass(frozen=True)
class StaffAct:
    """An entry of the log, as the admin reads it; `about` is the number of the row it is about."""

    at: datetime
    action: str
    title: str
    who: str
    about: str
    data: dict
    said: list[changes.Said]


def chronicle(written: Written, acts: Iterable[StaffAct]) -> list[Happening]:
    """Asks no query. Stripe counts time in whole seconds: within one, causes come before what followed from them."""
    tellers: list[Callable[[Written], Iterator[Happening]]] = [
        _order, _payments, _refunds, _disputes, _books, _alerts_raised, _links, _mails,
    ]  # fmt: skip
    acts = list(acts)
    told = [happening for tell in tellers for happening in tell(written)]
    told += [*_parcels(written, acts), *_alerts_closed(written, acts), *_acts(acts)]
    return sorted(told, key=lambda happening: happening.at.replace(microsecond=0))


def _order(written: Written) -> Iterator[Happening]:
    order, session = written.order, written.session
    pieces = ", ".join(f"{line.quantity} × {line.title}" for line in written.lines)
    total = Sum("", order.total_minor, order.currency)
    yield Happening(order.date_placed, By.BUYER, _("Placed"), pieces, (total,))
    if session:
        words = _("The buyer was sent to Stripe’s page.")
        yield Happening(
            session.opened_at, By.STRIPE, _("Checkout Session opened"), words, reference=session.session_id
        )
    if order.paid_at:
        reference, paid_by = (session.payment_intent, session.paid_by) if session else ("", "")
        yield Happening(order.paid_at, By.STRIPE, _("Paid"), paid_by, (total,), reference=reference)
    if order.cancelled_at:
        yield Happening(
            order.cancelled_at, By.SHOP, _("Let go of"), _("It was not paid, and the pieces are for sale again.")
        )


def _payments(written: Written) -> Iterator[Happening]:
    kept: UnearnedPayment
    for kept in written.unearned:
        amount = Sum("", kept.amount_minor, kept.currency)
        why = kept.get_why_display()
        yield Happening(kept.received_at, By.STRIPE, _("Paid for nothing"), why, (amount,), reference=kept.reference)
        if kept.returned_at:
            who = _who(kept.requested_by)
            title = _("Payment for nothing given back")
            yield Happening(kept.returned_at, By.STRIPE, title, "", (amount,), who, kept.reference)


def _refunds(written: Written) -> Iterator[Happening]:
    for made in written.refunds:
        if made.cause == Refund.Cause.DISPUTE:
            continue  # told with the dispute
        amount = (Sum("", made.amount_minor, written.order.currency),)
        why = made.get_cause_display()
        words = f"{why}. {made.reason}" if made.reason else why
        if made.is_by_us:
            who = _who(made.requested_by)
            yield Happening(made.requested_at, By.STAFF, _("Refund asked for"), words, amount, who, made.reference)
        if made.done_at:
            state = made.get_state_display() if made.state != Refund.State.DONE else "" if made.is_by_us else words
            yield Happening(made.done_at, By.STRIPE, _("Given back"), state, amount, reference=made.reference)


def _disputes(written: Written) -> Iterator[Happening]:
    for made in written.disputes:
        amount = (Sum("", made.amount_minor, written.order.currency),)
        title = _("The buyer’s bank asks about the payment")
        if made.state not in (Dispute.State.INQUIRY, Dispute.State.DROPPED):
            title = _("The buyer disputes the payment")
        yield Happening(made.opened_at, By.STRIPE, title, made.reason, amount, reference=made.stripe_id)
        if made.closed_at:
            title = _("Dispute: %s") % made.get_state_display()
            yield Happening(made.closed_at, By.STRIPE, title, "", amount, reference=made.stripe_id)


def _books(written: Written) -> Iterator[Happening]:
    for entry in written.entries:
        words = _("Rate %s") % rate_words(entry.rate) if entry.rate else ""
        if entry.reverses:
            words = _("Undoes %s") % entry.reverses.reference
        yield Happening(
            at=entry.posted_at,
            by=By.BOOKS,
            title=_("Booked: %s") % entry.get_kind_display(),
            words=words,
            sums=tuple(_moved(entry)),
            reference=entry.reference,
            seal=entry.seal.number if hasattr(entry, "seal") else None,
            address=reverse("books_entry:inspect", args=[entry.pk]),
        )


def _moved(entry: Entry) -> Iterator[Sum]:
    """What came in at Stripe, or went out of it; where it did neither, what was moved between others."""
    at_stripe, in_all = Counter(), Counter()
    for posting in entry.postings.all():
        in_all[posting.currency] += posting.amount_minor
        for account, sign in ((posting.debit, 1), (posting.credit, -1)):
            if account.kind == Account.Kind.PROVIDER:
                at_stripe[posting.currency] += sign * posting.amount_minor
    for currency, minor in (at_stripe or in_all).items():
        yield Sum("", minor, currency)


def _parcels(written: Written, acts: list[StaffAct]) -> Iterator[Happening]:
    senders = {act.data.get("parcel"): act.who for act in acts if act.action == changes.PARCEL_SENT}
    for parcel in written.parcels:
        is_picked_up = written.order.is_picked_up
        carried = " ".join(filter(None, [parcel.get_carrier_display(), parcel.tracking_number]))
        left = _("Ready to be picked up") if is_picked_up else _("Parcel sent")
        who = senders.get(parcel.pk, "")
        yield Happening(parcel.sent_at, By.STAFF, left, "" if is_picked_up else carried, who=who)
        if parcel.arrived_at:
            yield Happening(parcel.arrived_at, By.BUYER, _("Picked up") if is_picked_up else _("Arrived"))


def _alerts_raised(written: Written) -> Iterator[Happening]:
    for alert in written.alerts:
        address = reverse("paymentalert:inspect", args=[alert.pk])
        title = _("Alert: %s") % alert.get_kind_display()
        yield Happening(alert.raised_at, By.ALERT, title, alert.detail, address=address)


def _alerts_closed(written: Written, acts: list[StaffAct]) -> Iterator[Happening]:
    by_staff = {act.about for act in acts if act.action == money_log.ALERT_CLOSED}
    for alert in written.alerts:
        if alert.closed_at and str(alert.pk) not in by_staff:
            words = alert.get_kind_display()
            yield Happening(alert.closed_at, By.SHOP, _("Alert closed by itself"), words)


def _links(written: Written) -> Iterator[Happening]:
    for link in written.links[1:]:
        yield Happening(link.created_at, By.SHOP, _("New link to the buyer’s page"))


def _mails(written: Written) -> Iterator[Happening]:
    for mail in written.mails:
        if mail.sent_at:
            title = _("Mail sent: %s") % MAILS.get(mail.kind, mail.kind)
            # Of parcels it is only the number of a row.
            reference = "" if mail.kind == mails.SENT else mail.about
            yield Happening(mail.sent_at, By.SHOP, title, reference=reference)


def _acts(acts: list[StaffAct]) -> Iterator[Happening]:
    for act in acts:
        if act.action not in _TOLD_ELSEWHERE:
            yield Happening(act.at, By.STAFF, act.title, who=act.who, said=act.said)


def _who(person: Model | None) -> str:
    return str(person) if person else ""
