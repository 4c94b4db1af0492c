"""What needs doing today, for whoever asks: of what they may look at, how much there is and the most urgent of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shop.moderation import queue
from shop.order import status
from shop.order.models import Order
from shop.payment.models import Dispute, PaymentAlert, Refund

MOST_URGENT = 5


@dataclass(frozen=True)
class Waiting:
    """One thing that waits; `until` where it has to be done by then, `since` when it began to wait."""

    title: str
    address: str
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Pile:
    title: str
    count: int
    address: str
    top: list[Waiting]

    @property
    def more(self) -> int:
        return self.count - len(self.top)


def piles_for(user: AbstractBaseUser, *, sees_money: bool) -> list[Pile]:
    """The piles that are not empty, the most urgent first; a few queries for each that they may look at."""
    return [pile for pile in _piles(user, sees_money) if pile.count]


def open_alerts() -> int:
    return PaymentAlert.objects.filter(closed_at=None).count()


def _piles(user: AbstractBaseUser, sees_money: bool) -> Iterator[Pile]:
    if sees_money:
        disputes = Dispute.objects.filter(state__in=(Dispute.State.INQUIRY, Dispute.State.OPEN)).select_related(
            "order"
        )
        yield _pile(
            _("Disputes to answer"),
            disputes.order_by(F("respond_by").asc(nulls_last=True), "pk"),
            reverse("shop_orders:index"),
            _dispute,
        )
    if user.has_perm("payment.view_paymentalert"):
        alerts = PaymentAlert.objects.filter(closed_at=None).select_related("order").order_by("raised_at", "pk")
        yield _pile(_("Payment alerts"), alerts, reverse("paymentalert:index"), _alert)
    if sees_money:
        refunds = Refund.objects.unfinished().select_related("order").order_by("requested_at", "pk")
        title = _("Refunds that Stripe has not finished")
        yield _pile(title, refunds, reverse("shop_orders:index"), _refund)
    if user.is_staff and user.has_perm("order.view_order"):
        unsent = Order.objects.filter(status=status.PAID).order_by("paid_at", "pk")
        address = reverse("dashboard:order-list") + "?status=" + status.PAID
        yield _pile(_("Orders paid and not sent"), unsent, address, _unsent)
    if queue.may_review(user):
        yield _to_look_at()


def _pile(title: str, rows: QuerySet, address: str, shown: Callable) -> Pile:
    return Pile(title, rows.count(), address, [shown(row) for row in rows[:MOST_URGENT]])


def _to_look_at() -> Pile:
    """What leaders and buyers sent, of every kind."""
    rows = queue.waiting(queue.KINDS)
    top = [Waiting(card.title, card.address, card.who, since=card.since) for card in queue.cards(rows[:MOST_URGENT])]
    return Pile(
        _("Sent by leaders and buyers, to look at"), sum(queue.counts().values()), reverse("review_queue"), top
    )


def _dispute(made: Dispute) -> Waiting:
    return Waiting(
        title=made.order.number,
        address=reverse("order_money", args=[made.order.number]),
        words=f"{made.get_state_display()} ({made.reason})" if made.reason else made.get_state_display(),
        until=made.respond_by,
    )


def _alert(alert: PaymentAlert) -> Waiting:
    return Waiting(
        title=capfirst(alert.get_kind_display()),
        address=reverse("paymentalert:inspect", args=[alert.pk]),
        words=alert.order.number if alert.order else "",
        since=alert.raised_at,
    )


def _refund(made: Refund) -> Waiting:
    return Waiting(
        title=made.order.number,
        address=reverse("order_money", args=[made.order.number]),
        words=made.get_state_display(),
        since=made.requested_at,
    )


def _unsent(order: Order) -> Waiting:
    return Waiting(
        title=order.number,
        address=reverse("dashboard:order-detail", kwargs={"number": order.number}),
        words=order.country,
        since=order.paid_at,
    )
