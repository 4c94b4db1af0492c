"""What to give back of an order: everything, pieces, an amount of a line or of the whole, the delivery; and why."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.order.models import Order
from shop.payment.currency import NotAnAmount, exponent, to_decimal, to_minor
from shop.payment.models import Refund
from shop.payment.parts import Left, LineLeft, Wish, left_of
from shop.payment.refunds import Request

MOST_DIGITS = 15
BY_LINE = {"pieces": _("Pieces given back"), "amount": _("Or another amount"), "for_sale": _("Sold again")}


class MoneyField(forms.DecimalField):
    """An amount of the order's currency, in minor units once cleaned; 0 where nothing was typed."""

    def __init__(self, *, currency: str, **kwargs):
        self.currency = currency
        super().__init__(required=False, min_value=Decimal(0), max_digits=MOST_DIGITS, **kwargs)
        self.widget.attrs |= {"step": str(Decimal(1).scaleb(-exponent(currency))), "inputmode": "decimal"}

    def clean(self, value):
        amount = super().clean(value)
        if amount is None:
            return 0
        try:
            return to_minor(amount, self.currency)
        except NotAnAmount:
            decimals = exponent(self.currency)
            told = _("%(currency)s has no decimals.") if not decimals else _("%(currency)s has %(decimals)s decimals.")
            raise forms.ValidationError(told % {"currency": self.currency, "decimals": decimals}) from None


@dataclass(frozen=True)
class LineRow:
    left: LineLeft
    price: Decimal
    fields: tuple[forms.BoundField, ...]


class RefundForm(forms.Form):
    everything = forms.BooleanField(label=_("Everything that is left"), required=False)
    everything_for_sale = forms.BooleanField(label=_("Its pieces can be sold again"), required=False)
    cause = forms.ChoiceField(
        label=_("Why"),
        choices=[("", "—"), *Refund.CHOSEN_CAUSES],
        error_messages={"required": _("Please say why: it decides who gives it back.")},
    )
    reason = forms.CharField(label=_("In your own words"), max_length=255, required=False)

    def __init__(self, *args, order: Order, **kwargs):
        super().__init__(*args, **kwargs)
        self.order = order
        self.left: Left = left_of(order)
        self.fields["amount"] = MoneyField(currency=order.currency, label=_("An amount of the whole order"))
        self.fields["delivery"] = MoneyField(currency=order.currency, label=_("Of the delivery"))
        for left in self.left.lines:
            for name, label in BY_LINE.items():
                # Only the amount has a currency; how many pieces can come back, `parts` says with the title of the line.
                field = (
                    MoneyField(currency=order.currency)
                    if name == "amount"
                    else forms.IntegerField(required=False, min_value=0)
                )
                field.label = f"{label}: {left.line.title}"
                field.widget.attrs |= {"aria-label": field.label, "class": "form-control"}
                self.fields[f"{name}_{left.line.pk}"] = field
        for name in ("amount", "delivery", "cause", "reason"):
            self.fields[name].widget.attrs["class"] = "form-control"
        for name in ("everything", "everything_for_sale"):
            self.fields[name].widget.attrs["class"] = "form-check-input"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("cause") == Refund.Cause.OTHER and not cleaned.get("reason"):
            self.add_error("reason", _("Please say why: it is kept with the refund."))
        return cleaned

    @property
    def rows(self) -> list[LineRow]:
        return [
            LineRow(
                left=left,
                price=to_decimal(left.price_minor, self.order.currency),
                fields=tuple(self[f"{name}_{left.line.pk}"] for name in BY_LINE),
            )
            for left in self.left.lines
        ]

    @property
    def delivery_left(self) -> Decimal:
        return to_decimal(self.left.delivery_minor, self.order.currency)

    def request(self, by) -> Request:
        """What was asked for, once the form is valid."""
        return Request(
            order=self.order,
            wish=self._wish(),
            cause=Refund.Cause(self.cleaned_data["cause"]),
            reason=self.cleaned_data["reason"],
            by=by,
        )

    def _wish(self) -> Wish:
        given = self.cleaned_data
        if given["everything"]:
            again = {left.line.pk: left.pieces for left in self.left.lines} if given["everything_for_sale"] else {}
            return Wish(everything=True, for_sale=again)
        return Wish(
            quantities=self._by_line("pieces"),
            amounts=self._by_line("amount"),
            for_sale=self._by_line("for_sale"),
            amount_minor=given["amount"],
            delivery_minor=given["delivery"],
        )

    def _by_line(self, name: str) -> dict[int, int]:
        typed = {left.line.pk: self.cleaned_data[f"{name}_{left.line.pk}"] for left in self.left.lines}
        return {pk: number for pk, number in typed.items() if number}
