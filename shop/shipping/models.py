"""What delivery costs: by zone and weight, in each currency, set by staff."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.shipping.zones import Zone


class DeliveryRate(models.Model):
    """The price of a parcel up to a weight into a zone. The heaviest rate of a zone is the most it can carry."""

    zone = models.CharField(_("zone"), max_length=16, choices=Zone.choices)
    up_to_grams = models.PositiveIntegerField(_("up to (g)"))
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("price"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("delivery rate")
        verbose_name_plural = _("delivery rates")
        ordering = ["zone", "currency", "up_to_grams"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "currency", "up_to_grams"], name="one_rate_per_weight"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.get_zone_display()} ≤ {self.up_to_grams} g: {self.amount} {self.currency}"


from oscar.apps.shipping.models import *  # noqa: E402, F403
