"""An order as its page in the dashboard shows it: what was paid, what each cooperative got, what was given back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.urls import reverse

from shop.dashboard.orders.forms import SendForm
from shop.order import status
from shop.order.models import Line, Order
from shop.payment.currency import to_decimal
from shop.payment.models import Refund
from shop.workspace.daily.models import Packing


@dataclass(frozen=True)
class ShareRow:
    cooperative: str
    amount: Decimal
    commission: Decimal
    percent: Decimal


@dataclass(frozen=True)
class LineRow:
    line: Line
    paid: Decimal
    discount: Decimal
    refunded: Decimal | None
    shares: list[ShareRow]
    # None while the group that sends it has not packed it.
    packing: Packing | None


@dataclass(frozen=True)
class RefundRow:
    refund: Refund
    amount: Decimal
    delivery: Decimal | None
    titles: list[str]


def order_context(order: Order) -> dict:
    """What the page shows beside Oscar's own; a constant number of queries."""
    lines = order.lines.order_by("pk").select_related("product", "packing").prefetch_related("shares__cooperative")
    refunds = order.refunds.select_related("requested_by").prefetch_related("lines__line")
    parcels = order.parcels.prefetch_related("lines")
    link = order.links.filter(revoked_at=None).order_by("-pk").first()
    return {
        "rows": line_rows(order, lines),
        "refunds": [_refund_row(made) for made in refunds],
        "refunded": to_decimal(order.refunded_minor, order.currency) if order.refunded_minor else None,
        "stripe_session": getattr(order, "stripe_session", None),
        "payment_alerts": order.payment_alerts.order_by("closed_at", "-pk"),
        "link": settings.BASE_URL + reverse("order:detail", args=[link.token]) if link else "",
        "send_form": SendForm(order=order, initial={"is_choosing": True}) if order.status == status.PAID else None,
        "parcels": [(parcel, [line.title for line in parcel.lines.all()]) for parcel in parcels],
        "can_be_refunded": can_be_refunded(order),
        "disputes": [(made, to_decimal(made.amount_minor, order.currency)) for made in order.disputes.all()],
    }


def line_rows(order: Order, lines: Iterable[Line]) -> list[LineRow]:
    return [
        LineRow(
            line=line,
            paid=to_decimal(line.price_minor, order.currency),
            discount=line.discount_incl_tax,
            refunded=to_decimal(line.refunded_minor, order.currency) if line.refunded_minor else None,
            shares=[
                ShareRow(
                    cooperative=share.cooperative.name,
                    amount=to_decimal(share.amount_minor, order.currency),
                    commission=to_decimal(share.commission_minor, order.currency),
                    percent=Decimal(share.commission_bp) / 100,
                )
                for share in line.shares.all()
            ],
            packing=getattr(line, "packing", None),
        )
        for line in lines
    ]


def can_be_refunded(order: Order) -> bool:
    return order.status in status.SETTLED and order.refunded_minor < order.total_minor


def _refund_row(made: Refund) -> RefundRow:
    currency = made.order.currency
    return RefundRow(
        refund=made,
        amount=to_decimal(made.amount_minor, currency),
        delivery=to_decimal(made.delivery_minor, currency) if made.delivery_minor else None,
        titles=[part.line.title for part in made.lines.all()],
    )
