"""Pieces like another one: of its kind and material, in its colours, at a price near to its own; whoever made them."""

from django.db.models import Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Abs, Cast, Coalesce, Least

from shop.catalogue.models import Product, ProductCategory

# How much each thing in common counts, beside a price that is the same; one twice as high takes a point away.
KIND, MATERIAL, COLOUR = 3.0, 2.0, 1.0
MOST_TAKEN_AWAY = 2.0
# Looked at are only the newest of its kinds, of its materials and of its colours: a large catalogue makes no page slower.
LOOKED_AT = 200


def like(piece: Product, currency: str) -> QuerySet[Product]:
    """Pieces that can be bought now, the likest first, as keys to be read. Of `piece`, what it has is prefetched."""
    kinds, materials, colours = (
        [one.pk for one in having.all()] for having in (piece.categories, piece.materials, piece.colours)
    )
    of_kind = ProductCategory.objects.filter(category__in=kinds)
    of_material = Product.materials.through.objects.filter(material__in=materials)
    of_colour = Product.colours.through.objects.filter(colour__in=colours)
    score = KIND * _shared(of_kind) + MATERIAL * _shared(of_material) + COLOUR * _shared(of_colour)
    looked_at = Q(pk__in=_newest(of_kind)) | Q(pk__in=_newest(of_material)) | Q(pk__in=_newest(of_colour))
    return (
        Product.objects.listed()
        .priced(currency)
        .available()
        .filter(looked_at)
        .exclude(pk=piece.pk)
        .annotate(likeness=score - _further_in_price(piece))
        .order_by("-likeness", "-pk")
    )


def _shared(through: QuerySet) -> Coalesce:
    """How many of these rows a piece has."""
    counted = through.filter(product=OuterRef("pk")).order_by().values("product").annotate(number=Count("pk"))
    return Coalesce(Cast(Subquery(counted.values("number")), FloatField()), 0.0)


def _newest(through: QuerySet) -> QuerySet:
    return through.order_by("-product").values("product")[:LOOKED_AT]


def _further_in_price(piece: Product) -> Least | Value:
    if not piece.price:
        return Value(0.0)
    own = float(piece.price)
    return Least(Abs(Cast(F("price"), FloatField()) - own) / own, MOST_TAKEN_AWAY)
