"""Stock and prices. A Partner is Oscar's fulfilment party: here always one cooperative, known by that name only inside the shop."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.abstract_models import AbstractPartner, AbstractStockRecord

from cooperatives.models import Cooperative
from shop.payment.currency import NotAnAmount, to_minor


class Partner(AbstractPartner):
    cooperative = models.OneToOneField(
        Cooperative, on_delete=models.PROTECT, related_name="partner", null=True, blank=True
    )


class StockQuerySet(models.QuerySet):
    def reserve(self, *, pk: int, quantity: int) -> bool:
        """Take `quantity` pieces out of what is free, in one statement, and say whether there were enough.

        The condition is part of the UPDATE: of many buyers at once the database lets only as many through as there are pieces.
        """
        allocated = Coalesce(F("num_allocated"), 0)
        free = self.filter(pk=pk, num_in_stock__gte=allocated + quantity)
        return free.update(num_allocated=allocated + quantity) == 1

    def release(self, *, pk: int, quantity: int) -> bool:
        """Give reserved pieces back; False if they were not reserved."""
        return self.filter(pk=pk, num_allocated__gte=quantity).update(num_allocated=F("num_allocated") - quantity) == 1

    def take_away(self, *, pk: int, quantity: int) -> bool:
        """Take free pieces out of the stock for good, by the same kind of statement; False if there were not enough."""
        free = self.filter(pk=pk, num_in_stock__gte=Coalesce(F("num_allocated"), 0) + quantity)
        return free.update(num_in_stock=F("num_in_stock") - quantity) == 1

    def bring_back(self, *, pk: int, quantity: int) -> bool:
        return self.filter(pk=pk).update(num_in_stock=F("num_in_stock") + quantity) == 1


class StockRecord(AbstractStockRecord):
    objects = StockQuerySet.as_manager()

    class Meta(AbstractStockRecord.Meta):
        constraints = [
            models.UniqueConstraint(fields=["product"], name="one_stock_per_piece"),
            models.CheckConstraint(
                condition=Q(num_allocated__isnull=True)
                | Q(num_allocated__gte=0, num_allocated__lte=F("num_in_stock")),
                name="never_more_reserved_than_in_stock",
            ),
        ]


class Price(models.Model):
    """What a piece costs in one currency: set by staff, never converted. No row: not sold in that currency."""

    stockrecord = models.ForeignKey(StockRecord, on_delete=models.CASCADE, related_name="prices")
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("price"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["currency"]
        constraints = [
            models.UniqueConstraint(fields=["stockrecord", "currency"], name="one_price_per_currency"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="price_is_positive"),
        ]

    def __str__(self):
        return f"{self.amount} {self.currency}"

    def save(self, *args, **kwargs):
        to_minor(Decimal(self.amount), self.currency)  # raises NotAnAmount: nobody can pay half a franc
        super().save(*args, **kwargs)

    def clean(self):
        try:
            to_minor(self.amount, self.currency)
        except NotAnAmount as error:
            raise ValidationError({"amount": str(error)}) from error


class GuideRate(models.Model):
    """How many Rwandan francs staff count for one unit of another currency, from a day on. It proposes prices and charges
    nobody: what a piece costs is always a price that was set."""

    currency = models.CharField(_("currency"), max_length=3)
    rwf = models.DecimalField(
        _("francs"),
        max_digits=12,
        decimal_places=4,
        validators=[MinValueValidator(Decimal("0.0001"))],
        help_text=_("How many Rwandan francs one unit of the currency stands for."),
    )
    valid_from = models.DateField(_("from"), default=timezone.localdate, help_text=_("The first day it holds."))

    class Meta:
        verbose_name = _("guide rate")
        verbose_name_plural = _("guide rates")
        ordering = ["-valid_from", "currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "valid_from"],
                name="one_guide_rate_a_day",
                violation_error_message=_("There is a rate for this currency from this day on already."),
            ),
            models.CheckConstraint(condition=Q(rwf__gt=0), name="guide_rate_is_positive"),
        ]

    def __str__(self):
        return f"1 {self.currency} = {self.rwf.normalize():f} RWF"


from oscar.apps.partner.models import *  # noqa: E402, F403
