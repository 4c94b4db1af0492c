"""What stands on the accounts: what each cooperative is owed, and what the house holds, in each currency."""

from collections import defaultdict

from cooperatives.ledger.models import Account

Kind = Account.Kind


def owed(cooperative_id: int) -> dict[str, int]:
    """What we owe one cooperative, in minor units by currency; negative when it was refunded more than it sold."""
    return owed_to_each([cooperative_id])[cooperative_id]


def held(cooperative_id: int) -> dict[str, int]:
    """What disputes that are open keep from being owed to it."""
    return _of_each([cooperative_id], Kind.HELD)[cooperative_id]


def in_transit(cooperative_id: int) -> dict[str, int]:
    """What was sent and has not arrived."""
    return _of_each([cooperative_id], Kind.IN_TRANSIT)[cooperative_id]


def owed_to_each(cooperative_ids: list[int]) -> dict[int, dict[str, int]]:
    """What we owe several cooperatives, in one query."""
    return _of_each(cooperative_ids, Kind.COOPERATIVE)


def of_the_house() -> dict[str, dict[str, int]]:
    """What the accounts of the house say: {kind: {currency: minor units}}, in one query."""
    balances: dict[str, dict[str, int]] = defaultdict(dict)
    for account in Account.objects.filter(cooperative__isnull=True).with_balance():
        balances[account.kind][account.currency] = account.balance_minor
    return dict(balances)


def _of_each(cooperative_ids: list[int], kind: Account.Kind) -> dict[int, dict[str, int]]:
    balances: dict[int, dict[str, int]] = {pk: {} for pk in cooperative_ids}
    for account in Account.objects.filter(kind=kind, cooperative_id__in=cooperative_ids).with_balance():
        balances[account.cooperative_id][account.currency] = account.balance_minor
    return balances
