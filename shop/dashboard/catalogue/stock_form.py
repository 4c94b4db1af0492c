"""The number of a piece in stock and what it costs in each currency, as staff write them."""

from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from shop.logbook.changes import PRICES_CHANGED, changes
from shop.partner.models import Price, StockRecord
from shop.payment.currency import NotAnAmount, exponent, to_decimal, to_minor
from shop.payment.logbook import note


class StockChanged(Exception):
    """Somebody bought or sent a piece while its number was being changed: nothing was written."""


class PriceField(forms.DecimalField):
    """An amount that can be paid in its currency, more than nothing."""

    def __init__(self, currency: str):
        decimals = exponent(currency)
        smallest = Decimal(1).scaleb(-decimals)
        super().__init__(label=currency, required=False, max_digits=12, decimal_places=decimals, min_value=smallest)
        self.currency = currency

    def clean(self, value):
        amount = super().clean(value)
        if amount is not None:
            try:
                to_minor(amount, self.currency)
            except NotAnAmount as error:
                raise ValidationError(str(error)) from error
        return amount


class StockRecordForm(forms.ModelForm):
    """The one stock of a piece. It writes what was changed and no more: orders reserve pieces at the same time."""

    num_in_stock = forms.IntegerField(label=_("In stock"), min_value=0, max_value=100_000, show_hidden_initial=True)

    class Meta:
        model = StockRecord
        fields = ["num_in_stock", "low_stock_threshold"]

    def __init__(self, product_class, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["low_stock_threshold"].label = _("Tell us when there are fewer than")
        prices = {price.currency: price.amount for price in self.instance.prices.all()} if self.instance.pk else {}
        for currency in settings.SHOP_CURRENCIES:
            field = self.fields[f"price_{currency}"] = PriceField(currency)
            if currency in prices:
                field.initial = prices[currency].quantize(Decimal(1).scaleb(-exponent(currency)))

    @property
    def price_fields(self):
        return [self[f"price_{currency}"] for currency in settings.SHOP_CURRENCIES]

    @property
    def prices(self) -> dict[str, Decimal | None]:
        return {currency: self.cleaned_data.get(f"price_{currency}") for currency in settings.SHOP_CURRENCIES}

    def clean_num_in_stock(self):
        number = self.cleaned_data["num_in_stock"]
        record = self.instance
        if record.pk is None:
            return number
        # The form is saved over what the page showed, not over what the database has come to say since.
        self.shown = self._shown()
        if number == self.shown:
            return number
        if self.shown != record.num_in_stock:
            raise ValidationError(
                _("It was %(shown)d when you opened this page and is %(now)d by now. Please write the new number.")
                % {"shown": self.shown, "now": record.num_in_stock}
            )
        if number < (record.num_allocated or 0):
            raise ValidationError(
                _("%d of them are ordered and not sent yet: there cannot be fewer.") % record.num_allocated
            )
        return number

    def _shown(self) -> int:
        hidden = self.data.get(self.add_initial_prefix("num_in_stock"), "")
        return int(hidden) if hidden.isdecimal() and len(hidden) < 10 else self.instance.num_in_stock

    def write(self, *, product, partner) -> StockRecord:
        """Save stock and prices, inside the transaction that saves the piece; raises StockChanged."""
        record = self.instance
        threshold = self.cleaned_data["low_stock_threshold"]
        if record.pk is None:
            record = StockRecord.objects.create(
                product=product,
                partner=partner,
                partner_sku=f"P{product.pk}",
                num_in_stock=self.cleaned_data["num_in_stock"],
                low_stock_threshold=threshold,
            )
        else:
            StockRecord.objects.filter(pk=record.pk).update(partner=partner, low_stock_threshold=threshold)
            self._write_number(self.cleaned_data["num_in_stock"])
        self._write_prices(record)
        return record

    def _write_number(self, number: int) -> None:
        if number == self.shown:
            return
        unchanged = StockRecord.objects.annotate(reserved=Coalesce(F("num_allocated"), 0)).filter(
            pk=self.instance.pk, num_in_stock=self.shown, reserved__lte=number
        )
        if not unchanged.update(num_in_stock=number):
            raise StockChanged

    def _write_prices(self, record: StockRecord) -> None:
        before = dict(record.prices.select_for_update().order_by("currency").values_list("currency", "amount"))
        for currency, amount in self.prices.items():
            self._write_price(record, currency, amount)
        after = {currency: amount for currency, amount in self.prices.items() if amount is not None}
        if changed := changes(_as_kept(before), _as_kept(after)):
            note(record.product, PRICES_CHANGED, by=self.user, data={"changes": changed})

    def _write_price(self, record: StockRecord, currency: str, amount: Decimal | None) -> None:
        if amount is None:
            Price.objects.filter(stockrecord=record, currency=currency).delete()
        else:
            Price.objects.update_or_create(stockrecord=record, currency=currency, defaults={"amount": amount})


def _as_kept(prices: dict[str, Decimal]) -> dict[str, Decimal]:
    """With the decimals of the currency, so that an amount typed in another way is no change."""
    return {currency: to_decimal(to_minor(amount, currency), currency) for currency, amount in prices.items()}
