"""Finding orders, and sending them, in the dashboard."""

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard.orders import forms as oscar_forms

from shop.order.carriers import Carrier
from shop.order.models import Line, Order
from shop.order.sending import Consignment


class OrderSearchForm(oscar_forms.OrderSearchForm):
    """Without what no order here has: everything is paid through Stripe, and pieces have no bar codes."""

    left_out = ("payment_method", "upc", "partner_sku")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.left_out:
            self.fields[name].widget = forms.HiddenInput()
            self.fields[name].disabled = True

    def payment_method_choices(self):
        return [("", "")]


class SendForm(forms.Form):
    """What leaves now: all that waits, or the lines that are chosen; and with whom."""

    carrier = forms.ChoiceField(label=_("Carrier"), choices=[("", "—"), *Carrier.choices], required=False)
    tracking_number = forms.RegexField(
        r"^[\w .\-]*$",
        label=_("Tracking number"),
        max_length=64,
        required=False,
        error_messages={"invalid": _("A tracking number has only letters, figures, spaces, dots and hyphens.")},
    )
    lines = forms.ModelMultipleChoiceField(queryset=Order.objects.none(), required=False)
    is_choosing = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, order: Order, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lines"].queryset = order.lines.to_send().order_by("pk")
        self.fields["lines"].label_from_instance = lambda line: f"{line.quantity} × {line.title}"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("tracking_number") and not cleaned.get("carrier"):
            self.add_error("carrier", _("Please say whose number this is."))
        if cleaned.get("is_choosing") and "lines" not in self.errors and not cleaned["lines"]:
            self.add_error("lines", _("Please choose what is in the parcel."))
        return cleaned

    @property
    def consignment(self) -> Consignment:
        return Consignment(self.cleaned_data["carrier"], self.cleaned_data["tracking_number"])

    @property
    def chosen(self) -> list[Line] | None:
        """The lines in the parcel; None for whatever is left."""
        return list(self.cleaned_data["lines"]) if self.cleaned_data["is_choosing"] else None
