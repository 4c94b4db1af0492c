"""Orders. What each cooperative gets is frozen on the line when the order is placed and never computed again."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder

from cooperatives.models import Cooperative
from shop.order import status
from shop.order.carriers import Carrier, tracking_page
from shop.shares.bearers import Bearers
from shop.shares.models import SharePolicy
from shop.shipping.repository import PICK_UP


def new_token() -> str:
    """128 random bits for an address only its owner knows."""
    return secrets.token_urlsafe(16)


class OrderQuerySet(models.QuerySet):
    def awaiting_payment(self):
        return self.filter(status=status.AWAITING_PAYMENT)

    def settled(self):
        return self.filter(status__in=status.SETTLED)


class Order(AbstractOrder):
    """An order. It exists, with its stock reserved, before the buyer is sent to pay."""

    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=8, default=settings.LANGUAGE_CODE)
    hold_until = models.DateTimeField(_("pieces are held until"), null=True, blank=True, db_index=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    total_minor = models.PositiveBigIntegerField(_("total in minor units"), default=0)
    refunded_minor = models.PositiveBigIntegerField(_("refunded in minor units"), default=0)
    # The basket that went back to the buyer when the order was let go of: if it is paid after all, they have it no more.
    released_basket = models.ForeignKey(
        "basket.Basket", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OrderQuerySet.as_manager()

    class Meta(AbstractOrder.Meta):
        constraints = [
            # One click or ten: a basket becomes one order. A cancelled order lets go of its basket.
            models.UniqueConstraint(fields=["basket"], name="one_order_per_basket"),
            models.CheckConstraint(condition=Q(refunded_minor__lte=F("total_minor")), name="refunds_are_bounded"),
        ]

    @property
    def email(self) -> str:
        """Where the buyer wants to hear about this order."""
        return self.guest_email or (self.user.email if self.user else "")

    @property
    def is_picked_up(self) -> bool:
        """The buyer comes for it; nothing is posted."""
        return self.shipping_code == PICK_UP

    def get_absolute_url(self) -> str:
        """The buyer's page of the order, by its newest live link; empty when every link was revoked."""
        link = self.links.filter(revoked_at=None).order_by("-pk").first()
        return reverse("order:detail", args=[link.token]) if link else ""


class OrderLink(models.Model):
    """A random address of an order's page. Whoever has it may see the order; staff can revoke it and give another."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="links")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.order_id}"


class Parcel(models.Model):
    """Pieces that left together, or that were laid ready together to be picked up. An order has one, seldom more."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="parcels")
    carrier = models.CharField(_("carrier"), max_length=16, choices=Carrier.choices, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=64, blank=True)
    sent_at = models.DateTimeField(_("sent"))
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.order_id}: {self.get_carrier_display()} {self.tracking_number}".rstrip()

    @property
    def tracking_url(self) -> str:
        return tracking_page(self.carrier, self.tracking_number)


class OrderMail(models.Model):
    """A mail about an order that was handed to the mail server, so that it goes out once."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=32)
    about = models.CharField(max_length=32, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "kind", "about"], name="each_mail_once")]

    def __str__(self):
        return f"{self.order_id} {self.kind}"


class LineQuerySet(models.QuerySet):
    def to_send(self):
        """What waits here to be sent: not what was given back whole, nor what has no piece left."""
        whole = Q(price_minor__gt=0, refunded_minor=F("price_minor"))
        return self.filter(parcel=None, num_allocated__gt=0).exclude(whole)


class Line(AbstractLine):
    """A line of an order, with what the buyer pays for it in minor units."""

    parcel = models.ForeignKey(Parcel, null=True, blank=True, on_delete=models.SET_NULL, related_name="lines")
    price_minor = models.PositiveBigIntegerField(_("paid for the line, in minor units"), default=0)
    promotion_minor = models.PositiveBigIntegerField(_("discount the organisation bears, in minor units"), default=0)
    refunded_minor = models.PositiveBigIntegerField(_("refunded, in minor units"), default=0)

    objects = LineQuerySet.as_manager()

    class Meta(AbstractLine.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(refunded_minor__lte=F("price_minor")), name="line_refunds_are_bounded"),
        ]

    @property
    def is_given_back(self) -> bool:
        """All of its money is."""
        return 0 < self.price_minor <= self.refunded_minor

    @property
    def has_pieces_to_decide_on(self) -> bool:
        """Given back in Stripe itself or lost to a dispute, and nobody said whether its pieces are sold again."""
        return self.is_given_back and bool(self.num_allocated)


class LineShare(Bearers):
    """What one cooperative gets of one line, with the rule it was computed by. Amounts in minor units of the order's currency.

    The gross amounts of a line add up to what the buyer pays for it and what the organisation adds (`promotion_minor`).
    """

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="shares")
    cooperative = models.ForeignKey(Cooperative, on_delete=models.PROTECT, related_name="line_shares")
    weight = models.PositiveIntegerField(_("part in the piece"))
    gross_minor = models.PositiveBigIntegerField(_("its part of the price"))
    commission_bp = models.PositiveIntegerField(_("commission in basis points"))
    commission_minor = models.PositiveBigIntegerField(_("commission"))
    amount_minor = models.PositiveBigIntegerField(_("share"))
    delivery_minor = models.PositiveBigIntegerField(
        _("its part of the delivery"), default=0, help_text=_("When it posts its pieces itself.")
    )
    policy = models.ForeignKey(
        SharePolicy, null=True, blank=True, on_delete=models.SET_NULL, related_name="line_shares", editable=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "cooperative"], name="one_share_per_cooperative"),
            models.CheckConstraint(
                condition=Q(gross_minor=F("amount_minor") + F("commission_minor")), name="share_and_commission_add_up"
            ),
        ]

    def __str__(self):
        return f"{self.cooperative}: {self.amount_minor}"


from oscar.apps.order.models import *  # noqa: E402, F403
