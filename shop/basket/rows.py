"""A basket's lines as its pages show them, with what stands in the way of buying each."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperatives.photos.renditions import Picture
from shop.basket.models import Basket, Line
from shop.catalogue.cards import first_picture
from shop.catalogue.spoken import spoken
from shop.workspace.daily.models import Pause
from shop.workspace.daily.pauses import pauses_of_pieces


@dataclass(frozen=True)
class BasketLine:
    pk: int
    product_id: int
    title: str
    url: str
    picture: Picture | None
    quantity: int
    unit_price: Decimal | None
    line_price: Decimal | None
    free: int
    problem: str = ""
    # What it cost when it was put in, where that was another sum of the same currency.
    price_before: Decimal | None = None
    # Of the title.
    language: str = settings.LANGUAGE_CODE
    # Of the group that packs it.
    pause: Pause | None = None

    @property
    def has_become_dearer(self) -> bool:
        return self.price_before is not None and self.price_before < self.unit_price

    @property
    def most(self) -> int:
        """Up to where the number may be set: what is there already is not refused by the browser."""
        return max(self.free, self.quantity)


def rows(basket: Basket) -> list[BasketLine]:
    """Every line, those without a price in the market's currency last. A constant number of queries."""
    priced = [_row(line, line.unit_price_incl_tax, line.line_price_incl_tax) for line in basket.all_lines()]
    found = priced + [_row(line, None, None) for line in basket.lines_without_price()]
    pauses = pauses_of_pieces(row.product_id for row in found)
    return [replace(row, pause=pauses[row.product_id]) if row.product_id in pauses else row for row in found]


def _row(line: Line, unit_price: Decimal | None, line_price: Decimal | None) -> BasketLine:
    free = max(line.stockrecord.net_stock_level, 0) if line.product.is_public else 0
    return BasketLine(
        pk=line.pk,
        product_id=line.product_id,
        title=line.product.title,
        url=line.product.get_absolute_url(),
        picture=first_picture(line.product),
        quantity=line.quantity,
        unit_price=unit_price,
        line_price=line_price,
        free=free,
        problem=_problem(line.quantity, free, unit_price),
        price_before=_price_before(line, unit_price),
        language=spoken(line.product, "title"),
    )


def _price_before(line: Line, unit_price: Decimal | None) -> Decimal | None:
    if unit_price is None or line.price_currency != line.basket.currency or line.price_incl_tax == unit_price:
        return None
    return line.price_incl_tax


def _problem(quantity: int, free: int, unit_price: Decimal | None) -> str:
    if free == 0:
        return _("Sold out meanwhile.")
    if unit_price is None:
        return _("Not sold in this currency. It stays here, and is not part of the total.")
    if quantity > free:
        return ngettext("There is only one left.", "There are only %(free)d left.", free) % {"free": free}
    return ""
