"""The digest of an entry: a fingerprint of all it says, by which an altered row is recognised.

Accounts go in by their meaning (kind, cooperative, currency) and not by their row numbers, so that re-pointing an
account is noticed as well. The order of the postings carries no meaning and is made canonical.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

from cooperatives.ledger.models import Entry

AccountKey = tuple[str, int | None, str]
# to, from, amount, currency
PostingFigures = tuple[AccountKey, AccountKey, int, str]


def digest_of(entry: Entry, postings: Iterable[PostingFigures]) -> str:
    content = {
        "reference": entry.reference,
        "kind": str(entry.kind),
        "order_reference": entry.order_reference,
        "posted_at": _instant(entry.posted_at),
        "recorded_at": _instant(entry.recorded_at),
        "memo": entry.memo,
        "reverses": entry.reverses_id,
        "postings": sorted(json.dumps(posting) for posting in postings),
    }
    # Named only where they are said, so that an entry written before they existed keeps its digest.
    if entry.concludes_id is not None:
        content["concludes"] = entry.concludes_id
    if entry.rate is not None:
        content["rate"] = f"{entry.rate:.{Entry.RATE_DECIMALS}f}"
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def figures_of(entry: Entry) -> list[PostingFigures]:
    """The postings of a stored entry; without queries when it was fetched `with_postings()`."""
    return [
        (posting.debit.key, posting.credit.key, posting.amount_minor, posting.currency)
        for posting in entry.postings.all()
    ]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
