"""A passport: a code on one piece, by which whoever holds it learns who made it, how, and whether they were paid."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.consents.models import Person
from shop.catalogue.models import Product
from shop.order.models import Line
from shop.passports.codes import LENGTH, SIGNS, new_code, written


class PassportQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(withdrawn_at=None)


class Passport(models.Model):
    """Of one piece, not of a kind of piece: five bowls alike have five. It says nothing of who bought it."""

    code = models.CharField(
        _("code"),
        max_length=LENGTH + 1,
        unique=True,
        default=new_code,
        editable=False,
        validators=[RegexValidator(f"^[{SIGNS}]{{{LENGTH + 1}}}$")],
    )
    product = models.ForeignKey(Product, verbose_name=_("piece"), on_delete=models.PROTECT, related_name="passports")
    made_in = models.DateField(_("month it was made"), help_text=_("The first day of the month."))
    person = models.ForeignKey(
        Person,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="passports",
        help_text=_("Shown only as long as this person agrees to be named on passports."),
    )
    line = models.ForeignKey(
        Line, verbose_name=_("sold with"), null=True, blank=True, on_delete=models.SET_NULL, related_name="passports"
    )
    batch = models.UUIDField(_("sheet of labels"), default=uuid.uuid4, editable=False, db_index=True)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = PassportQuerySet.as_manager()

    class Meta:
        verbose_name = _("passport")
        verbose_name_plural = _("passports")
        ordering = ["-issued_at", "pk"]
        constraints = [models.CheckConstraint(name="passport_names_a_month", condition=Q(made_in__day=1))]

    def __str__(self):
        return written(self.code)

    def get_absolute_url(self) -> str:
        return reverse("passports:passport", args=[self.code])
