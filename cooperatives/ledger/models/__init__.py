"""The books: what was written (`books`), and the chain that seals it (`chain`)."""

from cooperatives.ledger.models.append_only import BooksAreAppendOnly
from cooperatives.ledger.models.books import Account, Entry, Posting
from cooperatives.ledger.models.chain import Anchor, Line, Seal, Unsealed

__all__ = ["Account", "Anchor", "BooksAreAppendOnly", "Entry", "Line", "Posting", "Seal", "Unsealed"]
