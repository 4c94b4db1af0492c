"""How a payment was made, in words: “Visa, ending in 4242”, “iDEAL”."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Names that are not simply written with a capital, by Stripe's names of cards and of other kinds of payment.
_NAMES = {
    "affirm": "Affirm",
    "amex": "American Express",
    "bancontact": "Bancontact",
    "card": gettext_lazy("Card"),
    "cartes_bancaires": "Cartes Bancaires",
    "customer_balance": gettext_lazy("Bank transfer"),
    "diners": "Diners Club",
    "eftpos_au": "eftpos",
    "eps": "EPS",
    "ideal": "iDEAL",
    "jcb": "JCB",
    "kakao_pay": "KakaoPay",
    "mastercard": "Mastercard",
    "mb_way": "MB WAY",
    "p24": "Przelewy24",
    "paypal": "PayPal",
    "sepa_debit": gettext_lazy("SEPA direct debit"),
    "twint": "TWINT",
    "unionpay": "UnionPay",
    "unknown": gettext_lazy("Card"),
    "us_bank_account": gettext_lazy("Bank account"),
    "wechat_pay": "WeChat Pay",
}


def in_words(paid_with: str, last4: str = "") -> str:
    """Empty where Stripe did not say."""
    if not paid_with:
        return ""
    name = str(_NAMES.get(paid_with) or paid_with.replace("_", " ").title())
    return _("%(card)s, ending in %(digits)s") % {"card": name, "digits": last4} if last4 else name
