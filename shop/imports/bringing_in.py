"""What becomes of each row of a table of pieces: first only said, then done, just so and all of it or nothing."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from modelsearch.tasks import insert_or_update_object_task

from cooperatives.models import Cooperative
from cooperatives.tables.fates import Fate, HasChanged, Outcome, fingerprint
from cooperatives.tables.reading import Line, read
from shop.catalogue.classes import the_product_class
from shop.catalogue.models import Category, Colour, Contribution, Material, Product
from shop.imports.piece_rows import (
    BETWEEN,
    FLAGS,
    PRICES,
    SIZES,
    TABLE,
    WORDS,
    YES,
    Known,
    PieceCells,
    as_row,
    english,
)
from shop.partner.models import Price, StockRecord

# A new piece needs these; a piece that is there says nothing of what its row leaves empty.
NEEDED_FOR_NEW = ("cooperative", "title", "category", "stock")
PROBLEMS_OF = {"partner_sku": "sku", "num_in_stock": "stock"} | {name: column for column, name in FLAGS.items()}


@dataclass
class PieceOutcome(Outcome):
    """`wanted`: what is to be written, by column; `record`: the stock of the piece that is there."""

    wanted: dict[str, str] = field(default_factory=dict)
    record: StockRecord | None = None


def records(skus=None):
    """Stocks with all that a row says of their pieces, in a constant number of queries."""
    found = StockRecord.objects.select_related("product", "partner").prefetch_related(
        "prices",
        "product__categories",
        "product__materials",
        "product__colours",
        "product__contributions__cooperative",
    )
    return (found if skus is None else found.filter(partner_sku__in=skus)).order_by("pk")


def fates(data: bytes) -> list[PieceOutcome]:
    """What would become of each row. Nothing is changed. Raises Unreadable."""
    lines = read(data, TABLE)
    known = Known.read()
    found: dict[str, list[StockRecord]] = {}
    for record in records([line.cells["sku"].strip() for line in lines]):
        found.setdefault(record.partner_sku, []).append(record)
    told: dict[str, int] = {}
    outcomes = []
    for line in lines:
        outcome = _fate(line, known, found)
        sku = line.cells["sku"].strip()
        if not outcome.problems and sku in told:
            outcome.refuse({"sku": _("The same piece stands in line %(number)d already.") % {"number": told[sku]}})
        elif not outcome.problems:
            told[sku] = line.number
        outcomes.append(outcome)
    return outcomes


def _fate(line: Line, known: Known, found: dict[str, list[StockRecord]]) -> PieceOutcome:
    cells = PieceCells(line, known)
    theirs = found.get(cells.wanted.get("sku", ""), [])
    outcome = PieceOutcome(line, Fate.ADDED, Product(), named_by=("sku", "title"), wanted=cells.wanted)
    if len(theirs) > 1:
        cells.wrong("sku", _("Several pieces have this number: it does not say which is meant."))
    elif theirs:
        _compare(outcome, theirs[0], cells)
    else:
        _look_at_new(outcome, cells)
    return outcome.refuse(cells.problems) if cells.problems else outcome


def _compare(outcome: PieceOutcome, record: StockRecord, cells: PieceCells) -> None:
    outcome.record, outcome.row = record, record.product
    before = as_row(record)
    changed = {name: text for name, text in cells.wanted.items() if text != before[name]}
    if "cooperative" in changed:
        cells.wrong("cooperative", _("Who made a piece is not changed by a table: please do that on its own page."))
    if "stock" in changed and int(changed["stock"]) < (record.num_allocated or 0):
        words = _("%(number)d of them are ordered and not sent yet: there cannot be fewer.")
        cells.wrong("stock", words % {"number": record.num_allocated})
    outcome.wanted = changed
    outcome.changes = [(name, before[name], changed[name]) for name in TABLE.columns if name in changed]
    outcome.fate = Fate.CHANGED if changed else Fate.UNCHANGED
    _look_over(record.product, changed, cells)


def _look_at_new(outcome: PieceOutcome, cells: PieceCells) -> None:
    for name in NEEDED_FOR_NEW:
        if not cells.cells[name]:
            cells.wrong(name, _("There is no piece of this number yet, and a new one needs this."))
    if not cells.cells["sku"].strip():
        cells.wrong("sku", _("Every row needs the number of its piece."))
    if "+" in cells.wanted.get("cooperative", ""):
        cells.wrong(
            "cooperative", _("A piece of several groups is begun on its own page, where their parts are said.")
        )
    if cells.wanted.get("public") == YES:
        cells.wrong(
            "public", _("A new piece has no picture yet. Please bring it in first, and make it public with them.")
        )
    if not any(cells.cells[name] for name in PRICES):
        cells.wrong(next(iter(PRICES)), _("A new piece needs a price in one currency at least."))
    _look_over(outcome.row, cells.wanted, cells)


def _look_over(product: Product, wanted: dict[str, str], cells: PieceCells) -> None:
    """What the models find wrong with what is wanted, by column. The piece itself is left as it is."""
    trial = Product(**{name: getattr(product, name) for name in ("weight_grams", *SIZES)})
    _write_plain(trial, wanted)
    names = [english(name) for name in WORDS if name in wanted] + ["weight_grams"]
    try:
        trial.clean_fields(exclude=[one.name for one in Product._meta.fields if one.name not in names])
    except ValidationError as error:
        back = {english(name): name for name in WORDS}
        for name, texts in error.message_dict.items():
            cells.wrong(PROBLEMS_OF.get(name, back.get(name, name)), texts[0])
    if len(cells.cells["sku"].strip()) > StockRecord._meta.get_field("partner_sku").max_length:
        cells.wrong("sku", _("This number is too long."))


@transaction.atomic
def bring_in(*, data: bytes, shown: str) -> list[PieceOutcome]:
    """Do what was shown under this fingerprint, and nothing else; rows that were refused are left out. Raises HasChanged."""
    skus = [line.cells["sku"].strip() for line in read(data, TABLE)]
    # Orders change the numbers of these at the same time: from here on they wait.
    list(records(skus).select_for_update(of=("self",)).values_list("pk"))
    outcomes = fates(data)
    if fingerprint(outcomes) != shown:
        raise HasChanged
    try:
        with transaction.atomic():
            for outcome in outcomes:
                if outcome.fate is Fate.ADDED:
                    _add(outcome)
                elif outcome.fate is Fate.CHANGED:
                    _change(outcome)
    except IntegrityError as error:
        raise HasChanged from error  # somebody made a piece of the same number just now
    return outcomes


def _add(outcome: PieceOutcome) -> None:
    wanted, product = outcome.wanted, outcome.row
    product.product_class = the_product_class()
    product.is_public = False
    _write_plain(product, wanted)
    product.slug = slugify(wanted["title"])[:200] or "piece"
    product.save()
    cooperative = Cooperative.objects.select_related("partner").get(slug=wanted["cooperative"])
    Contribution.objects.create(product=product, cooperative=cooperative)
    outcome.record = StockRecord.objects.create(
        product=product, partner=cooperative.partner, partner_sku=wanted["sku"], num_in_stock=int(wanted["stock"])
    )
    _write_beside(outcome)


def _change(outcome: PieceOutcome) -> None:
    product, wanted = outcome.row, outcome.wanted
    _write_plain(product, wanted)
    product.save()
    if "stock" in wanted:
        # Locked above, and looked at since: what orders hold of them is in it.
        StockRecord.objects.filter(pk=outcome.record.pk).update(num_in_stock=int(wanted["stock"]))
    _write_beside(outcome)


def _write_plain(product: Product, wanted: dict[str, str]) -> None:
    """What is a column of the piece itself."""
    for name in WORDS:
        if name in wanted:
            setattr(product, english(name), wanted[name])
    for name in SIZES:
        if name in wanted:
            setattr(product, name, Decimal(wanted[name]))
    if "weight_grams" in wanted:
        product.weight_grams = int(wanted["weight_grams"])
    for column, name in FLAGS.items():
        if column in wanted:
            setattr(product, name, wanted[column] == YES)


def _write_beside(outcome: PieceOutcome) -> None:
    """What hangs on the piece: kinds, materials, colours, prices; and the search, which reads all of it."""
    product, wanted = outcome.row, outcome.wanted
    for name, rows, model in (
        ("category", product.categories, Category),
        ("materials", product.materials, Material),
        ("colours", product.colours, Colour),
    ):
        if name in wanted:
            rows.set(model.objects.filter(slug__in=wanted[name].split(BETWEEN)))
    for column, currency in PRICES.items():
        if column in wanted:
            Price.objects.update_or_create(
                stockrecord=outcome.record, currency=currency, defaults={"amount": Decimal(wanted[column])}
            )
    insert_or_update_object_task.enqueue(Product._meta.app_label, Product._meta.model_name, str(product.pk))
