"""All that was written down about an order and its money, in a number of queries that does not depend on how much it is."""

from dataclasses import dataclass

from django.db.models import Prefetch

from cooperatives.ledger.models import Entry
from shop.order.models import Line, LineShare, Order, OrderLink, OrderMail, Parcel
from shop.payment.models import Dispute, PaymentAlert, Refund, RefundShare, StripeSession, UnearnedPayment


@dataclass(frozen=True)
class Written:
    order: Order
    session: StripeSession | None
    lines: list[Line]
    refunds: list[Refund]
    disputes: list[Dispute]
    unearned: list[UnearnedPayment]
    alerts: list[PaymentAlert]
    mails: list[OrderMail]
    parcels: list[Parcel]
    links: list[OrderLink]
    entries: list[Entry]

    @property
    def shares(self) -> list[LineShare]:
        return [share for line in self.lines for share in line.shares.all()]


def written_about(order: Order) -> Written:
    shares = LineShare.objects.select_related(
        "cooperative", "policy__product", "policy__category", "policy__cooperative"
    )
    given_back = RefundShare.objects.select_related("share__cooperative")
    refunds = order.refunds.select_related("requested_by").prefetch_related(
        "lines__line", Prefetch("shares", queryset=given_back)
    )
    entries = Entry.objects.for_order(order.number).with_postings().select_related("seal", "reverses")
    return Written(
        order=order,
        session=StripeSession.objects.filter(order=order).first(),
        lines=list(order.lines.order_by("pk").prefetch_related(Prefetch("shares", queryset=shares))),
        refunds=list(refunds),
        disputes=list(order.disputes.select_related("taking")),
        unearned=list(order.unearned_payments.select_related("requested_by")),
        alerts=list(order.payment_alerts.order_by("pk")),
        mails=list(order.mails.order_by("pk")),
        parcels=list(order.parcels.all()),
        links=list(order.links.order_by("pk")),
        entries=list(entries.order_by("pk")),
    )
