"""What was asked of Stripe for an order, and what staff must look at. Money itself is in the books, not here."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.order.models import Line, Order


class StripeSession(models.Model):
    """The Checkout Session of an order: one, however often the buyer clicks."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="stripe_session")
    session_id = models.CharField(max_length=255, unique=True)
    url = models.URLField(max_length=2000, blank=True)
    payment_intent = models.CharField(max_length=255, blank=True, db_index=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.session_id


def new_refund_reference() -> str:
    return f"R-{secrets.token_hex(6).upper()}"


class Refund(models.Model):
    """Money given back. It is written down before Stripe is asked, so that a crash between the two is found and finished."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("asked of Stripe")
        DONE = "done", _("given back")
        REFUSED = "refused", _("refused by Stripe")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    reference = models.CharField(max_length=32, unique=True, default=new_refund_reference, editable=False)
    state = models.CharField(max_length=16, choices=State.choices, default=State.REQUESTED)
    amount_minor = models.PositiveBigIntegerField()
    delivery_minor = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=255)
    stripe_id = models.CharField(max_length=255, blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.reference


class RefundLine(models.Model):
    """The part of a refund that belongs to one line of the order."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="refund_lines")
    amount_minor = models.PositiveBigIntegerField()

    def __str__(self):
        return f"{self.line_id}: {self.amount_minor}"


class PaymentAlert(models.Model):
    """Something about a payment that no program may decide. Staff look at it and close it."""

    class Kind(models.TextChoices):
        MISMATCH = "mismatch", _("paid, but not what was ordered")
        UNMATCHED = "unmatched", _("paid, but for no order that asked for it")
        LATE = "late", _("paid after the pieces were given back")
        REFUND = "refund", _("a refund that Stripe refused")

    order = models.ForeignKey(Order, null=True, on_delete=models.CASCADE, related_name="payment_alerts")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    subject = models.CharField(max_length=255, help_text=_("The Stripe object it is about."))
    detail = models.TextField()
    raised_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="one_alert_per_subject")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject}"


from oscar.apps.payment.models import *  # noqa: E402, F403
