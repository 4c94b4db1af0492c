"""Offers as staff write them: an amount says its currency, and what is wrong is said instead of breaking the page."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import ChoiceField
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard.offers import forms

from shop.offer.models import AMOUNTS, Condition, ConditionalOffer
from shop.payment.currency import NotAnAmount, to_minor


class SaysWhatIsWrong:
    """Oscar's `clean` asks for fields that may have been wrong, and raises KeyError."""

    def clean(self):
        if self.errors:
            self._validate_unique = True
            return self.cleaned_data
        return super().clean()


class BenefitForm(SaysWhatIsWrong, forms.BenefitForm):
    pass


class ConditionForm(SaysWhatIsWrong, forms.ConditionForm):
    pass


class RestrictionsForm(SaysWhatIsWrong, forms.RestrictionsForm):
    currency = ChoiceField(
        label=_("Currency"),
        required=False,
        choices=[("", _("Every currency")), *((code, code) for code in settings.SHOP_CURRENCIES)],
        help_text=_(
            "Of every amount in this offer: what comes off, the sum that the condition asks for, the most that may be given. "
            "In other currencies it gives nothing."
        ),
    )

    class Meta(forms.RestrictionsForm.Meta):
        fields = ("currency", *forms.RestrictionsForm.Meta.fields)
        help_texts = {
            "max_user_applications": _("Only buyers with an account get it then: nobody else can be counted."),
        }


def check_amounts(offer: ConditionalOffer) -> None:
    """Refuse an amount without a currency, one that nobody can pay in it, and another currency for what was given already."""
    if offer.names_an_amount and not offer.currency:
        raise ValidationError(_("This offer names an amount of money: please choose its currency."), code="currency")
    if offer.num_orders and ConditionalOffer.objects.filter(pk=offer.pk).exclude(currency=offer.currency).exists():
        raise ValidationError(
            _("Orders have used this offer already: please make another one for another currency."), code="currency"
        )
    amounts = [offer.max_discount]
    if offer.benefit.type in AMOUNTS:
        amounts.append(offer.benefit.value)
    if offer.condition.type == Condition.VALUE:
        amounts.append(offer.condition.value)
    for amount in amounts if offer.currency else ():
        try:
            to_minor(Decimal(amount or 0), offer.currency)
        except NotAnAmount as error:
            raise ValidationError(str(error), code="currency") from error
