"""Keeping a piece, letting it go, and showing the list to others or no more."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.catalogue.models import Product
from shop.order.models import new_token
from shop.users.models import User
from shop.wishlists.models import Line, WishList

# A list to choose from, not a store.
MOST = 200


class TooManyKept(Exception):
    """The list is full; the message is for its owner."""


def keep(*, user: User, piece: Product) -> Line:
    """Keep a piece, once. Raises TooManyKept."""
    with transaction.atomic():
        wishlist, _is_new = WishList.objects.get_or_create(owner=user)
        # Of two at once the second counts what the first has kept.
        WishList.objects.select_for_update().get(pk=wishlist.pk)
        line = wishlist.lines.filter(product=piece).first()
        if line:
            return line
        if wishlist.lines.count() >= MOST:
            raise TooManyKept(
                _("You keep %(number)d pieces, and there is no room for more. Please let one go.") % {"number": MOST}
            )
        return wishlist.lines.create(product=piece, title=piece.title)


def let_go(*, user: User, line_pk: int) -> bool:
    """False if it was not there."""
    return bool(Line.objects.filter(wishlist__owner=user, pk=line_pk).delete()[0])


def share(*, user: User, shown_name: str = "") -> WishList:
    """Give the list a link; one that is shared keeps its link and changes the name that is shown."""
    with transaction.atomic():
        wishlist, _is_new = WishList.objects.get_or_create(owner=user)
        WishList.objects.filter(pk=wishlist.pk, token=None).update(token=new_token(), shared_at=timezone.now())
        WishList.objects.filter(pk=wishlist.pk).update(shown_name=shown_name)
    wishlist.refresh_from_db()
    return wishlist


def stop_sharing(*, user: User) -> bool:
    """Take the link back: it leads nowhere from now on, and the next one is another. False if there was none."""
    shared = WishList.objects.filter(owner=user).exclude(token=None)
    return bool(shared.update(token=None, shared_at=None, shown_name=""))
