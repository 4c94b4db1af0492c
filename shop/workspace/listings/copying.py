"""Beginning with what is there: another piece like an earlier one, or a change of one that is live."""

from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from modeltranslation.utils import build_localized_fieldname

from cooperatives.photos.models import Photo
from shop.catalogue.models import Category, Product
from shop.catalogue.spoken import spoken
from shop.partner.models import Price, StockRecord
from shop.workspace.entrance.models import Leader
from shop.workspace.listings.models import Submission
from shop.workspace.listings.pricing import CURRENCY
from shop.workspace.listings.saving import NotTheirs, begin, save
from shop.workspace.photos.listing import OfAnotherGroup, adopt, place


class BeingChanged(Exception):
    """The other group that has a part in the piece is changing it now."""


# Of another piece: all that two alike have in common. Its photos and its number are its own.
ALIKE = (
    "kind",
    "title",
    "words",
    "shape",
    "height_cm",
    "width_cm",
    "depth_cm",
    "diameter_cm",
    "weight_grams",
    "price_rwf",
    "price_is_meant",
    "artisans",
)


@transaction.atomic
def copy(*, earlier: Submission, leader: Leader, key: UUID | None = None) -> Submission:
    """A new draft that says the same as an earlier submission of the group, without its photos. Raises NotTheirs.

    A second time with the same `key` is the same draft.
    """
    if earlier.cooperative_id != leader.cooperative.pk:
        raise NotTheirs
    made = begin(key=key or uuid4(), leader=leader)
    if made.version > 1:
        return made
    answers = {name: getattr(earlier, name) for name in ALIKE if name != "artisans"}
    return save(submission=made, answers={**answers, "artisans": list(earlier.artisans.all())}, version=1).submission


@transaction.atomic
def copy_live(*, product: Product, leader: Leader, key: UUID | None = None) -> Submission:
    """The same from a piece that is live. Raises NotTheirs."""
    _refuse_others(product, leader)
    made = begin(key=key or uuid4(), leader=leader)
    if made.version > 1:
        return made
    answers = as_answers(product, leader)
    return save(
        submission=made, answers={name: answers[name] for name in ALIKE if name in answers}, version=1
    ).submission


def change(*, product: Product, leader: Leader) -> Submission:
    """The open change of a live piece, begun now if there is none: the piece as it is, with its pictures.

    Raises NotTheirs, BeingChanged.
    """
    _refuse_others(product, leader)
    opened = _open_change(product)
    if opened is None:
        try:
            return _begin_change(product, leader)
        except IntegrityError:
            # Somebody else began one at the same moment.
            opened = _open_change(product)
    if opened is None or opened.cooperative_id != leader.cooperative.pk:
        raise BeingChanged
    return opened


@transaction.atomic
def _begin_change(product: Product, leader: Leader) -> Submission:
    answers = as_answers(product, leader)
    artisans = answers.pop("artisans")
    made = Submission.objects.create(
        cooperative=leader.cooperative,
        leader=leader,
        product=product,
        language=spoken(product, "title", leader.language),
        quantity_was=answers["quantity"],
        **answers,
    )
    made.artisans.set(artisans)
    for position, image in enumerate(product.images.select_related("original").order_by("display_order")):
        _place(made.key, image.original, leader, position)
    return made


def _place(listing: UUID, photo: Photo, leader: Leader, position: int) -> None:
    try:
        with transaction.atomic():
            place(listing=listing, photo=adopt(photo=photo, cooperative=leader.cooperative), position=position)
    except OfAnotherGroup:
        # Of a piece by two groups the other one took the picture: it stays with the piece, and is not for this one to move.
        return


def as_answers(product: Product, leader: Leader) -> dict[str, Any]:
    """What a live piece would be in a submission of this leader."""
    language = spoken(product, "title", leader.language)
    kind = Category.objects.filter(productcategory__product=product).order_by("path").first()
    price = Price.objects.filter(stockrecord__product=product, currency=CURRENCY).first()
    record = StockRecord.objects.filter(product=product).first()
    return {
        "kind": kind,
        "title": getattr(product, build_localized_fieldname("title", language))[:120],
        "words": getattr(product, build_localized_fieldname("description", language)) or "",
        "shape": _shape(product),
        "height_cm": product.height_cm,
        "width_cm": product.width_cm,
        "depth_cm": product.depth_cm,
        "diameter_cm": product.diameter_cm,
        "weight_grams": product.weight_grams,
        "price_rwf": int(price.amount) if price else None,
        "price_is_meant": False,
        "quantity": max(record.num_in_stock - (record.num_allocated or 0), 0) if record else None,
        "is_one_of_a_kind": product.is_one_of_a_kind,
        "artisans": list(product.artisans.filter(cooperative=leader.cooperative)),
    }


def _shape(product: Product) -> str:
    if product.diameter_cm:
        return Submission.Shape.ROUND
    if product.width_cm:
        return Submission.Shape.BOX if product.depth_cm else Submission.Shape.FLAT
    return ""


def _refuse_others(product: Product, leader: Leader) -> None:
    if not product.contributions.filter(cooperative=leader.cooperative).exists():
        raise NotTheirs


def _open_change(product: Product) -> Submission | None:
    states = (*Submission.BEING_WRITTEN, Submission.State.SENT)
    return Submission.objects.filter(product=product, state__in=states).first()
