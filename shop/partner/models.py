"""Stock and prices. A Partner is Oscar's fulfilment party: here always one cooperative, known by that name only inside the shop."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
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


from oscar.apps.partner.models import *  # noqa: E402, F403
