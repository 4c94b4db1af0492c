"""Orders made without an account, found again by whoever showed that the e-mail address is theirs."""

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from shop.order.models import Order
from shop.users.models import User


def verified_emails(user: User) -> list[str]:
    return list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))


def orders_to_claim(user: User) -> QuerySet[Order]:
    """Guests' orders with an address of this account; only those that were confirmed count, since anybody may type one."""
    of_the_same = Q(pk=None)
    for email in verified_emails(user):
        of_the_same |= Q(guest_email__iexact=email)
    return Order.objects.filter(of_the_same, user=None)


def claim_orders(*, user: User) -> int:
    """Put them into the account; how many there were."""
    return orders_to_claim(user).update(user=user)
