from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from cooperatives.ledger.models import Entry
from cooperatives.ledger.statements import BEYOND, Sought

# Days that a calendar, a clock and a database agree about.
DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(required=False, widget=widget, validators=DAYS, **kwargs)


class StatementForm(forms.Form):
    """Which lines of a statement, and at which number its page begins."""

    starts_on = DayField(label=_("Booked from"))
    ends_on = DayField(label=_("to"))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Entry.Kind.choices])
    order = forms.CharField(label=_("Order"), required=False, max_length=64)
    older_than = forms.IntegerField(required=False, min_value=0, max_value=BEYOND, widget=forms.HiddenInput)
    newer_than = forms.IntegerField(required=False, min_value=0, max_value=BEYOND, widget=forms.HiddenInput)

    def clean(self):
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise ValidationError(_("The last day is before the first."))

    @property
    def sought(self) -> Sought:
        found = self.cleaned_data
        return Sought(found["starts_on"], found["ends_on"], found["kind"], found["order"])

    @property
    def place(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in ("older_than", "newer_than")}
