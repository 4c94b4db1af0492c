"""Writing what a leader told onto the piece that everybody sees: its words, sizes, pictures, stock and prices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.html import strip_tags
from modelsearch.tasks import insert_or_update_object_task

from cooperatives.photos.models import Photo
from shop.catalogue.classes import the_product_class
from shop.catalogue.models import Contribution, Product, ProductImage
from shop.logbook.changes import PRICES_CHANGED, changes
from shop.partner.models import Price, StockRecord
from shop.partner.parties import partner_of
from shop.payment.logbook import note
from shop.users.models import User
from shop.workspace.listings.models import Submission
from shop.workspace.photos.models import LeaderPhoto

# What is measured of a piece of each shape; of one whose shape was not said, whatever was measured.
MEASURED = {
    Submission.Shape.ROUND: {"diameter_cm", "height_cm"},
    Submission.Shape.BOX: {"width_cm", "depth_cm", "height_cm"},
    Submission.Shape.FLAT: {"width_cm", "height_cm"},
}
WRITTEN = ("title", "summary", "description", "technique", "care")
SIZES = ("height_cm", "width_cm", "depth_cm", "diameter_cm")


@dataclass(frozen=True)
class Added:
    """What staff add to what the leader told: words in the language of the site, and the weight with its packing."""

    title: str = ""
    summary: str = ""
    description: str = ""
    weight_grams: int | None = None


def write_piece(*, submission: Submission, photos: Iterable[LeaderPhoto], added: Added) -> Product:
    """The piece as the submission tells it, saved with all that belongs to it but its prices."""
    product = _piece(submission)
    is_new = product.pk is None
    _say(product, submission, added)
    _measure(product, submission, added)
    product.is_one_of_a_kind = submission.is_one_of_a_kind
    with translation.override(settings.LANGUAGE_CODE):
        product.save()
    if is_new:
        Contribution.objects.create(product=product, cooperative=submission.cooperative)
    if not product.categories.filter(pk=submission.kind_id).exists():
        product.categories.set([submission.kind])
    _name_makers(product, submission)
    _hang(product, [photo.photo for photo in photos], submission)
    _count(product, submission)
    # What belongs to it was not there yet when it was saved.
    insert_or_update_object_task.enqueue(Product._meta.app_label, Product._meta.model_name, str(product.pk))
    return product


def write_prices(*, product: Product, amounts: Mapping[str, Decimal | None], by: User | None) -> None:
    """Set these prices, None for one that it is not sold at, and log what changed."""
    record = StockRecord.objects.get(product=product)
    before = dict(record.prices.select_for_update().order_by("currency").values_list("currency", "amount"))
    for currency, amount in amounts.items():
        if amount is None:
            record.prices.filter(currency=currency).delete()
        else:
            Price.objects.update_or_create(stockrecord=record, currency=currency, defaults={"amount": amount})
    after = dict(record.prices.order_by("currency").values_list("currency", "amount"))
    if changed := changes(before, after):
        note(product, PRICES_CHANGED, by=by, data={"changes": changed})


def _piece(submission: Submission) -> Product:
    if submission.product_id is None:
        # A column of words that nobody ever wrote would be without a value, and what reads it expects a text.
        with translation.override(settings.LANGUAGE_CODE):
            return Product(product_class=the_product_class(), is_public=True, **dict.fromkeys(WRITTEN, ""))
    return Product.objects.select_for_update(of=("self",)).get(pk=submission.product_id)


def _say(product: Product, submission: Submission, added: Added) -> None:
    """The leader's words in their language; the site's own from staff, or else what there is."""
    own, site = submission.language, settings.LANGUAGE_CODE
    said = {"title": submission.title, "description": submission.words}
    for field, text in said.items():
        plain = strip_tags(text).strip()
        # Words of the site's language that the leader was shown and left as they are say nothing in their own.
        is_theirs = own == site or plain != (getattr(product, f"{field}_{site}") or "")
        setattr(product, f"{field}_{own}", plain if is_theirs else "")
    for field in ("title", "summary", "description"):
        if text := strip_tags(getattr(added, field)).strip():
            setattr(product, f"{field}_{site}", text)
    if not getattr(product, f"title_{site}"):
        name = strip_tags(submission.title).strip() or getattr(submission.kind, f"name_{site}")
        setattr(product, f"title_{site}", name)


def _measure(product: Product, submission: Submission, added: Added) -> None:
    measured = MEASURED.get(submission.shape, set(SIZES))
    for name in SIZES:
        setattr(product, name, getattr(submission, name) if name in measured else None)
    if weight := added.weight_grams or submission.weight_grams:
        product.weight_grams = weight


def _name_makers(product: Product, submission: Submission) -> None:
    """Those of this group as the leader says; those of others who have a part in the piece stay."""
    others = product.artisans.exclude(cooperative=submission.cooperative_id)
    theirs = submission.artisans.filter(cooperative=submission.cooperative_id)
    product.artisans.set([*others, *theirs])


def _hang(product: Product, photos: list[Photo], submission: Submission) -> None:
    """The pictures in their order, before those that another group took of it. None at all: those it has stay."""
    if not photos:
        return
    hung = list(ProductImage.objects.filter(product=product).select_related("original__of_leader"))
    known = {image.original_id: image for image in hung}
    theirs = [image for image in hung if _is_of_others(image.original, submission)]
    gone = (
        {image.pk for image in hung}
        - {image.pk for image in theirs}
        - {known[p.pk].pk for p in photos if p.pk in known}
    )
    ProductImage.objects.filter(pk__in=gone).delete()
    # Somebody who cannot see it hears at least what is for sale.
    Photo.objects.filter(pk__in=[photo.pk for photo in photos], description="").update(description=product.title)
    for place, photo in enumerate(photos):
        if photo.pk in known:
            ProductImage.objects.filter(pk=known[photo.pk].pk).update(display_order=place)
        else:
            caption = (photo.description or product.title)[:200]
            ProductImage.objects.create(product=product, original=photo, caption=caption, display_order=place)
    for place, image in enumerate(theirs, start=len(photos)):
        ProductImage.objects.filter(pk=image.pk).update(display_order=place)


def _is_of_others(photo: Photo, submission: Submission) -> bool:
    sent = getattr(photo, "of_leader", None)
    return sent is not None and sent.cooperative_id != submission.cooperative_id


def _count(product: Product, submission: Submission) -> None:
    """How many there are. Of a live piece, how many more or fewer than the leader was shown: others were sold meanwhile."""
    record = StockRecord.objects.filter(product=product)
    if not record.exists():
        StockRecord.objects.create(
            product=product,
            partner=partner_of(submission.cooperative),
            partner_sku=f"P{product.pk}",
            num_in_stock=submission.quantity,
        )
        return
    if submission.quantity_was is None:
        return
    more = submission.quantity - submission.quantity_was
    reserved = Coalesce(F("num_allocated"), 0)
    if not record.filter(num_in_stock__gte=reserved - more).update(num_in_stock=F("num_in_stock") + more):
        record.update(num_in_stock=reserved)  # fewer than were ordered: none is left to sell
