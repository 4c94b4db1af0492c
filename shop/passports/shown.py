"""What a passport tells whoever holds the piece. No price and no buyer: a piece may be a present."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cooperatives.consents.models import Person, Scope
from shop.catalogue.cards import Picture, pictures_of
from shop.catalogue.models import Contribution, Product
from shop.catalogue.shares_shown import BandPart, band
from shop.order.models import Line, LineShare
from shop.passports.models import Passport


class Paid(models.TextChoices):
    """How far the piece's money has come."""

    NOT_SOLD = "not sold", _("Not sold yet")
    PAID = "paid", _("Sold, and the makers’ share is written down")
    GIVEN_BACK = "given back", _("Sold, and the money was given back")


@dataclass(frozen=True)
class Shown:
    passport: Passport
    piece: Product
    pictures: list[Picture]
    contributions: list[Contribution]
    made_in: date
    person: str
    paid: Paid
    paid_at: datetime | None
    band: list[BandPart]


def show(code: str) -> Shown | None:
    """In a constant number of queries; nothing for a code that was never issued, or was withdrawn."""
    contributions = Contribution.objects.select_related("cooperative")
    found = (
        Passport.objects.valid()
        .select_related("product", "line__order")
        .prefetch_related(
            Prefetch("product__contributions", queryset=contributions),
            "product__materials",
            Prefetch("person", queryset=Person.objects.with_consents()),
        )
        .filter(code=code)
        .first()
    )
    if found is None:
        return None
    line = found.line
    paid = Paid.NOT_SOLD
    if line is not None and line.order.paid_at:
        paid = Paid.GIVEN_BACK if line.is_given_back else Paid.PAID
    return Shown(
        passport=found,
        piece=found.product,
        pictures=pictures_of(found.product),
        contributions=list(found.product.contributions.all()),
        made_in=found.made_in,
        person=name_on_passports(found.person),
        paid=paid,
        paid_at=line.order.paid_at if paid is Paid.PAID else None,
        band=_band(line) if paid is Paid.PAID else [],
    )


def name_on_passports(person: Person | None) -> str:
    """The name of somebody who agreed to be named at all, and on passports too."""
    if person is None or not person.allows(Scope.QR_PASSPORT):
        return ""
    return person.shown_name()


def _band(line: Line) -> list[BandPart]:
    """Who got what part of the price, from the shares frozen on the line; no amounts."""
    rows = list(LineShare.objects.filter(line=line).select_related("cooperative"))
    parts = [(row.cooperative.name, row.amount_minor, "cooperative", row.cooperative.hue) for row in rows]
    parts.append((gettext("The organisation’s work"), sum(row.commission_minor for row in rows), "commission", 0))
    return [replace(part, amount=None) for part in band(parts, line.order.currency)]
