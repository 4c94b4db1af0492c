"""What is typed at the door: a phone number, five digits, five digits twice."""

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from shop.workspace.entrance.pin import LENGTH, digits_of


class PinField(forms.CharField):
    """Never written back into a page. The phone shows its keys for numbers, and does not offer to keep them."""

    default_error_messages = {"required": _("Type your five numbers.")}

    def __init__(self, **kwargs):
        attrs = {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "maxlength": LENGTH,
            "class": "field__input--number",
        }
        super().__init__(widget=forms.PasswordInput(attrs=attrs), max_length=20, **kwargs)

    def to_python(self, value):
        return digits_of(super().to_python(value))


class PinForm(forms.Form):
    pin = PinField(label=_("Your secret number"), help_text=_("Five numbers"))


class NumberForm(forms.Form):
    number = PhoneNumberField(
        label=_("Your phone number"),
        error_messages={
            "required": _("Type your phone number."),
            "invalid": _("This is not a phone number. Look at it again."),
        },
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "inputmode": "tel",
                "autocomplete": "tel",
                "maxlength": 30,
                "class": "field__input--number",
            }
        ),
    )
    pin = PinField(label=_("Your secret number"), help_text=_("Five numbers"))


class ChooseForm(forms.Form):
    pin = PinField(
        label=_("Choose five numbers"), help_text=_("Only you know them. Not a year, and not all the same number.")
    )
    again = PinField(label=_("The same five numbers again"))

    def clean(self):
        typed = super().clean()
        if typed.get("pin") and typed.get("again") and typed["pin"] != typed["again"]:
            self.add_error("again", _("These are not the same as above. Type them again."))
        return typed


class ChangeForm(ChooseForm):
    old = PinField(label=_("Your secret number now"))

    field_order = ["old", "pin", "again"]


class ResetForm(forms.Form):
    """For staff."""

    reason = forms.CharField(
        label=_("How we know it is the leader who asks"),
        max_length=255,
        help_text=_(
            "For example: a call from the leader’s own number, in which the last piece that was sent was named."
        ),
    )
