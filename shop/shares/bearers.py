"""Who bears what: a discount, a voucher, Stripe's fee, delivery, breakage, the fee of a dispute.

The same six questions are answered twice: on a policy as the rule for orders to come, on a line's share as it was when the
order was placed.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Bearer(models.TextChoices):
    HOUSE = "house", _("The organisation")
    COOPERATIVE = "cooperative", _("The cooperative")


class Bearers(models.Model):
    """What holds unless a policy says otherwise: discounts are borne by the makers pro rata, all else by the house."""

    NAMES = (
        "discount_bearer",
        "voucher_bearer",
        "fee_bearer",
        "shipping_bearer",
        "breakage_bearer",
        "dispute_fee_bearer",
    )

    discount_bearer = models.CharField(
        _("a discount"),
        max_length=12,
        choices=Bearer,
        default=Bearer.COOPERATIVE,
        help_text=_("Of an offer that needs no code. Borne by the organisation, the share is as if there were none."),
    )
    voucher_bearer = models.CharField(_("a voucher"), max_length=12, choices=Bearer, default=Bearer.COOPERATIVE)
    fee_bearer = models.CharField(
        _("the fee of the payment"),
        max_length=12,
        choices=Bearer,
        default=Bearer.HOUSE,
        help_text=_("What Stripe charges for the payment, as its statement says."),
    )
    shipping_bearer = models.CharField(
        _("the parcel"),
        max_length=12,
        choices=Bearer,
        default=Bearer.HOUSE,
        help_text=_("Whoever posts it gets what the buyer paid for the delivery, by the weight of the pieces."),
    )
    breakage_bearer = models.CharField(
        _("breakage"),
        max_length=12,
        choices=Bearer,
        default=Bearer.HOUSE,
        help_text=_("What a buyer gets back for a piece that arrived broken."),
    )
    dispute_fee_bearer = models.CharField(
        _("the fee of a lost dispute"), max_length=12, choices=Bearer, default=Bearer.HOUSE
    )

    class Meta:
        abstract = True
