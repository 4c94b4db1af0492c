"""The form of a share policy: the commission in per cent, and nothing that would rewrite the past."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalogue.models import Category


class PercentField(forms.DecimalField):
    """Per cent on the page, basis points in the database."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=100, max_digits=5, decimal_places=2, **kwargs)

    def prepare_value(self, value):
        return Decimal(value) / 100 if isinstance(value, int) else value

    def clean(self, value) -> int | None:
        percent = super().clean(value)
        return None if percent is None else int(percent * 100)

    def has_changed(self, initial, data) -> bool:
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True


class CategoryField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(queryset=Category.objects.order_by("path"), **kwargs)

    def label_from_instance(self, category: Category) -> str:
        """Where it stands in the tree, without asking for those above it."""
        return "— " * (category.depth - 1) + category.name


class PolicyForm(forms.ModelForm):
    """What staff write; the rest is said by the model's own rules."""

    commission_bp = PercentField(
        label=_("The organisation keeps (%)"),
        help_text=_("Of what a piece is sold for. The rest is the cooperative’s."),
        error_messages={
            "max_value": _("The organisation cannot keep more than the whole sale: 100 is the most."),
            "min_value": _("It cannot be less than nothing."),
        },
    )
    category = CategoryField(label=_("Kind of pieces"), required=False, help_text=_("With all the kinds below it."))

    def clean_valid_from(self):
        begins = self.cleaned_data["valid_from"]
        unchanged = self.instance.pk and self.instance.valid_from == begins
        if begins < timezone.localdate() and not unchanged:
            raise ValidationError(
                _("Orders of past days keep what was agreed for them: it can begin today at the earliest.")
            )
        return begins
