"""What stands in the books, as a test says it."""

from cooperatives.ledger.models import Account


def balances() -> dict[tuple[str, str, str], int]:
    """Every account that does not stand at nought: {(kind, cooperative or "", currency): minor units}."""
    accounts = Account.objects.select_related("cooperative").with_balance()
    return {
        (
            account.kind,
            account.cooperative.name if account.cooperative else "",
            account.currency,
        ): account.balance_minor
        for account in accounts
        if account.balance_minor
    }


def owed(name: str, currency: str = "EUR") -> int:
    """What a cooperative is owed."""
    return balances().get(("cooperative", name, currency), 0)


def house(kind: str, currency: str = "EUR") -> int:
    return balances().get((kind, "", currency), 0)
