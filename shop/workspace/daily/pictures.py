"""The small picture by which somebody knows a piece, for people who pay by the megabyte."""

from cooperatives.photos.renditions import picture_sources
from shop.catalogue.models import Product


def smallest(product: Product | None) -> str:
    """The address of the smallest size of the first picture that may be shown; empty where there is none.

    Its images and their renditions were read before.
    """
    if product is None:
        return ""
    shown = (image.original for image in product.images.all() if image.original.may_be_shown())
    photo = next(shown, None)
    if photo is None:
        return ""
    picture = picture_sources(photo)
    return picture.srcset.split(" ")[0] or picture.src
