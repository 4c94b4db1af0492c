"""A buyer's orders as their list shows them: a constant number of queries, however many and however long they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from cooperatives.photos.models import Photo
from cooperatives.photos.renditions import Picture
from shop.catalogue.cards import first_picture
from shop.catalogue.models import ProductImage
from shop.order.models import Line, Order, OrderLink
from shop.order.shown import state_of
from shop.users.models import User

PICTURES_SHOWN = 3


@dataclass(frozen=True)
class OrderRow:
    number: str
    url: str
    placed_at: datetime
    state: str
    total: Decimal
    currency: str
    titles: list[str]
    pictures: list[Picture]
    more: int


def orders_of(user: User) -> QuerySet[Order]:
    """With all that a row needs."""
    pictures = ProductImage.objects.order_by("display_order").prefetch_related(
        Prefetch("original", queryset=Photo.objects.with_renditions())
    )
    return (
        Order.objects.filter(user=user)
        .prefetch_related(
            "parcels",
            Prefetch("links", queryset=OrderLink.objects.filter(revoked_at=None).order_by("-pk")),
            Prefetch("lines", queryset=Line.objects.order_by("pk").select_related("product")),
            Prefetch("lines__product__images", queryset=pictures),
        )
        .order_by("-date_placed", "-pk")
    )


def rows(orders: Iterable[Order]) -> list[OrderRow]:
    return [_row(order) for order in orders]


def _row(order: Order) -> OrderRow:
    lines = list(order.lines.all())
    pictures = [picture for line in lines if line.product and (picture := first_picture(line.product))]
    link = next(iter(order.links.all()), None)
    return OrderRow(
        number=order.number,
        url=reverse("order:detail", args=[link.token]) if link else "",
        placed_at=order.date_placed,
        state=state_of(order),
        total=order.total_incl_tax,
        currency=order.currency,
        titles=[line.title for line in lines],
        pictures=pictures[:PICTURES_SHOWN],
        more=max(len(lines) - PICTURES_SHOWN, 0),
    )
