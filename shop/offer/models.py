"""Offers and the vouchers' offers: an amount of money has a currency, and a limit per buyer counts for buyers we know."""

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from oscar.apps.offer.abstract_models import AbstractBenefit, AbstractCondition, AbstractConditionalOffer


class ConditionalOffer(AbstractConditionalOffer):
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        help_text=_("Of the amounts in it; in any other currency the offer gives nothing. Empty: it names no amount."),
    )

    @property
    def names_an_amount(self) -> bool:
        """Whether it means different things in different currencies."""
        return (
            self.benefit.type in AMOUNTS or self.condition.type == AbstractCondition.VALUE or bool(self.max_discount)
        )

    def counts_in(self, currency: str) -> bool:
        """Whether it gives anything in a currency. An amount whose currency nobody wrote down is none."""
        return self.currency == currency or not (self.currency or self.names_an_amount)

    def is_for(self, buyer) -> bool:
        """Of whom we do not know, we cannot say how often they had it."""
        return bool(buyer) or not self.max_user_applications

    def get_num_user_applications(self, user) -> int:
        """Upstream counts orders that came to nothing, too, and asks anew for each use within one basket."""
        from shop.order import status
        from shop.order.models import OrderDiscount

        self._had_by = getattr(self, "_had_by", {})
        if user.pk not in self._had_by:
            had = OrderDiscount.objects.filter(offer_id=self.pk, order__user=user)
            had = had.exclude(order__status=status.CANCELLED)
            self._had_by[user.pk] = had.aggregate(total=Sum("frequency"))["total"] or 0
        return self._had_by[user.pk]


AMOUNTS = frozenset(
    {
        AbstractBenefit.FIXED,
        AbstractBenefit.FIXED_UNIT,
        AbstractBenefit.FIXED_PRICE,
        AbstractBenefit.SHIPPING_ABSOLUTE,
        AbstractBenefit.SHIPPING_FIXED_PRICE,
    }
)

from oscar.apps.offer.models import *  # noqa: E402, F403
