"""Issuing a sheet of passports, and tying one to the order its piece was sold with."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.order.models import Line, Order
from shop.passports.issuing import MOST_AT_ONCE
from shop.passports.models import Passport


class MonthField(forms.DateField):
    """A month, as its first day. Browsers send 2026-11, people may type a whole date."""

    input_formats = ["%Y-%m", "%Y-%m-%d"]

    def __init__(self, **kwargs):
        super().__init__(widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"), **kwargs)

    def to_python(self, value):
        day = super().to_python(value)
        return day and day.replace(day=1)


class IssueForm(forms.ModelForm):
    number = forms.IntegerField(
        label=gettext_lazy("How many pieces"),
        initial=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_ONCE)],
        help_text=gettext_lazy("One passport for each piece, though they be alike. A sheet of labels holds 24."),
    )
    made_in = MonthField(label=gettext_lazy("Month they were made"))

    class Meta:
        model = Passport
        fields = ["product", "made_in", "person"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["made_in"].initial = timezone.localdate().replace(day=1)

    def clean_made_in(self):
        month = self.cleaned_data["made_in"]
        if month > timezone.localdate():
            raise forms.ValidationError(_("That month has not come yet."))
        return month


class PassportForm(forms.ModelForm):
    made_in = MonthField(label=gettext_lazy("Month it was made"))
    order_number = forms.CharField(
        label=gettext_lazy("Sold with order"),
        required=False,
        max_length=32,
        help_text=gettext_lazy("Its page then says that the makers were paid. It never says by whom."),
    )
    withdraw = forms.BooleanField(
        label=gettext_lazy("Withdraw it"),
        required=False,
        help_text=gettext_lazy("For a label that was lost or spoilt: its code then leads nowhere, for good."),
    )

    class Meta:
        model = Passport
        fields = ["made_in", "person"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        line = self.instance.line
        self.fields["order_number"].initial = line.order.number if line else ""

    def clean_order_number(self) -> str:
        """Keeps the line that was found, for `tie` to judge."""
        number = self.cleaned_data["order_number"].strip()
        self.line = None
        if number:
            order = Order.objects.filter(number=number).first()
            if order is None:
                raise forms.ValidationError(_("There is no order with this number."))
            lines = Line.objects.filter(order=order, product=self.instance.product_id)
            self.line = lines.first()
            if self.line is None:
                raise forms.ValidationError(_("That order holds no such piece."))
        return number
