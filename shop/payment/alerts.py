"""What an alert means, in plain words, and what can be done about it here and now. Its advice is in `models`."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.payment.models import PaymentAlert, UnearnedPayment

Kind = PaymentAlert.Kind

MEANING = {
    Kind.MISMATCH: _("A buyer paid, but another amount, in another currency or for another order than was asked for."),
    Kind.UNMATCHED: _("A payment came in that belongs to no order of ours."),
    Kind.LATE: _("A buyer paid when the order had been let go of, and its pieces were sold or for sale again."),
    Kind.REFUND: _(
        "Money that we gave back did not reach the buyer, or more was given back than was left of the order."
    ),
    Kind.DISPUTE: _(
        "The buyer told the bank that the payment was wrong. The bank decides, and may have taken the money until then."
    ),
    Kind.STUCK: _("The buyer filled in Stripe’s page, and the money has neither come nor been refused."),
    Kind.UNKNOWN: _(
        "Money was given back or is disputed at Stripe, of a payment that belongs to no order of this shop. The books know nothing "
        "of it."
    ),
}


def kept_for(alert: PaymentAlert) -> UnearnedPayment | None:
    """The money that an alert is about, while it is with us and staff are to decide."""
    return UnearnedPayment.objects.filter(session_id=alert.subject, state=UnearnedPayment.State.KEPT).first()


def acts_on(alert: PaymentAlert, has_money: bool) -> list[tuple[str, str]]:
    """What can be done about an open alert: (label, address)."""
    acts = []
    if alert.closed_at is None:
        if has_money:
            acts.append((_("Give it back"), reverse("paymentalert:give_back", args=[alert.pk])))
        acts.append((_("Ask Stripe again"), reverse("paymentalert:ask", args=[alert.pk])))
        acts.append((_("Close with a note"), reverse("paymentalert:close", args=[alert.pk])))
    return acts
