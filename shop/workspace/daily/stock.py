"""The pieces that a group can sell at the market: what is in its stock and nobody has paid for."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import F, IntegerField, OuterRef, Prefetch, Subquery, Sum
from django.db.models.functions import Coalesce

from cooperatives.models import Cooperative
from shop.catalogue.models import ProductImage
from shop.order import status
from shop.order.models import Line
from shop.partner.models import StockRecord
from shop.workspace.photos.of_pieces import row_picture


@dataclass(frozen=True)
class ForSale:
    """`held`: as many of those left are in unpaid orders. `key` is the number of a sale that may follow."""

    pk: int
    title: str
    left: int
    held: int
    picture: str
    key: UUID


def for_sale(cooperative: Cooperative) -> list[ForSale]:
    """The newest first; a constant number of queries."""
    pictures = ProductImage.objects.order_by("display_order").prefetch_related("original")
    records = (
        StockRecord.objects.filter(partner__cooperative=cooperative)
        .annotate(paid=_paid())
        .filter(num_in_stock__gt=F("paid"))
        .select_related("product")
        .prefetch_related(Prefetch("product__images", queryset=pictures))
        .order_by("-product__date_created", "-pk")
    )
    return [
        ForSale(
            pk=record.product_id,
            title=record.product.title,
            left=record.num_in_stock - record.paid,
            held=(record.num_allocated or 0) - record.paid,
            picture=row_picture(record.product),
            key=uuid4(),
        )
        for record in records
    ]


def _paid() -> Coalesce:
    """How many of a stock belong to somebody who has paid."""
    kept = Line.objects.filter(stockrecord=OuterRef("pk"), num_allocated__gt=0)
    paid = kept.exclude(order__status__in=(status.AWAITING_PAYMENT, status.CANCELLED))
    total = paid.order_by().values("stockrecord").annotate(all=Sum("num_allocated")).values("all")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)
