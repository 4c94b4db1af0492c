"""What was asked of Stripe for an order, what Stripe told us, and what staff must look at. Money itself is in the books."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.order.models import Line, LineShare, Order
from shop.payment.methods import in_words
from shop.shares.bearers import Bearer


class StripeSession(models.Model):
    """The Checkout Session of an order: one, however often the buyer clicks."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="stripe_session")
    session_id = models.CharField(max_length=255, unique=True)
    url = models.URLField(max_length=2000, blank=True)
    payment_intent = models.CharField(max_length=255, blank=True, db_index=True)
    # How it was paid, as Stripe names it, and nothing more: the brand of a card with the end of its number, or “ideal”.
    paid_with = models.CharField(max_length=64, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    # What the payment did to our balance at Stripe, once that is known and booked.
    movement_id = models.CharField(max_length=255, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.session_id

    @property
    def paid_by(self) -> str:
        """In words; empty while it is not known."""
        return in_words(self.paid_with, self.last4)


def new_refund_reference() -> str:
    return f"R-{secrets.token_hex(6).upper()}"


class RefundQuerySet(models.QuerySet):
    def taking(self):
        """Those whose money is gone from the order, or asked for: they count against what is left of it."""
        return self.filter(state__in=Refund.TAKING)

    def unfinished(self):
        return self.filter(state__in=Refund.UNFINISHED)


class Refund(models.Model):
    """Money given back, by us, in Stripe itself, or taken by the buyer's bank. What we ask of Stripe is written down before
    it is asked, so that a crash between the two is found and finished."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("asked of Stripe")
        PENDING = "pending", _("on its way at Stripe")
        DISPUTED = "disputed", _("taken until the dispute ends")
        DONE = "done", _("given back")
        REFUSED = "refused", _("refused by Stripe")
        FAILED = "failed", _("came back from the buyer’s bank")
        RETURNED = "returned", _("ours again: the dispute was won")

    class Cause(models.TextChoices):
        CHANGED_MIND = "changed_mind", _("The buyer changed their mind")
        BROKEN = "broken", _("It arrived broken")
        LOST = "lost", _("It got lost on the way")
        SOLD_OUT = "sold_out", _("We do not have it")
        MISTAKE = "mistake", _("A mistake in the order or its price")
        GOODWILL = "goodwill", _("Goodwill")
        OTHER = "other", _("Something else")
        IN_STRIPE = "in_stripe", _("Made in Stripe itself")
        DISPUTE = "dispute", _("Disputed at the buyer’s bank")

    TAKING = (State.REQUESTED, State.PENDING, State.DISPUTED, State.DONE)
    UNFINISHED = (State.REQUESTED, State.PENDING)
    # What staff may choose; the others are told us by Stripe.
    CHOSEN_CAUSES = Cause.choices[:7]

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    reference = models.CharField(max_length=32, unique=True, default=new_refund_reference, editable=False)
    state = models.CharField(max_length=16, choices=State.choices, default=State.REQUESTED)
    cause = models.CharField(_("cause"), max_length=16, choices=Cause.choices, default=Cause.OTHER)
    amount_minor = models.PositiveBigIntegerField()
    delivery_minor = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    stripe_id = models.CharField(max_length=255, blank=True)
    # What it did to our balance at Stripe, once that is known and booked.
    movement_id = models.CharField(max_length=255, blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Whoever hears first of a refund made in Stripe itself imports it; nobody does so again.
            models.UniqueConstraint(fields=["stripe_id"], condition=~Q(stripe_id=""), name="each_stripe_refund_once"),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_by_us(self) -> bool:
        return self.cause not in (self.Cause.IN_STRIPE, self.Cause.DISPUTE)


class RefundLine(models.Model):
    """The part of a refund that belongs to one line of the order, and what becomes of the pieces that it covers."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="refund_lines")
    amount_minor = models.PositiveBigIntegerField()
    promotion_minor = models.PositiveBigIntegerField(
        default=0, help_text=_("What the organisation gets back of the discount it bore.")
    )
    quantity = models.PositiveIntegerField(default=0, help_text=_("Pieces that are not sold any more."))
    for_sale = models.PositiveIntegerField(default=0, help_text=_("As many of them are sold again."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="a_refund_names_a_line_once"),
            models.CheckConstraint(condition=Q(for_sale__lte=F("quantity")), name="only_what_came_back_is_sold_again"),
        ]

    def __str__(self):
        return f"{self.line_id}: {self.amount_minor}"


class RefundShare(models.Model):
    """What a refund takes of one frozen share: written down, so that the next refund knows what is left of it."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="shares")
    share = models.ForeignKey(LineShare, on_delete=models.PROTECT, related_name="given_back")
    amount_minor = models.PositiveBigIntegerField(default=0)
    commission_minor = models.PositiveBigIntegerField(default=0)
    delivery_minor = models.PositiveBigIntegerField(default=0)
    bearer = models.CharField(
        max_length=12,
        choices=Bearer,
        default=Bearer.COOPERATIVE,
        help_text=_("Borne by the organisation, the cooperative keeps its share."),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["refund", "share"], name="a_refund_names_a_share_once")]

    def __str__(self):
        return f"{self.share_id}: {self.amount_minor}"


class Dispute(models.Model):
    """A payment that the buyer disputes at the bank. What it takes of the order is a refund that may yet come back."""

    class State(models.TextChoices):
        INQUIRY = "inquiry", _("the bank asks")
        OPEN = "open", _("the bank took the money and decides")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        DROPPED = "dropped", _("the bank asked no further")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="disputes")
    stripe_id = models.CharField(max_length=255, unique=True)
    state = models.CharField(max_length=16, choices=State.choices)
    reason = models.CharField(max_length=64, blank=True)
    amount_minor = models.PositiveBigIntegerField(help_text=_("In the currency of the order."))
    # As the bank says it, where it counts in another currency than the order.
    bank_minor = models.PositiveBigIntegerField(default=0)
    bank_currency = models.CharField(max_length=3, blank=True)
    taking = models.OneToOneField(Refund, null=True, blank=True, on_delete=models.PROTECT, related_name="dispute")
    # What the bank took beyond what was left of the order: nobody's share, so the organisation's loss.
    excess_minor = models.PositiveBigIntegerField(default=0)
    fee_minor = models.PositiveBigIntegerField(default=0)
    fee_currency = models.CharField(max_length=3, blank=True)
    opened_at = models.DateTimeField()
    respond_by = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.stripe_id

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.INQUIRY, self.State.OPEN)


def new_unearned_reference() -> str:
    return f"P-{secrets.token_hex(6).upper()}"


class UnearnedPayment(models.Model):
    """Money that a buyer paid for nothing: too late, another amount than ordered, or for no order at all. It is theirs."""

    class State(models.TextChoices):
        KEPT = "kept", _("kept until staff decide")
        RETURNING = "returning", _("asked of Stripe")
        RETURNED = "returned", _("given back")

    class Why(models.TextChoices):
        LATE = "late", _("paid after the pieces were given back")
        MISMATCH = "mismatch", _("paid, but not what was ordered")
        UNMATCHED = "unmatched", _("paid, but for no order that asked for it")

    session_id = models.CharField(max_length=255, unique=True)
    payment_intent = models.CharField(max_length=255, db_index=True)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="unearned_payments")
    why = models.CharField(max_length=16, choices=Why.choices)
    reference = models.CharField(max_length=32, unique=True, default=new_unearned_reference, editable=False)
    state = models.CharField(max_length=16, choices=State.choices, default=State.KEPT)
    currency = models.CharField(max_length=3)
    amount_minor = models.PositiveBigIntegerField()
    returned_minor = models.PositiveBigIntegerField(default=0)
    # Each try to give it back has a reference of its own at Stripe, which remembers what it refused.
    attempt = models.PositiveSmallIntegerField(default=0)
    movement_id = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_minor__lte=F("amount_minor")), name="not_more_is_returned_than_came"
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def books_reference(self) -> str:
        """What the books call it by: the order it was meant for, or itself."""
        return self.order.number if self.order else self.reference

    @property
    def refund_reference(self) -> str:
        return f"{self.reference}-{self.attempt}"


class PaymentAlert(models.Model):
    """Something about a payment that no program may decide. Staff look at it and close it."""

    class Kind(models.TextChoices):
        MISMATCH = "mismatch", _("paid, but not what was ordered")
        UNMATCHED = "unmatched", _("paid, but for no order that asked for it")
        LATE = "late", _("paid after the pieces were given back")
        REFUND = "refund", _("a refund that did not arrive")
        DISPUTE = "dispute", _("a buyer disputes the payment")
        STUCK = "stuck", _("an order that can neither be paid nor let go")
        UNKNOWN = "unknown", _("money that went back of a payment we do not know")

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

    @property
    def advice(self) -> str:
        return ADVICE[self.kind]


ADVICE = {
    PaymentAlert.Kind.MISMATCH: _(
        "The money is with us, and the order is not paid. Ask the buyer what they meant, or give it back."
    ),
    PaymentAlert.Kind.UNMATCHED: _(
        "The money is with us, and no order asked for it. Look in Stripe who paid it, and give it back."
    ),
    PaymentAlert.Kind.LATE: _("Stripe refused to give it back by itself. Look in Stripe why, then give it back."),
    PaymentAlert.Kind.REFUND: _(
        "The buyer has not got this money, and the order is as if it had not been given back. Ask the buyer for another "
        "way to pay it, or try again from the order’s page."
    ),
    PaymentAlert.Kind.DISPUTE: _(
        "Answer in Stripe’s dashboard before the day it names, with the tracking number, the letters exchanged with the buyer "
        "and a picture of the piece; or accept it there. The shares are held until the bank decides."
    ),
    PaymentAlert.Kind.STUCK: _(
        "Look at this payment in Stripe: it may be on its way from the buyer’s bank. The pieces stay reserved until it is paid or "
        "fails; cancel the payment there to free them."
    ),
    PaymentAlert.Kind.UNKNOWN: _(
        "Look at this payment in Stripe: who paid it, and for what. If it was for an order of this shop, note which, write the "
        "amount down for the books, and tell whoever looks after the shop; a dispute has a day until which it can be answered. If "
        "it was for something else, there is nothing to do here. Then close this alert."
    ),
}


from oscar.apps.payment.models import *  # noqa: E402, F403
