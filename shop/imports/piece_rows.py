"""A piece as a row of a table, and a row as what a piece should be.

`sku` names the piece. An empty cell says nothing: what is there stays. Makers of a piece are not changed by a table, because what
each group gets of a sale hangs on them.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from cooperatives.models import Cooperative
from cooperatives.tables.fates import Cells, plain, said
from cooperatives.tables.reading import Line, Table
from shop.catalogue.models import Category, Colour, Material, Product
from shop.partner.models import StockRecord
from shop.payment.currency import NotAnAmount, to_minor

WORDS = ("title", "summary", "description", "technique", "care")
SIZES = ("height_cm", "width_cm", "depth_cm", "diameter_cm")
LISTS = ("category", "materials", "colours")
FLAGS = {"one_of_a_kind": "is_one_of_a_kind", "public": "is_public"}
PRICES = {f"price_{currency.lower()}": currency for currency in settings.SHOP_CURRENCIES}
TABLE = Table(
    columns=(
        "sku", "cooperative", *WORDS, "category", "materials", "colours", *SIZES, "weight_grams", "stock", *FLAGS, *PRICES,
    ),
    required=("sku",),
)  # fmt: skip
YES, NO = "yes", "no"
BETWEEN = ", "


def english(name: str) -> str:
    """The column in which a field says what it says in the language all pieces are written in first."""
    return build_localized_fieldname(name, settings.LANGUAGE_CODE)


def as_row(record: StockRecord) -> dict[str, str]:
    """A piece as the table says it, which reads back as the same one; without queries where it was fetched `with_all`."""
    product = record.product
    prices = {price.currency: price.amount for price in record.prices.all()}
    row = {"sku": record.partner_sku, "cooperative": makers(product), "stock": str(record.num_in_stock)}
    row |= {name: getattr(product, english(name)) or "" for name in WORDS}
    row |= {
        "category": BETWEEN.join(sorted(kind.slug for kind in product.categories.all())),
        "materials": BETWEEN.join(sorted(one.slug for one in product.materials.all())),
        "colours": BETWEEN.join(sorted(one.slug for one in product.colours.all())),
        "weight_grams": str(product.weight_grams),
    }
    row |= {name: said(getattr(product, name)) for name in SIZES}
    row |= {column: YES if getattr(product, name) else NO for column, name in FLAGS.items()}
    return row | {column: said(prices.get(currency)) for column, currency in PRICES.items()}


def makers(product: Product) -> str:
    return " + ".join(sorted(part.cooperative.slug for part in product.contributions.all()))


@dataclass
class Known:
    """What a row may name, read once for all rows."""

    cooperatives: dict[str, Cooperative] = field(default_factory=dict)
    kinds: dict[str, Category] = field(default_factory=dict)
    materials: dict[str, Material] = field(default_factory=dict)
    colours: dict[str, Colour] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Known":
        return cls(
            cooperatives=_by_name(Cooperative.objects.filter(partner__isnull=False)),
            kinds=_by_name(Category.objects.all()),
            materials=_by_name(Material.objects.all()),
            colours=_by_name(Colour.objects.all()),
        )


def _by_name(rows) -> dict:
    """By the name in English and by the slug, as people write them."""
    return {plain(name): row for row in rows for name in (row.slug, getattr(row, english("name"), None) or row.name)}


class PieceCells(Cells):
    """What a row wants of a piece: `wanted` by column, in the words of `as_row`; and by column what is wrong with it."""

    def __init__(self, line: Line, known: Known):
        super().__init__(line)
        self.known = known
        self.wanted: dict[str, str] = {}
        for name in TABLE.columns:
            if self.cells[name] and name not in self.problems:
                text = self._read(name)
                if name not in self.problems:
                    self.wanted[name] = text

    def _read(self, name: str) -> str:
        readers = dict.fromkeys(WORDS, self._words) | dict.fromkeys(PRICES, self._price)
        readers |= (
            dict.fromkeys(SIZES, self._size) | dict.fromkeys(LISTS, self._named) | dict.fromkeys(FLAGS, self._flag)
        )
        readers |= dict.fromkeys(("weight_grams", "stock"), self._number)
        return (readers | {"cooperative": self._cooperative, "sku": self._words})[name](name)

    def _words(self, name: str) -> str:
        return normalize_newlines(strip_tags(self.cells[name])).strip()

    def _number(self, name: str) -> str:
        return said(self.whole(name))

    def _flag(self, name: str) -> str:
        return self.choice(name, [(YES, _("yes")), (NO, _("no"))])

    def _price(self, name: str) -> str:
        amount = self.decimal(name)
        if amount is None:
            return ""
        try:
            to_minor(amount, PRICES[name])
        except NotAnAmount as error:
            self.wrong(name, str(error))
        if amount <= 0:
            self.wrong(name, _("A price is more than nothing. Leave the cell empty to leave the price as it is."))
        return said(amount)

    def _size(self, name: str) -> str:
        size = self.decimal(name)
        if size is not None and (size <= 0 or size >= Decimal(100_000) or size != round(size, 1)):
            self.wrong(name, _("A size is more than nothing, in centimetres with one place behind the point at most."))
        return said(size)

    def _named(self, name: str) -> str:
        among = {"category": self.known.kinds, "materials": self.known.materials, "colours": self.known.colours}[name]
        asked = [part.strip() for part in self.cells[name].replace(";", ",").split(",") if part.strip()]
        if unknown := [part for part in asked if plain(part) not in among]:
            words = _("Not known here: %(names)s. Please add it first, or write it as it is written there.")
            self.wrong(name, words % {"names": BETWEEN.join(unknown)})
        return BETWEEN.join(sorted({among[plain(part)].slug for part in asked if plain(part) in among}))

    def _cooperative(self, name: str) -> str:
        """One group; of a piece of several, the names just as the table was written with."""
        parts = [plain(part) for part in self.cells[name].split("+")]
        if any(part not in self.known.cooperatives for part in parts):
            self.wrong(
                "cooperative",
                _("There is no cooperative of this name that sells here. Please write it as in the admin."),
            )
            return ""
        return " + ".join(sorted(self.known.cooperatives[part].slug for part in parts))
