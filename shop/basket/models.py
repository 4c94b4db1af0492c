"""The basket, in the currency of the visitor's market, with all its rows read in a constant number of queries."""

from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Prefetch, QuerySet, Sum
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine

from cooperatives.photos.models import Photo
from shop.payment.currency import exponent


class Basket(AbstractBasket):
    def all_lines(self) -> QuerySet:
        """The lines that have a price in the market's currency; the others are `lines_without_price`."""
        if self.id is None:
            return self.lines.model.objects.none()
        if self._lines is None:
            self._lines = self._complete(self.lines.filter(stockrecord__prices__currency=self.currency))
        return self._lines

    def lines_without_price(self) -> QuerySet:
        """Pieces that were put in from another market and are not sold in this one's currency."""
        if self.id is None:
            return self.lines.model.objects.none()
        return self._complete(self.lines.exclude(stockrecord__prices__currency=self.currency))

    @property
    def num_items(self) -> int:
        """All that was put in, sold in this market or not. Upstream asks this of baskets that have no market yet."""
        return self.lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0 if self.id else 0

    @staticmethod
    def _complete(lines: QuerySet) -> QuerySet:
        from shop.catalogue.models import ProductImage

        pictures = ProductImage.objects.order_by("display_order").prefetch_related(
            Prefetch("original", queryset=Photo.objects.with_renditions())
        )
        return (
            lines.select_related("product__product_class", "stockrecord__partner")
            .prefetch_related("attributes", "stockrecord__prices", Prefetch("product__images", queryset=pictures))
            .order_by("pk")
        )

    @property
    def currency(self) -> str:
        """The market's currency. Upstream takes the first line's, which ties a basket to where it was begun."""
        return self.strategy.currency


class Line(AbstractLine):
    """A piece in a basket. What it costs is asked of the strategy, never of what the row once said."""

    @property
    def to_pay(self) -> Decimal:
        """What is paid for the line after discounts, in whole units of its currency.

        Only a percentage discount can need rounding: prices are set exactly.
        """
        unit = Decimal(1).scaleb(-exponent(self.basket.currency))
        return self.line_price_incl_tax_incl_discounts.quantize(unit, rounding=ROUND_HALF_UP)

    @property
    def came_off(self) -> tuple[Decimal, Decimal]:
        """What offers and what vouchers take off the line, before rounding."""
        by_voucher = sum(discount.amount for discount in self.discounts if discount.offer.get_voucher())
        return self.discount_value - by_voucher, by_voucher


from oscar.apps.basket.models import *  # noqa: E402, F403
