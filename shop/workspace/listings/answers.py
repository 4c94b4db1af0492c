"""Reading what a leader typed, from a form or from what a phone kept: plain text, whole francs, centimetres with a comma or a dot."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Artisan, Cooperative
from shop.catalogue.models import Category
from shop.workspace.listings.models import Submission
from shop.workspace.listings.pricing import MOST
from shop.workspace.listings.steps import STEPS

WORDS_AT_MOST = 10_000
# What cannot be stored or seen; the marks that join emoji and turn the direction of writing stay.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_GROUPS = re.compile(r"[\s.,'’]+(?=\d{3}(\D|$))")


class PlainText(forms.CharField):
    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", str(value or "")))
        return super().to_python(text.replace("\r\n", "\n").replace("\r", "\n"))

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Counted by the field itself, in signs and after cleaning.
        self.widget.attrs.setdefault("dir", "auto")


class Whole(forms.IntegerField):
    """Digits, with whatever people put between thousands: 12 000, 12.000, 12,000 Frw."""

    default_error_messages = {
        "invalid": _("Write it in digits, for example 12000."),
        "min_value": _("It cannot be less than %(limit_value)s."),
        "max_value": _("That is too much. %(limit_value)s is the most."),
    }

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs)

    def to_python(self, value: Any) -> int | None:
        text = re.sub(r"(?i)\s*(frw|rwf|fr|f|g)\.?\s*$", "", str(value if value is not None else "").strip()[:40])
        return super().to_python(_GROUPS.sub("", text))


class Centimetres(forms.DecimalField):
    default_error_messages = {
        "invalid": _("Write it in digits, for example 24 or 24,5."),
        "max_decimal_places": _("One digit after the comma is enough, for example 24,5."),
        "max_digits": _("Write it in digits, for example 24 or 24,5."),
        "max_whole_digits": _("That is too much for one piece."),
    }

    def __init__(self, **kwargs):
        super().__init__(
            max_digits=6,
            decimal_places=1,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            validators=[
                MinValueValidator(Decimal("0.1"), _("It is bigger than nothing.")),
                MaxValueValidator(Decimal("999.9"), _("That is too much for one piece.")),
            ],
            **kwargs,
        )

    def to_python(self, value: Any) -> Decimal | None:
        text = re.sub(r"(?i)\s*cm\.?\s*$", "", str(value if value is not None else "").strip()[:20])
        return super().to_python(text.replace(",", "."))


class People(forms.ModelMultipleChoiceField):
    def clean(self, value: Any):
        # A number that no column can hold is nobody's.
        if any(not str(number).isdecimal() or len(str(number)) > 18 for number in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class Answers(forms.Form):
    """Some answers to our questions (`asked`). What is right in it can be saved although something else is wrong."""

    kind = forms.ModelChoiceField(queryset=None, error_messages={"invalid_choice": _("Choose one of the pictures.")})
    title = PlainText(
        label=_("What do you call it?"),
        help_text=_("You can leave it empty."),
        max_length=120,
        error_messages={"max_length": _("A name has %(limit_value)d letters at most. This has %(show_value)d.")},
    )
    shape = forms.ChoiceField(
        choices=Submission.Shape, error_messages={"invalid_choice": _("Choose one of the shapes.")}
    )
    height_cm = Centimetres(label=_("How high?"))
    width_cm = Centimetres(label=_("How wide?"))
    depth_cm = Centimetres(label=_("How deep?"))
    diameter_cm = Centimetres(label=_("How wide across?"))
    weight_grams = Whole(
        label=_("How heavy?"),
        help_text=_("You can leave it empty. 1 kilo is 1000 grams."),
        validators=[
            MinValueValidator(1, _("It is heavier than nothing.")),
            MaxValueValidator(100_000, _("That is too heavy to be sent.")),
        ],
    )
    price_rwf = Whole(
        label=_("The buyer pays"),
        max_value=MOST,
        error_messages={"max_value": _("Nobody can pay that much. Look at the zeros.")},
    )
    # The price to which the leader said “yes, I mean it”.
    price_is_meant = Whole()
    is_one_of_a_kind = forms.BooleanField()
    quantity = Whole(label=_("How many are there?"), min_value=0, max_value=9_999)
    artisans = People(
        queryset=None,
        label=_("Who made it?"),
        error_messages={"invalid_choice": _("Choose people of your group.")},
    )
    words = PlainText(
        label=_("What do you want to tell about it?"),
        help_text=_("What it is made of, what it is for. You can leave it empty."),
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": _("That is very long: %(show_value)d letters. %(limit_value)d are the most.")},
    )

    def __init__(self, *args, asked: tuple[str, ...], cooperative: Cooperative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {name: field for name, field in self.fields.items() if name in asked}
        for name, field in self.fields.items():
            field.required = False
            field.widget.is_required = False
            if name == "kind":
                field.queryset = kinds()
            if name == "artisans":
                field.queryset = members_of(cooperative)

    def clean_price_rwf(self) -> int | None:
        price = self.cleaned_data["price_rwf"]
        if price is not None and price < 1:
            raise forms.ValidationError(_("At 0 nobody pays you for it. What should the buyer pay?"))
        return price

    @property
    def right(self) -> dict[str, Any]:
        """The answers that can be saved."""
        right = {name: value for name, value in self.cleaned_data.items() if name not in self.errors}
        if "price_is_meant" in right:
            meant = right.pop("price_is_meant")
            if meant is not None and "price_rwf" in right:
                right["price_is_meant"] = meant == right["price_rwf"]
        return right


def kinds():
    """What can be listed: the kinds of the shop that have no kinds below them, in the order of the menu."""
    return Category.objects.filter(numchild=0, is_public=True, ancestors_are_public=True).order_by("path")


def members_of(cooperative: Cooperative):
    return Artisan.objects.filter(cooperative=cooperative).select_related("person")


def asked_of(codes: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields among these names, for what a phone sends: only what was changed there."""
    return tuple(name for step in STEPS for name in step.asks if name in codes)


def as_posted(answers: Mapping[str, Any]) -> QueryDict:
    """What a phone sends as JSON, in the shape of a form."""
    posted = QueryDict(mutable=True)
    for name, value in answers.items():
        values = value if isinstance(value, list) else [value]
        posted.setlist(
            name, ["" if one is None else str(one) for one in values if isinstance(one, str | int | float | None)]
        )
    return posted
