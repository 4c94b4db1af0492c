"""Closing an account: what was only its owner's goes, what the books need stays, without the account."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from oscar.apps.voucher.models import VoucherApplication

from shop.basket.models import Basket
from shop.logbook.append_only import take_out_name
from shop.order.models import Order
from shop.users import mails
from shop.users.models import User


class CannotClose(Exception):
    """The account is needed for work; the message is for its owner."""


def close_account(*, user: User) -> int:
    """Delete the account with its addresses, kept pieces and basket; how many orders stay. A mail confirms it.

    Orders keep what was written on them, the name, address and e-mail address included: they are the vouchers of the books,
    and returns need them. They are found by their links as before. What the staff did about the account stays in the log,
    without a name. Raises CannotClose.
    """
    if user.is_staff or user.is_superuser or user.groups.exists():
        raise CannotClose(_("You work here with this account. Please ask a colleague to close it."))
    with transaction.atomic():
        orders = Order.objects.filter(user=user).update(user=None)
        # What was ordered or is being paid keeps its basket, and a voucher that was used stays used.
        Basket.objects.filter(owner=user).exclude(status=Basket.OPEN).update(owner=None)
        VoucherApplication.objects.filter(user=user).update(user=None)
        if user.email:
            _confirm(user.email, orders)
        take_out_name(user)
        user.delete()
    return orders


def _confirm(email: str, orders: int) -> None:
    context = {
        "orders": orders,
        "shop_name": settings.OSCAR_SHOP_NAME,
        "shop_url": settings.BASE_URL,
        "is_demo": settings.IS_DEMO,
    }
    mails.enqueue(
        to=email,
        subject=_("Your account at %(shop)s is deleted") % {"shop": settings.OSCAR_SHOP_NAME},
        text=render_to_string("emails/account_closed.txt", context),
        html=render_to_string("emails/account_closed.html", context),
    )
