"""Whether the books are sound: they balance, every posting is lawful, and nothing fails to fit its digest.

`verify` looks further: whether history as a whole is what it was.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F, Q, Sum

from cooperatives.ledger import append_only
from cooperatives.ledger.digest import digest_of, figures_of
from cooperatives.ledger.models import Account, Entry, Posting, Unsealed


@dataclass(frozen=True)
class Report:
    accounts: int
    entries: int
    postings: int
    waiting: int
    # By currency: what was moved in all, and Σ debit − Σ credit over all accounts, which is nought in sound books.
    moved_minor: dict[str, int] = field(default_factory=dict)
    out_of_balance_minor: dict[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.faults


def check() -> Report:
    moved = dict(Posting.objects.order_by().values_list("currency").annotate(Sum("amount_minor")))
    out_of_balance = _out_of_balance()
    faults = [
        *(f"the guard {name} is missing from the database" for name in append_only.missing(connection)),
        *(f"Σ {code} is {minor}, not 0" for code, minor in out_of_balance.items() if minor),
        *_overdrawn_accounts(),
        *_drifted_accounts(),
        *_unlawful_postings(),
        *_altered_entries(),
    ]
    return Report(
        accounts=Account.objects.count(),
        entries=Entry.objects.count(),
        postings=Posting.objects.count(),
        waiting=Unsealed.objects.count(),
        moved_minor=moved,
        out_of_balance_minor=out_of_balance,
        faults=tuple(faults),
    )


def _out_of_balance() -> dict[str, int]:
    """Added up account by account, so that a posting to an account of another currency shows on both currencies."""
    sums: dict[str, int] = defaultdict(int)
    for side, sign in (("debit", 1), ("credit", -1)):
        by_account = (
            Posting.objects.order_by().values(f"{side}_id", f"{side}__currency").annotate(total=Sum("amount_minor"))
        )
        for account in by_account:
            sums[account[f"{side}__currency"]] += sign * account["total"]
    return dict(sums)


def _overdrawn_accounts() -> list[str]:
    special = Account.objects.filter(kind__in=Account.NEVER_OVERDRAWN).select_related("cooperative").with_balance()
    return [
        f"the account {account.kind} {account.cooperative or ''} ({account.currency}) is overdrawn by "
        f"{-account.balance_minor}"
        for account in special
        if account.balance_minor < 0
    ]


def _drifted_accounts() -> list[str]:
    """Each balance, as the statements have it, is what all postings add up to."""
    accounts = Account.objects.select_related("cooperative").with_balance().with_postings_added_up()
    return [
        f"the account {account.kind} {account.cooperative or ''} ({account.currency}) stands at "
        f"{account.balance_minor}, its postings add up to {account.added_up_minor}"
        for account in accounts.exclude(balance_minor=F("added_up_minor"))
    ]


def _unlawful_postings() -> list[str]:
    foreign = Posting.objects.filter(~Q(currency=F("debit__currency")) | ~Q(currency=F("credit__currency")))
    return [
        *(f"posting {pk} is in another currency than its accounts" for pk in foreign.values_list("pk", flat=True)),
        *(
            f"posting {pk} moves nothing, or less"
            for pk in Posting.objects.filter(amount_minor__lte=0).values_list("pk", flat=True)
        ),
        *(
            f"posting {pk} belongs to no entry"
            for pk in Posting.objects.exclude(entry_id__in=Entry.objects.values("pk")).values_list("pk", flat=True)
        ),
    ]


def _altered_entries() -> list[str]:
    faults = []
    # In chunks, oldest first, so that books of any size fit in memory and the first altered entry is named first.
    for entry in Entry.objects.with_postings().order_by("pk").iterator(chunk_size=1000):
        postings = figures_of(entry)
        if not postings:
            faults.append(f"entry {entry.reference} has no posting")
        if digest_of(entry, postings) != entry.digest:
            faults.append(f"entry {entry.reference} was altered after it was written")
    return faults
