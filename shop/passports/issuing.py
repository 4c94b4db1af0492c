"""Passports are issued for a number of pieces at once, tied to the order a piece was sold with, and withdrawn."""

import uuid
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from cooperatives.consents.models import Person
from shop.catalogue.models import Product
from shop.order.models import Line
from shop.passports.codes import new_code
from shop.passports.models import Passport

MOST_AT_ONCE = 240  # ten sheets


class NotTied(Exception):
    """The passport cannot belong to this line; the message says why."""


@transaction.atomic
def issue(
    *, product: Product, number: int, made_in: date, by: AbstractBaseUser | None, person: Person | None = None
) -> list[Passport]:
    """One sheet of passports. Raises ValueError for none or for more than `MOST_AT_ONCE`."""
    if not 1 <= number <= MOST_AT_ONCE:
        raise ValueError(f"{number} passports at once")
    sheet = uuid.uuid4()
    return Passport.objects.bulk_create(
        Passport(code=code, product=product, made_in=made_in.replace(day=1), person=person, batch=sheet, issued_by=by)
        for code in _unused(number)
    )


def _unused(number: int) -> list[str]:
    """Of three thousand million one is hardly ever taken; but the sheet must not fail for it."""
    codes: set[str] = set()
    while len(codes) < number:
        drawn = {new_code() for _code in range(number - len(codes))}
        codes |= drawn - set(Passport.objects.filter(code__in=drawn).values_list("code", flat=True))
    return sorted(codes)


@transaction.atomic
def tie(*, passport: Passport, line: Line | None) -> Passport:
    """The piece was sold with this line of an order; none unties it. Raises NotTied."""
    if line is not None:
        # Two pieces tied at once to a line of one: the second waits here, and then counts the first.
        line = Line.objects.select_for_update().get(pk=line.pk)
        if line.product_id != passport.product_id:
            raise NotTied(_("That order holds no such piece."))
        if line.order.paid_at is None:
            raise NotTied(_("That order is not paid."))
        if line.passports.exclude(pk=passport.pk).count() >= line.quantity:
            raise NotTied(_("Every piece of that order has its passport."))
    passport.line = line
    passport.save(update_fields=["line"])
    return passport


def withdraw(*, passport: Passport, at: datetime) -> Passport:
    """A label that was lost or spoilt: its code leads nowhere any more."""
    passport.withdrawn_at = passport.withdrawn_at or at
    passport.save(update_fields=["withdrawn_at"])
    return passport
