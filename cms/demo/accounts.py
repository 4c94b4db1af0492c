"""The demo's accounts. Their passwords are printed on the screen: production refuses to run with them."""

from dataclasses import dataclass

from django.conf import settings

from shop.users.models import User


@dataclass(frozen=True)
class Account:
    role: str
    email: str
    first_name: str
    password: str
    is_staff: bool = False


ACCOUNTS = (
    Account("staff", "staff@ubukorikori.example", "Staff", "weave-and-fire-2026", is_staff=True),
    Account("buyer", "buyer@ubukorikori.example", "Buyer", "weave-and-fire-2026"),
)


def load_accounts() -> list[Account]:
    """Make the accounts that are missing; a changed password is left alone."""
    if not settings.IS_DEMO:
        raise RuntimeError("Demo accounts are only for the demo.")
    for account in ACCOUNTS:
        if not User.objects.filter(email=account.email).exists():
            User.objects.create_user(
                account.email,
                account.password,
                first_name=account.first_name,
                is_staff=account.is_staff,
                is_superuser=account.is_staff,
            )
    return list(ACCOUNTS)
