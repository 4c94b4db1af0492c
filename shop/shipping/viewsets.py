"""Delivery prices in the Wagtail admin."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from cooperatives.ledger.money import as_written
from shop.payment.currency import NotAnAmount, to_minor
from shop.shipping.models import DeliveryRate


def price_of(rate: DeliveryRate) -> str:
    return as_written(to_minor(rate.amount, rate.currency), rate.currency)


class DeliveryRateForm(WagtailAdminModelForm):
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in settings.SHOP_CURRENCIES])

    amount = forms.DecimalField(label=_("Price"), min_value=0, max_digits=12, decimal_places=2)

    class Meta:
        model = DeliveryRate
        fields = ["zone", "up_to_grams", "currency", "amount"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("amount") is not None and "currency" in cleaned:
            try:
                to_minor(cleaned["amount"], cleaned["currency"])
            except NotAnAmount as error:
                raise ValidationError({"amount": str(error)}) from error
        return cleaned


class DeliveryRateViewSet(ModelViewSet):
    model = DeliveryRate
    icon = "mail"
    menu_label = _("Delivery prices")
    copy_view_enabled = False
    list_per_page = 100
    list_filter = ["zone", "currency"]
    list_display = [
        "zone",
        Column("up_to_grams", label=_("Up to (g)"), sort_key="up_to_grams"),
        Column("currency", label=_("Currency"), sort_key="currency"),
        Column("amount", label=_("Price"), accessor=price_of, sort_key="amount"),
    ]

    def get_form_class(self, for_update=False):
        return DeliveryRateForm
