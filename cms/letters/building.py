"""The form of a page, made of the fields that staff put together: with bounds, the right keys on a phone, and a trap for robots."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import BaseForm, FormBuilder

LONGEST_LINE, LONGEST_TEXT = 255, 5000
DIGITS, DECIMALS = 12, 2
# A robot fills in every field; a person does not see this one. Its name must be none that a browser would fill in by itself.
TRAP = "leave_this_empty"
# What browsers know of their owner, by the names that fields have got from their (English) labels.
KNOWN_TO_BROWSERS = {
    "name": "name",
    "your_name": "name",
    "full_name": "name",
    "phone": "tel",
    "telephone": "tel",
    "phone_number": "tel",
    "organisation": "organization",
    "company": "organization",
    "shop": "organization",
    "name_of_your_shop": "organization",
    "country": "country-name",
    "city": "address-level2",
}


class LetterForm(BaseForm):
    """Its errors are said once each, in our words; what was typed is kept."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[TRAP] = forms.CharField(
            label=_("Leave this empty"), required=False, widget=forms.TextInput({"autocomplete": "off"})
        )
        for name, field in self.fields.items():
            field.error_messages["required"] = _("Please fill this in.")
            if isinstance(field, forms.EmailField):
                field.widget.attrs["autocomplete"] = "email"
            elif name in KNOWN_TO_BROWSERS:
                field.widget.attrs["autocomplete"] = KNOWN_TO_BROWSERS[name]

    def clean_leave_this_empty(self):
        """Said and not swallowed: should a browser have filled it in for a person, no letter is lost."""
        if self.cleaned_data[TRAP]:
            raise ValidationError(_("Please leave this field empty: it is there to keep robots out."))
        return ""

    def written_fields(self) -> list:
        """The bound fields that a person sees."""
        return [field for field in self if field.name != TRAP]

    @property
    def trap(self):
        return self[TRAP]

    def letter(self) -> dict:
        """What was written, by the names of the fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != TRAP}


class LetterFormBuilder(FormBuilder):
    """Wagtail's fields, none of which takes as much as anybody likes to send."""

    def create_singleline_field(self, field, options):
        return forms.CharField(**options, max_length=LONGEST_LINE)

    def create_multiline_field(self, field, options):
        return forms.CharField(**options, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 6}))

    def create_email_field(self, field, options):
        return forms.EmailField(**options, max_length=LONGEST_LINE)

    def create_url_field(self, field, options):
        return forms.URLField(**options, max_length=LONGEST_LINE, assume_scheme="https")

    def create_hidden_field(self, field, options):
        return forms.CharField(**options, max_length=LONGEST_LINE, widget=forms.HiddenInput)

    def create_number_field(self, field, options):
        widget = forms.NumberInput({"inputmode": "decimal", "step": "any"})
        return forms.DecimalField(**options, max_digits=DIGITS, decimal_places=DECIMALS, widget=widget)

    def create_date_field(self, field, options):
        return forms.DateField(**options, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def create_datetime_field(self, field, options):
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(**options, widget=widget)

    def create_dropdown_field(self, field, options):
        options["choices"] = [("", _("Please choose")), *self.get_formatted_field_choices(field)]
        return forms.ChoiceField(**options)

    def get_field_options(self, field):
        # Our templates escape the hint themselves.
        return super().get_field_options(field) | {"help_text": field.help_text}

    def get_form_class(self):
        return type("PageForm", (LetterForm,), self.formfields)
