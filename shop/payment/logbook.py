"""Who of the staff did what about money, and when: written to the log that Wagtail shows under its reports."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

REFUND_ASKED = "shop.refund_asked"
PAYMENT_RETURNED = "shop.payment_returned"
ALERT_CLOSED = "shop.alert_closed"

# How the log names them: (action, label, sentence).
ACTIONS = [
    (REFUND_ASKED, _("Give money back"), _("Gave money of an order back")),
    (PAYMENT_RETURNED, _("Give a payment back"), _("Gave back a payment that was for nothing")),
    (ALERT_CLOSED, _("Close a payment alert"), _("Closed a payment alert")),
]


def note(about: Model, action: str, *, by: Model, data: dict | None = None) -> None:
    log(instance=about, action=action, user=by, data=data)
