"""The demo's cooperatives, their artisans, and what they sell: pieces, stock, prices, and what the post costs."""

import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from modelsearch import index

from cms.demo.photos import photos, pictures_of
from cooperatives.consents.models import How, Person, Scope
from cooperatives.consents.register import Wording, record
from cooperatives.models import Artisan, Cooperative
from shop.catalogue.models import Category, Colour, Contribution, Material, Product, ProductClass, ProductImage
from shop.partner.models import Partner, Price, StockRecord
from shop.shares.models import SharePolicy
from shop.shipping.models import DeliveryRate

HERE = Path(__file__).parent
# The first piece of the file is the newest; each further one is a day older.
NEWEST = datetime(2026, 11, 14, 9, tzinfo=timezone.get_default_timezone())
AGREED = date(2026, 1, 1)  # what the organisation keeps of a sale
# What the invented people of the demo allow who are named in it.
ALLOWED = (Scope.FIRST_NAME, Scope.FULL_NAME, Scope.STORY, Scope.AUDIO, Scope.QR_PASSPORT)
MEASURES = ("height_cm", "width_cm", "diameter_cm", "weight_grams")


def load_cooperatives(*, progress: Callable[[str], None] = print) -> list[Cooperative]:
    """The six groups with their artisans, each with the Partner that Oscar's stock needs."""
    library = photos()
    groups = [_cooperative(row, library) for row in _read("cooperatives.toml")["cooperative"]]
    progress(f"Cooperatives: {len(groups)}, with {Artisan.objects.count()} artisans.")
    return groups


def load_catalogue(*, progress: Callable[[str], None] = print) -> list[Product]:
    """Categories, colours, pieces with stock and prices, delivery rates. What is there already is left as it is."""
    words = _read("categories.toml")
    for row in words["category"]:
        if not Category.objects.filter(slug=row["slug"]).exists():
            Category.add_root(**row)
    colours = {name: _colour(row) for row in words["colour"] for name in row["is"]}
    rows = _read("pieces.toml")["piece"]
    age = _age_in_days(rows)
    known = set(Product.objects.values_list("slug", flat=True))
    library = photos()
    for row in rows:
        if row["slug"] not in known:
            _piece(row, colours, library, created_at=NEWEST - timedelta(days=age[row["slug"]]))
    _load_rates()
    pieces = list(Product.objects.filter(slug__in=[row["slug"] for row in rows]))
    progress(f"Pieces: {len(pieces)}, in {len(words['category'])} categories.")
    return pieces


def _cooperative(row: dict, library: dict) -> Cooperative:
    artisans, picture = row.pop("artisans"), row.pop("picture")
    slug, commission_bp = row.pop("slug"), row.pop("commission_bp")
    cooperative, _ = Cooperative.objects.get_or_create(slug=slug, defaults={**row, "photo": library.get(picture)})
    for artisan in artisans:
        _artisan(cooperative, **artisan)
    Partner.objects.get_or_create(cooperative=cooperative, defaults={"name": cooperative.name, "code": slug})
    # A demo from before there were policies has one already, from its migration, with another date.
    if not SharePolicy.objects.filter(cooperative=cooperative).exists():
        SharePolicy.objects.create(cooperative=cooperative, valid_from=AGREED, commission_bp=commission_bp)
    return cooperative


def _artisan(cooperative: Cooperative, *, name: str, craft: str, named: bool) -> Artisan:
    if known := Artisan.objects.filter(cooperative=cooperative, person__full_name=name).first():
        return known
    person = Person.objects.create(full_name=name, first_name=name.split(maxsplit=1)[0])
    if named:
        record(Wording(person=person, scopes=ALLOWED, how=How.SIGNATURE, read_back_language="rw"))
    return Artisan.objects.create(cooperative=cooperative, person=person, craft=craft)


def _colour(row: dict) -> Colour:
    return Colour.objects.get_or_create(
        slug=slugify(row["name"]), defaults={"name": row["name"], "swatch": row["swatch"]}
    )[0]


@transaction.atomic
def _piece(row: dict, colours: dict[str, Colour], library: dict, *, created_at: datetime) -> Product:
    product = Product.objects.create(
        product_class=ProductClass.objects.get_or_create(slug="piece", defaults={"name": "Piece"})[0],
        slug=row["slug"],
        title=row["title"],
        summary=row["summary"],
        description=row["description"],
        technique=row["technique"],
        care=row["care"],
        is_one_of_a_kind=row.get("is_one_of_a_kind", False),
        **{measure: row[measure] for measure in MEASURES if measure in row},
    )
    product.categories.add(Category.objects.get(slug=row["category"]))
    product.materials.set(_material(name) for name in row["materials"])
    product.colours.set({colours[name] for name in row["colours"]})
    for part in row["made_by"]:
        cooperative = Cooperative.objects.get(slug=part["cooperative"])
        Contribution.objects.create(product=product, cooperative=cooperative, weight=part["weight"], work=part["work"])
    product.artisans.set(Artisan.objects.filter(person__full_name__in=row.get("artisans", [])))
    for order, photo in enumerate(pictures_of(row["slug"], library)):
        ProductImage.objects.create(product=product, original=photo, caption=photo.description, display_order=order)
    _stock(product, row)
    Product.objects.filter(pk=product.pk).update(date_created=created_at)
    # Its words were not there yet when it was saved.
    index.insert_or_update_object(Product.objects.get(pk=product.pk))
    return product


def _stock(product: Product, row: dict) -> None:
    stockrecord = StockRecord.objects.create(
        product=product,
        partner=Partner.objects.get(cooperative__slug=row["made_by"][0]["cooperative"]),
        partner_sku=row["slug"],
        num_in_stock=row["stock"],
    )
    Price.objects.bulk_create(
        Price(stockrecord=stockrecord, currency=currency, amount=Decimal(amount))
        for currency, amount in row["prices"].items()
    )


def _material(name: str) -> Material:
    return Material.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def _age_in_days(rows: list[dict]) -> dict[str, int]:
    """The kinds take turns, so that what is new is never all of one kind."""
    seen: dict[str, int] = {}
    turns = []
    for position, row in enumerate(rows):
        turn = seen[row["category"]] = seen.get(row["category"], 0) + 1
        turns.append((turn, position, row["slug"]))
    return {slug: days for days, (_turn, _position, slug) in enumerate(sorted(turns))}


def _load_rates() -> None:
    rates = _read("rates.toml")
    limits = rates.pop("up_to_grams")
    DeliveryRate.objects.bulk_create(
        (
            DeliveryRate(zone=zone, currency=currency, up_to_grams=grams, amount=Decimal(amount))
            for zone, currencies in rates.items()
            for currency, amounts in currencies.items()
            for grams, amount in zip(limits, amounts, strict=True)
        ),
        ignore_conflicts=True,
    )


def _read(name: str) -> dict:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))
