"""A day's anchor: where the chain stands and what the accounts said, to be kept where nobody can change it with the books.

`<number>:<chain>` on paper or in somebody's mailbox is enough to tell, years later, whether anything before it was
changed: `manage.py check_books --verify --anchor <number>:<chain>`.
"""

from django.db import transaction
from django.utils import timezone

from cooperatives.ledger.models import Account, Anchor, Seal
from cooperatives.ledger.money import as_written
from cooperatives.ledger.sealing import seal, take_the_chain


def anchor_of_today(*, is_mailed: bool) -> tuple[Anchor, bool]:
    """Today's anchor, made if there is none; and whether it was made now. One a day to print and one to mail, whoever
    asks for it."""
    today = Anchor.objects.filter(made_on=timezone.localdate(), is_mailed=is_mailed)
    seal()
    with transaction.atomic():
        # Of two who ask at once, one makes it; and nothing is sealed between the number and the balances.
        take_the_chain(wait=True)
        if made := today.first():
            return made, False
        last = Seal.objects.order_by("-number").first()
        made = Anchor.objects.create(
            made_on=timezone.localdate(), is_mailed=is_mailed, number=last.number, chain=last.chain, totals=_totals()
        )
        return made, True


def as_text(anchor: Anchor) -> str:
    """What is printed and mailed, in the language of the house that keeps it."""
    lines = [f"Books of {anchor.made_on}", f"anchor  {anchor}", ""]
    for currency, balances in sorted(anchor.totals.items()):
        for kind, minor in sorted(balances.items()):
            lines.append(f"{Account.Kind(kind).label:<45} {as_written(minor, currency):>20}")
    return "\n".join(lines) + "\n"


def _totals() -> dict[str, dict[str, int]]:
    """What each kind of account stands at by the last line of each, in each currency."""
    totals: dict[str, dict[str, int]] = {}
    for account in Account.objects.order_by("currency", "kind").with_booked_balance():
        kinds = totals.setdefault(account.currency, {})
        kinds[account.kind] = kinds.get(account.kind, 0) + account.booked_minor
    return totals
