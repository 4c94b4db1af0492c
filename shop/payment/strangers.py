"""Money that went back, of payments that no order of ours knows: nothing of it can be booked, and somebody must look at it.

As after a backup was restored that is older than the order, or when the account at Stripe is used for something else as well.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shop.payment.disputed import written
from shop.payment.gateway import DisputeResult, RefundResult
from shop.payment.models import PaymentAlert, StripeSession, UnearnedPayment

Result = RefundResult | DisputeResult
UNKNOWN = PaymentAlert.Kind.UNKNOWN


def ours(payment_intents: Iterable[str]) -> set[str]:
    """Those of which we know what they were for, or that they were for nothing."""
    wanted = {payment_intent for payment_intent in payment_intents if payment_intent}
    known = (model.objects.filter(payment_intent__in=wanted) for model in (StripeSession, UnearnedPayment))
    return {payment_intent for rows in known for payment_intent in rows.values_list("payment_intent", flat=True)}


def without_those_told_of(results: Iterable[Result]) -> list[Result]:
    """Of strangers' payments staff are told once; whatever they then do about it, there is nothing more to ask."""
    results = list(results)
    known = ours(result.payment_intent for result in results)
    told = set(PaymentAlert.objects.filter(kind=UNKNOWN).values_list("subject", flat=True))
    return [result for result in results if result.payment_intent in known or result.id not in told]


def tell_of_unknown(result: Result) -> PaymentAlert:
    """An alert that only staff close. Once closed it stays so."""
    amount = written(result.amount_minor, result.currency)
    if isinstance(result, DisputeResult):
        detail = _("%(amount)s of the payment %(payment)s are disputed (%(reason)s).")
        said = {"amount": amount, "payment": result.payment_intent or "–", "reason": result.reason}
    else:
        detail = _("%(amount)s of the payment %(payment)s were given back.")
        said = {"amount": amount, "payment": result.payment_intent or "–"}
    alert, _is_new = PaymentAlert.objects.get_or_create(
        kind=UNKNOWN, subject=result.id, defaults={"detail": detail % said}
    )
    return alert
