"""Oscar's class of a product. Everything in this shop is a piece."""

from shop.catalogue.models import ProductClass


def the_product_class() -> ProductClass:
    """The first piece ever made finds that Oscar wants this said."""
    made, _created = ProductClass.objects.get_or_create(name="Piece", defaults={"track_stock": True})
    return made
