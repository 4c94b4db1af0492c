"""The one form of the checkout: who to write to, how it travels, and where it goes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.checkout.addresses import REQUIRED, AddressForm
from shop.order.models import ShippingAddress
from shop.shipping.repository import PICK_UP, Delivery


class CheckoutForm(AddressForm):
    """`deliveries` are the ways that can be chosen."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For the confirmation and the link to your order."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "enterkeyhint": "next"}),
        error_messages={"required": REQUIRED},
    )
    delivery = forms.ChoiceField(label=_("Delivery"), widget=forms.RadioSelect)
    basket_token = forms.CharField(widget=forms.HiddenInput, required=False)
    shown_total = forms.CharField(widget=forms.HiddenInput, required=False)

    # Which of the account's addresses is chosen, and which one the fields were filled from.
    saved = forms.CharField(required=False)
    saved_before = forms.CharField(widget=forms.HiddenInput, required=False)
    keep_address = forms.BooleanField(label=_("Keep this address in my account"), required=False)

    def __init__(self, *args, deliveries: list[Delivery], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["delivery"].choices = [(option.code, option.name) for option in deliveries]
        self.order_fields(["email", "country", "delivery", "name", *self.address_fields, "phone"])

    @property
    def typed_fields(self) -> list[forms.BoundField]:
        """Those of the address that are written, in the order of its country."""
        return [self[name] for name in ("name", *self.address_fields, "phone")]

    def address(self) -> ShippingAddress:
        """The address as typed, not yet saved."""
        return ShippingAddress(**self.values())


def is_pick_up(data) -> bool:
    return data.get("delivery") == PICK_UP
