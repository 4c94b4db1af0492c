"""What a group has to pack: the lines of paid orders that it sends, and how far each is. No buyer is known here, only a country."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cooperatives.models import Cooperative
from shop.catalogue.models import ProductImage
from shop.customs.goods import Goods, goods_of
from shop.order import status
from shop.order.models import Line
from shop.payment.models import Refund, RefundLine
from shop.shipping.countries import name_of
from shop.shipping.zones import DAYS_TO_PACK
from shop.workspace.daily.models import Packing, Pause
from shop.workspace.entrance.models import Leader
from shop.workspace.photos.of_pieces import row_picture

MEASURES = {
    "height_cm": gettext_lazy("%(cm)s cm high"),
    "width_cm": gettext_lazy("%(cm)s cm wide"),
    "depth_cm": gettext_lazy("%(cm)s cm deep"),
    "diameter_cm": gettext_lazy("%(cm)s cm across"),
}


class NotToPack(Exception):
    """No line of a paid order that this group sends, or one that has left, or that the buyer gave back."""


@dataclass(frozen=True)
class ToPack:
    """A line as the leader sees it. `packing` is None while nobody packed it."""

    line: Line
    goods: Goods
    country: str
    pack_until: date
    packing: Packing | None
    picture: str

    @property
    def is_packed(self) -> bool:
        return self.packing is not None

    @property
    def is_handed_over(self) -> bool:
        return self.packing is not None and self.packing.handed_over_at is not None

    @property
    def is_late(self) -> bool:
        return not self.is_packed and self.pack_until < timezone.localdate()

    @property
    def is_today(self) -> bool:
        return not self.is_packed and self.pack_until == timezone.localdate()

    @property
    def weight_grams(self) -> int:
        return self.line.product.weight_grams * self.line.num_allocated if self.line.product else 0

    @property
    def weight(self) -> str:
        """In words, of all pieces of the line; empty where it is not known."""
        grams = self.weight_grams
        if grams < 1000:
            return _("%(number)d g") % {"number": grams} if grams else ""
        return _("%(number)s kg") % {"number": number_format(Decimal(grams) / 1000, 1)}

    @property
    def size(self) -> str:
        """In words, of one piece; empty where nobody measured it."""
        product = self.line.product
        measures = [(words, getattr(product, name, None)) for name, words in MEASURES.items()]
        return ", ".join(words % {"cm": f"{value:f}".removesuffix(".0")} for words, value in measures if value)

    @property
    def title(self) -> str:
        """In the leader's language, or as the buyer read it."""
        return (self.line.product.title if self.line.product else "") or self.line.title

    @property
    def title_in_english(self) -> str:
        return (getattr(self.line.product, "title_en", "") if self.line.product else "") or self.line.title

    @property
    def needs_customs(self) -> bool:
        order = self.line.order
        return order.country != "RW" and not order.is_picked_up


def waiting_of(cooperative: Cooperative) -> QuerySet[Line]:
    """The lines that this group has to hand over and that have not left. Of a refund that is being made, none."""
    refunding = RefundLine.objects.filter(refund__in=Refund.objects.unfinished(), quantity__gt=0)
    paid = Line.objects.to_send().filter(partner__cooperative=cooperative, order__status=status.PAID)
    return paid.exclude(refund_lines__in=refunding)


def to_pack(cooperative: Cooperative) -> list[ToPack]:
    """The most urgent first; a constant number of queries."""
    pictures = ProductImage.objects.order_by("display_order").prefetch_related("original")
    lines = list(
        waiting_of(cooperative)
        .select_related("order", "product", "packing")
        .prefetch_related(Prefetch("product__images", queryset=pictures), "product__categories")
        .order_by("order__paid_at", "pk")
    )
    shown = _shown(lines, cooperative)
    return sorted(shown, key=lambda one: (one.is_handed_over, one.is_packed, one.pack_until, one.line.pk))


def given_back(cooperative: Cooperative) -> list[Line]:
    """What was packed for a buyer who does not take it any more: not to be handed over. One query."""
    packed = Line.objects.filter(
        partner__cooperative=cooperative, parcel=None, packing__isnull=False, packing__handed_over_at=None
    )
    return list(packed.exclude(pk__in=waiting_of(cooperative)).select_related("order", "packing").order_by("pk"))


def mark_packed(*, line: Line, leader: Leader, at: datetime | None = None) -> Packing:
    """Packed, once; may raise NotToPack."""
    if not waiting_of(leader.cooperative).filter(pk=line.pk).exists():
        raise NotToPack
    packing, _is_new = Packing.objects.get_or_create(
        line=line, defaults={"packed_at": at or timezone.now(), "packed_by": leader}
    )
    return packing


def mark_handed_over(*, line: Line, leader: Leader, at: datetime | None = None) -> Packing:
    """With whoever brings it to the shop; what was not called packed is, too. May raise NotToPack."""
    at = at or timezone.now()
    with transaction.atomic():
        packing = mark_packed(line=line, leader=leader, at=at)
        Packing.objects.filter(pk=packing.pk, handed_over_at=None).update(handed_over_at=at, handed_over_by=leader)
    packing.refresh_from_db()
    return packing


def undo_last(*, line: Line, leader: Leader) -> None:
    """Of what was said of a line, the last is taken back: first handed over, then packed. May raise NotToPack."""
    mine = Packing.objects.filter(line=line, line__partner__cooperative=leader.cooperative, line__parcel=None)
    if mine.filter(handed_over_at__isnull=False).update(handed_over_at=None, handed_over_by=None):
        return
    if not mine.delete()[0]:
        raise NotToPack


def _shown(lines: Iterable[Line], cooperative: Cooperative) -> list[ToPack]:
    lines = list(lines)
    goods = goods_of(line.product for line in lines if line.product)
    pauses = list(Pause.objects.filter(cooperative=cooperative)) if lines else []
    return [
        ToPack(
            line=line,
            goods=goods.get(line.product_id, Goods()),
            country=_("Our shop in Kigali") if line.order.is_picked_up else _country(line.order.country),
            pack_until=_pack_until(line, pauses),
            packing=getattr(line, "packing", None),
            picture=row_picture(line.product),
        )
        for line in lines
    ]


def _country(code: str) -> str:
    """Of most countries nobody has written down a name in Kinyarwanda: then the English one."""
    name = name_of(code)
    if name != code:
        return name
    with override("en"):
        return name_of(code)


def _pack_until(line: Line, pauses: list[Pause]) -> date:
    paid_at = line.order.paid_at or line.order.date_placed
    day = max([timezone.localdate(paid_at), *(pause.packs_from for pause in pauses if pause.held_at(paid_at))])
    return day + timedelta(days=DAYS_TO_PACK)
