"""Sets of pieces as a visitor sees them: listed, with the price in the visitor's currency and what is free to buy."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, FilteredRelation, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from oscar.apps.catalogue.managers import ProductQuerySet

from cooperatives.models import Cooperative
from cooperatives.photos.models import Photo

FREE = F("stockrecords__num_in_stock") - Coalesce(F("stockrecords__num_allocated"), 0)


class PieceQuerySet(ProductQuerySet):
    def listed(self):
        """What anybody may see: published, and with somebody who is owed for it."""
        from shop.catalogue.models import Contribution

        return self.browsable().filter(Exists(Contribution.objects.filter(product=OuterRef("pk"))))

    def priced(self, currency: str):
        """With `price` in `currency` (None: not sold in it) and `free`, the number that can be bought now."""
        return self.alias(
            asked=FilteredRelation("stockrecords__prices", condition=Q(stockrecords__prices__currency=currency))
        ).annotate(
            price=F("asked__amount"),
            free=FREE,
            is_available=ExpressionWrapper(
                Q(
                    asked__amount__isnull=False,
                    stockrecords__num_in_stock__gt=Coalesce(F("stockrecords__num_allocated"), 0),
                ),
                output_field=BooleanField(),
            ),
        )

    def available(self):
        """Of `priced` pieces, those that can be bought now."""
        return self.filter(is_available=True)

    def for_cards(self, currency: str):
        """Listed pieces with all that a card shows, in a constant number of queries."""
        from shop.catalogue.models import ProductImage

        pictures = ProductImage.objects.order_by("display_order").prefetch_related(
            Prefetch("original", queryset=Photo.objects.with_renditions())
        )
        return (
            self.listed()
            .priced(currency)
            .prefetch_related(
                Prefetch("images", queryset=pictures),
                Prefetch("cooperatives", queryset=Cooperative.objects.only("id", "name", "slug")),
            )
        )
