"""The pieces of a group as their list shows them: what is to be changed, written, read by staff, and live."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cooperatives.ledger.money import NO_BREAK_SPACE, as_written
from cooperatives.models import Cooperative
from cooperatives.photos.models import Photo
from shop.catalogue.models import Product, ProductImage
from shop.payment.currency import to_minor
from shop.workspace.listings.models import Remark, Submission
from shop.workspace.listings.pricing import CURRENCY
from shop.workspace.photos.models import Placed
from shop.workspace.photos.of_pieces import row_picture
from shop.workspace.photos.uploads import thumb_address

OPEN_AT_MOST = 100


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    picture: str
    note: str
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """Pieces that stand alike: `kind` is the colour of the state."""

    code: str
    title: str | Promise
    kind: str
    rows: list[Row]


def rows_of(cooperative: Cooperative) -> list[Group]:
    """What is not live yet, in three groups. A constant number of queries."""
    state = Submission.State
    open_ones = list(
        Submission.objects.of(cooperative)
        .filter(state__in=(state.CHANGE_ASKED, state.DRAFT, state.SENT))
        .select_related("kind")
        .prefetch_related(Prefetch("remarks", queryset=Remark.objects.filter(answered_at=None)))[:OPEN_AT_MOST]
    )
    pictures = first_pictures([submission.key for submission in open_ones], cooperative)

    def group(code: str, title: Promise, kind: str) -> Group:
        rows = [row_of(one, pictures.get(one.key, "")) for one in open_ones if one.state == code]
        return Group(code, title, kind, rows)

    return [
        group(state.CHANGE_ASKED, _("To be changed"), "wrong"),
        group(state.DRAFT, _("Not sent yet"), "waiting"),
        group(state.SENT, _("Sent. We read it."), "good"),
    ]


def row_of(submission: Submission, picture: str) -> Row:
    price = as_written(submission.price_rwf, CURRENCY) if submission.price_rwf else ""
    return Row(
        title=name_of(submission),
        url=reverse("workspace:piece", args=[submission.key]),
        picture=picture,
        note=price,
        remarks=[remark.text for remark in submission.remarks.all()],
    )


def name_of(submission: Submission) -> str:
    return submission.title or (submission.kind.name if submission.kind else str(_("A piece without a name")))


def first_pictures(keys: Iterable[UUID], cooperative: Cooperative) -> dict[UUID, str]:
    """The address of the first small picture of each listing. One query."""
    places = Placed.objects.filter(listing__in=list(keys), cooperative=cooperative, photo__isnull=False)
    found: dict[UUID, str] = {}
    for place in places.select_related("photo__photo").order_by("position", "pk"):
        found.setdefault(place.listing, thumb_address(place.photo, "row"))
    return found


def live_of(cooperative: Cooperative) -> QuerySet[Product]:
    """The live pieces of the group, newest first, ready for `row_of_live`."""
    pictures = ProductImage.objects.order_by("display_order").prefetch_related(
        Prefetch("original", queryset=Photo.objects.select_related("of_leader"))
    )
    listed = Product.objects.listed().filter(contributions__cooperative=cooperative)
    return listed.priced(CURRENCY).prefetch_related(Prefetch("images", queryset=pictures)).order_by("-pk")


def row_of_live(product: Product) -> Row:
    left = ngettext("%(number)d left", "%(number)d left", product.free or 0) % {"number": product.free or 0}
    left = left.replace(" ", NO_BREAK_SPACE)
    price = as_written(to_minor(product.price, CURRENCY), CURRENCY) if product.price is not None else ""
    return Row(
        title=product.title,
        url=reverse("workspace:live-piece", args=[product.pk]),
        picture=_picture_of(product),
        note=" · ".join(part for part in (price, left) if part),
    )


def _picture_of(product: Product) -> str:
    """A small one of its first picture; of their own also one that nobody has looked at yet."""
    photo = next((image.original for image in product.images.all()), None)
    if photo is not None and hasattr(photo, "of_leader"):
        photo.of_leader.photo = photo
        return thumb_address(photo.of_leader, "row")
    return row_picture(product)
