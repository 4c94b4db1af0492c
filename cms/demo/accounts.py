"""The demo's accounts. Their passwords are printed on the screen: production refuses to run with them."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings

from shop.customer.addresses import keep_address
from shop.users.models import User


@dataclass(frozen=True)
class Account:
    role: str
    email: str
    first_name: str
    password: str
    is_staff: bool = False
    addresses: tuple[tuple[str, str, str, str], ...] = ()


ACCOUNTS = (
    Account("staff", "staff@ubukorikori.example", "Staff", "weave-and-fire-2026", is_staff=True),
    Account(
        "buyer",
        "buyer@ubukorikori.example",
        "Buyer",
        "weave-and-fire-2026",
        addresses=(("BE", "Marktplein 1", "Gent", "9000"), ("FR", "1 rue de l’Église", "Lyon", "69001")),
    ),
)


def load_accounts() -> list[Account]:
    """Make the accounts that are missing; a changed password is left alone."""
    if not settings.IS_DEMO:
        raise RuntimeError("Demo accounts are only for the demo.")
    for account in ACCOUNTS:
        if not User.objects.filter(email=account.email).exists():
            user = User.objects.create_user(
                account.email,
                account.password,
                first_name=account.first_name,
                is_staff=account.is_staff,
                is_superuser=account.is_staff,
            )
            # As if its owner had followed the link in the mail: the demo's buyer may find what was bought as a guest.
            EmailAddress.objects.create(user=user, email=account.email, primary=True, verified=True)
            for country, line1, line4, postcode in account.addresses:
                place = {"line1": line1, "line4": line4, "postcode": postcode}
                values = {"last_name": f"Example {account.first_name}", "country_id": country, **place}
                keep_address(user=user, values=values)
    return list(ACCOUNTS)
