"""Entering the code of a voucher: used for the basket, or refused with the reason."""

import logging

from django.utils.translation import gettext as _
from oscar.apps.voucher.models import Voucher

from shop.basket.discounts import price_anew
from shop.basket.models import Basket
from shop.market import Market

logger = logging.getLogger(__name__)


class VoucherRefused(Exception):
    """The basket is as it was; the message is for the buyer."""


def use_voucher(*, basket: Basket, code: str, market: Market, user) -> Voucher:
    """Attach the voucher of a code to the basket. Raises VoucherRefused.

    A code that nobody made gets the same answer as one whose time has not come or is over: who guesses learns nothing of it.
    """
    voucher = Voucher.objects.filter(code=code.strip().upper()).first()
    if voucher is None or not voucher.is_active():
        raise _refused(code, _("We do not know this code, or its time is over."))
    # In this order: Oscar cannot ask a guest's basket about a voucher that is only for accounts.
    is_available, why_not = voucher.is_available_to_user(user=user)
    if not is_available:
        raise _refused(code, why_not)
    offers = list(voucher.offers.select_related("benefit", "condition"))
    if offers and not any(offer.counts_in(market.currency) for offer in offers):
        currencies = ", ".join(sorted({offer.currency for offer in offers if offer.currency}))
        raise _refused(
            code, _("This voucher is for orders in %(currencies)s, and this one is in another currency.")
            % {"currencies": currencies},
        )  # fmt: skip
    if not user.is_authenticated and offers and not any(offer.is_for(None) for offer in offers):
        raise _refused(code, _("This voucher is for buyers with an account. Please sign in to use it."))
    is_available, why_not = voucher.is_available_for_basket(basket)
    if not is_available:
        raise _refused(code, why_not)
    basket.vouchers.add(voucher)
    price_anew(basket, market, user)
    if not any(_gives_something(used, voucher) for used in basket.offer_applications):
        basket.vouchers.remove(voucher)
        raise _refused(code, _("This voucher does not fit what is in your basket."))
    return voucher


def _gives_something(used: dict, voucher: Voucher) -> bool:
    return used["voucher"] == voucher and bool(used["discount"] or used["result"].affects_shipping)


def _refused(code: str, why: str) -> VoucherRefused:
    # As it was typed, but short and on one line: whoever reads the log sees somebody guessing.
    logger.info("voucher code %r refused: %s", code[:32], why)
    return VoucherRefused(why)
