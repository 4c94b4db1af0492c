"""All that waits for staff to look at it, in one queue, oldest first: what leaders list, pictures, story ideas, reviews."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.apps.catalogue.reviews.models import ProductReview

from cooperatives.photos.models import Photo, ShowsPeople
from shop.workspace.daily.models import StoryIdea
from shop.workspace.listings.models import Submission
from shop.workspace.photos.models import LeaderPhoto, Placed

PERMISSION = "moderation.review"
WORDS = 90


@dataclass(frozen=True)
class Card:
    """One thing that waits, as a row shows it. `photo` is the number of its first picture."""

    code: str
    title: str
    who: str
    since: datetime
    address: str
    photo: int | None = None
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """A kind of thing that waits: which rows, since when, and how each is shown."""

    code: str
    label: str
    one: str
    rows: Callable[[], QuerySet]
    since: str
    show: Callable[[Iterable[int]], dict[int, Card]]


def may_review(user: AbstractBaseUser) -> bool:
    return user.has_perm(PERMISSION)


def pictures_waiting() -> QuerySet[Photo]:
    """Pictures nobody has looked at; not those that are looked at with their submission, once it is sent."""
    open_ones = Submission.objects.filter(
        key=OuterRef("listing"), state__in=(*Submission.BEING_WRITTEN, Submission.State.SENT)
    )
    theirs = Placed.objects.filter(photo__photo=OuterRef("pk")).filter(Exists(open_ones))
    return Photo.objects.filter(~Exists(theirs), shows_people=ShowsPeople.NOT_LOOKED_AT)


def counts() -> dict[str, int]:
    """How many of each kind wait."""
    return {kind.code: kind.rows().count() for kind in KINDS}


def waiting(kinds: Iterable[Kind]) -> QuerySet:
    """(code, number, since) of everything of these kinds, oldest first: one query, to be cut into pages."""
    first, *others = [
        kind.rows()
        .order_by()
        .annotate(waits_as=Value(kind.code, output_field=CharField()), waits_since=F(kind.since))
        .values_list("waits_as", "pk", "waits_since")
        for kind in kinds
    ]
    return first.union(*others, all=True).order_by("waits_since", "pk")


def cards(found: Iterable[tuple[str, int, datetime]]) -> list[Card]:
    """What the rows show, in their order; as many queries as there are kinds, and not as rows."""
    found = list(found)
    shown = {}
    for kind in KINDS:
        if keys := [key for code, key, _since in found if code == kind.code]:
            shown |= {(kind.code, key): card for key, card in kind.show(keys).items()}
    return [shown[code, key] for code, key, _since in found if (code, key) in shown]


def next_after(code: str) -> str:
    """Where to go on when one of a kind is done: the oldest that still waits, or the queue."""
    kind = BY_CODE[code]
    oldest = kind.rows().order_by(kind.since, "pk").values_list("pk", flat=True).first()
    return reverse(f"review_{code}", args=[oldest]) if oldest else reverse("review_queue")


def _address(code: str, key: int) -> str:
    return reverse(f"review_{code}", args=[key])


def _submissions(keys: Iterable[int]) -> dict[int, Card]:
    rows = Submission.objects.filter(pk__in=keys).select_related(
        "cooperative", "kind", "leader__artisan__person", "product"
    )
    first = _first_pictures([row.key for row in rows])
    return {
        row.pk: Card(
            code="submission",
            title=row.title or str(row.kind or _("Without a name")),
            who=_who(row),
            since=row.sent_at,
            address=_address("submission", row.pk),
            photo=first.get(row.key),
            marks=[
                *([_("changes a live piece")] if row.product_id else []),
                *([_("a price that was doubted")] if row.price_is_meant else []),
            ],
        )
        for row in rows
    }


def _pictures(keys: Iterable[int]) -> dict[int, Card]:
    rows = Photo.objects.filter(pk__in=keys).select_related(
        "of_leader__cooperative", "of_leader__leader__artisan__person", "uploaded_by_user"
    )
    return {
        row.pk: Card(
            code="picture",
            title=row.title,
            who=_who(row.of_leader) if hasattr(row, "of_leader") else str(row.uploaded_by_user or _("Staff")),
            since=row.created_at,
            address=_address("picture", row.pk),
            photo=row.pk,
            marks=[_says(row.of_leader)] if hasattr(row, "of_leader") else [],
        )
        for row in rows
    }


def _ideas(keys: Iterable[int]) -> dict[int, Card]:
    rows = StoryIdea.objects.filter(pk__in=keys).select_related("cooperative", "leader__artisan__person")
    first = _first_pictures([row.key for row in rows])
    return {
        row.pk: Card(
            code="idea",
            title=Truncator(row.words).chars(WORDS),
            who=_who(row),
            since=row.sent_at,
            address=_address("idea", row.pk),
            photo=first.get(row.key),
        )
        for row in rows
    }


def _reviews(keys: Iterable[int]) -> dict[int, Card]:
    rows = ProductReview.objects.filter(pk__in=keys).select_related("product", "user")
    return {
        row.pk: Card(
            code="review",
            title=row.title,
            who=str(row.product or ""),
            since=row.date_created,
            address=_address("review", row.pk),
            marks=[_("%(score)d of 5") % {"score": row.score}],
        )
        for row in rows
    }


def _who(row: Submission | StoryIdea | LeaderPhoto) -> str:
    return f"{row.cooperative} · {row.leader}" if row.leader else str(row.cooperative)


def _says(photo: LeaderPhoto) -> str:
    return _("Leader: %(says)s") % {"says": photo.get_says_display()}


def _first_pictures(listings: list) -> dict:
    """The number of the first picture of each listing; one query."""
    placed = Placed.objects.filter(listing__in=listings, photo__isnull=False)
    rows = placed.order_by("-position", "-pk").values_list("listing", "photo__photo")
    return dict(rows)


KINDS = (
    Kind(
        "submission",
        gettext_lazy("Pieces"),
        gettext_lazy("Piece"),
        Submission.objects.waiting,
        "sent_at",
        _submissions,
    ),
    Kind("picture", gettext_lazy("Pictures"), gettext_lazy("Picture"), pictures_waiting, "created_at", _pictures),
    Kind(
        "idea", gettext_lazy("Story ideas"), gettext_lazy("Story idea"), StoryIdea.objects.waiting, "sent_at", _ideas
    ),
    Kind(
        "review",
        gettext_lazy("Reviews"),
        gettext_lazy("Review"),
        lambda: ProductReview.objects.filter(status=ProductReview.FOR_MODERATION),
        "date_created",
        _reviews,
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}
