"""The addresses an account keeps, to be chosen at the checkout. What was ordered has its own copy and never changes with them."""

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext as _
from oscar.apps.address.models import UserAddress

from shop.users.models import User

# More than anybody posts parcels to, and few enough to choose from.
MOST = 20


class TooManyAddresses(Exception):
    """The account keeps as many addresses as it may; the message is for its owner."""


def addresses_of(user: User) -> QuerySet[UserAddress]:
    """The one that is used first, then the newest."""
    return user.addresses.order_by("-is_default_for_shipping", "-pk")


def keep_address(*, user: User, values: dict) -> UserAddress:
    """Keep an address under the names of its columns; one that is kept already stays one. The first is the one used first.

    Raises TooManyAddresses.
    """
    with transaction.atomic():
        # Of two at once the second counts what the first has kept.
        User.objects.select_for_update().get(pk=user.pk)
        address = UserAddress(user=user, **values)
        kept = list(user.addresses.all())
        same = next((other for other in kept if other.hash == str(address.generate_hash())), None)
        if same:
            return change_address(address=same, values=values)
        if len(kept) >= MOST:
            raise TooManyAddresses(
                _("Your account keeps %(number)d addresses and no more. Please remove one.") % {"number": MOST}
            )
        address.is_default_for_shipping = not kept
        address.save()
    return address


def change_address(*, address: UserAddress, values: dict) -> UserAddress:
    """Past Oscar's `save`, which would take from the one used first that it is."""
    for column, value in values.items():
        setattr(address, column, value)
    address.hash = address.generate_hash()
    UserAddress.objects.filter(pk=address.pk).update(**values, hash=address.hash)
    return address


def make_default(*, address: UserAddress) -> None:
    """Use this one first. One statement: no two are first at any moment."""
    address.user.addresses.update(
        is_default_for_shipping=Case(When(pk=address.pk, then=Value(True)), default=Value(False))
    )


def remove_address(*, address: UserAddress) -> None:
    """Forget it; the newest of those that are left is then used first."""
    with transaction.atomic():
        was_first, user = address.is_default_for_shipping, address.user
        address.delete()
        heir = addresses_of(user).first()
        if was_first and heir:
            make_default(address=heir)
