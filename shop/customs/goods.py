"""What is known of the goods a piece is: its own kind's row, or that of the nearest kind above it."""

from collections.abc import Iterable
from dataclasses import dataclass

from shop.catalogue.models import Category, Product
from shop.customs.models import KindOfGoods


@dataclass(frozen=True)
class Goods:
    """Empty where nobody wrote it down."""

    heading: str = ""
    contents: str = ""
    steps: tuple[str, ...] = ()


def goods_of(products: Iterable[Product]) -> dict[int, Goods]:
    """By the number of the piece; one query, for pieces whose `categories` were read before."""
    kinds = {kind.category.path: kind for kind in KindOfGoods.objects.select_related("category")}
    found = {}
    for product in products:
        if kind := _nearest(product.categories.all(), kinds):
            found[product.pk] = Goods(kind.heading, kind.contents, tuple(kind.steps))
    return found


def _nearest(categories: Iterable[Category], kinds: dict[str, KindOfGoods]) -> KindOfGoods | None:
    """Paths of the tree grow by the same number of letters a level; the longest that fits is the nearest."""
    step = Category.steplen
    paths = {category.path[:end] for category in categories for end in range(step, len(category.path) + 1, step)}
    return kinds.get(max(paths & kinds.keys(), key=lambda path: (len(path), path), default=""))
