"""A submission question by question: what the leader says, and beside it what is live now."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from cooperatives.ledger.money import as_written
from shop.catalogue.models import Product
from shop.partner.guide import HOME
from shop.payment.currency import to_minor
from shop.workspace.listings.models import Submission
from shop.workspace.listings.pieces import MEASURED, SIZES
from shop.workspace.listings.steps import QUESTIONS


@dataclass(frozen=True)
class Row:
    """`live` is None for a piece that is not live yet. Pictures are told apart: here they have no words."""

    about: str
    label: str
    said: str
    live: str | None = None
    lang: str = ""

    @property
    def is_changed(self) -> bool:
        return self.live is not None and self.live != self.said


def rows_of(submission: Submission) -> list[Row]:
    """In the order in which the leader is asked; a constant number of queries."""
    product = submission.product
    said = dict(_said(submission))
    live = dict(_live(product, submission)) if product else {}
    own = ("title", "words")
    return [
        Row(
            about=about,
            label=str(label),
            said=said.get(about, ""),
            live=live.get(about, "") if product else None,
            lang=submission.language if about in own else "",
        )
        for about, (_step, label) in QUESTIONS.items()
    ]


def _said(submission: Submission) -> Iterator[tuple[str, str]]:
    yield "kind", str(submission.kind or "")
    yield "title", submission.title
    yield "size", _size(submission, MEASURED.get(submission.shape, set(SIZES)))
    yield "weight_grams", _grams(submission.weight_grams)
    yield "price_rwf", _francs(submission.price_rwf)
    yield "quantity", _number(submission.quantity, submission.is_one_of_a_kind)
    yield "artisans", ", ".join(sorted(str(artisan) for artisan in submission.artisans.select_related("person")))
    yield "words", submission.words


def _live(product: Product, submission: Submission) -> Iterator[tuple[str, str]]:
    yield "kind", ", ".join(str(kind) for kind in product.categories.all())
    yield "title", _words(product, "title", submission)
    yield "size", _size(product, set(SIZES))
    yield "weight_grams", _grams(product.weight_grams)
    record = product.stockrecords.prefetch_related("prices").first()
    prices = {price.currency: price.amount for price in record.prices.all()} if record else {}
    yield "price_rwf", _francs(to_minor(Decimal(prices[HOME]), HOME) if HOME in prices else None)
    free = record.num_in_stock - (record.num_allocated or 0) if record else None
    yield "quantity", _number(free, product.is_one_of_a_kind)
    theirs = product.artisans.filter(cooperative=submission.cooperative_id).select_related("person")
    yield "artisans", ", ".join(sorted(str(artisan) for artisan in theirs))
    yield "words", _words(product, "description", submission)


def _words(product: Product, field: str, submission: Submission) -> str:
    """In the language of the submission; where it has nothing to stand beside, in the site's."""
    own = getattr(product, f"{field}_{submission.language}") or ""
    is_told = submission.title if field == "title" else submission.words
    return own or (getattr(product, f"{field}_{settings.LANGUAGE_CODE}") or "" if is_told else "")


def _size(thing: Submission | Product, measured: set[str]) -> str:
    names = {
        "height_cm": _("%s cm high"),
        "width_cm": _("%s cm wide"),
        "depth_cm": _("%s cm deep"),
        "diameter_cm": _("%s cm across"),
    }
    sizes = [(names[name], getattr(thing, name)) for name in SIZES if name in measured]
    return ", ".join(words % f"{Decimal(size).normalize():f}" for words, size in sizes if size is not None)


def _grams(grams: int | None) -> str:
    return f"{grams} g" if grams else ""


def _francs(amount: int | None) -> str:
    return as_written(amount, HOME) if amount else ""


def _number(number: int | None, is_one_of_a_kind: bool) -> str:
    if number is None:
        return ""
    return _("%(number)d, one of a kind") % {"number": number} if is_one_of_a_kind else str(number)
