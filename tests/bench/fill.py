"""Books of any size, quickly: the rows that the writers would write, made by the same functions and put in by COPY.

Each order is a sale by two cooperatives and the provider's fee: five postings, two seals and seven lines of statements.
The guards of the database stay on.
"""

import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from django.db import connection, transaction

from cooperatives.ledger.digest import digest_of
from cooperatives.ledger.figures import FeeFigures, SaleFigures
from cooperatives.ledger.models import Account, Entry, Line, Posting, Seal
from cooperatives.ledger.postings import fee_postings, record_fee, record_sale
from cooperatives.ledger.sealing import Running, chained, seal
from cooperatives.models import Cooperative

POSTINGS_AN_ORDER = 5
COOPERATIVES = 100
CHUNK = 10_000
BEGIN = datetime(2020, 1, 1, 9, 0, tzinfo=UTC)


class Filler:
    """Goes on where it stopped, so that small books become large ones."""

    def __init__(self):
        self.chance = random.Random(4)
        self.orders = 0
        self.cooperatives = [
            Cooperative.objects.create(
                name=f"Group {number}", slug=f"group-{number}", crafts="both", district="Huye"
            ).pk
            for number in range(COOPERATIVES)
        ]
        # By the writers themselves, which opens every account and begins the chain.
        for pk in self.cooperatives:
            self.sell(f"open-{pk}", [pk, self.cooperatives[0]])
        seal()
        self.accounts = {account.key: account for account in Account.objects.all()}
        self.entry_id = Entry.objects.order_by("-pk").first().pk
        last = Seal.objects.order_by("-number").first()
        self.number, self.chain = last.number, last.chain
        self.running = Running(
            {line.account_id: line for line in Line.objects.order_by("number")}  # the last of each account remains
        )

    @staticmethod
    def sell(number: str, cooperative_ids: list[int]) -> None:
        """What `settle` writes of an order."""
        record_sale(
            reference=f"sale:{number}",
            order_reference=number,
            figures=SaleFigures("EUR", dict.fromkeys(cooperative_ids, 2000), 1000, 900),
            posted_at=BEGIN,
        )
        record_fee(reference=f"fee:{number}", order_reference=number, fee=FeeFigures("EUR", 150), posted_at=BEGIN)

    def fill(self, postings: int) -> None:
        """Until the books have so many."""
        missing = (postings - Posting.objects.count()) // POSTINGS_AN_ORDER
        while missing > 0:
            self._write([self._order() for _ in range(min(missing, CHUNK))])
            missing -= CHUNK
        with connection.cursor() as cursor:
            for table in ("ledger_entry", "ledger_posting"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
            cursor.execute("VACUUM ANALYZE")

    def _order(self) -> list[tuple[Entry, list]]:
        self.orders += 1
        # The first group has a part in every second order: its statement is the longest there is.
        one = self.cooperatives[0] if self.orders % 2 else self.chance.choice(self.cooperatives[1:])
        other = self.chance.choice([pk for pk in self.cooperatives if pk != one])
        share = self.chance.randint(500, 9000)
        number, at = f"B-{self.orders}", BEGIN + timedelta(minutes=self.orders)
        provider, cents = ("provider", None, "EUR"), "EUR"
        sale = [
            (provider, ("cooperative", one, cents), share, cents),
            (provider, ("cooperative", other, cents), share // 2, cents),
            (provider, ("commission", None, cents), share // 4, cents),
            (provider, ("delivery", None, cents), 900, cents),
        ]
        fee = fee_postings(FeeFigures(cents, share // 40 + 25))
        return [self._entry("sale", number, at, sale), self._entry("fee", number, at, fee)]

    def _entry(self, kind: str, number: str, at: datetime, postings: list) -> tuple[Entry, list]:
        self.entry_id += 1
        entry = Entry(
            pk=self.entry_id,
            kind=kind,
            reference=f"{kind}:{number}",
            order_reference=number,
            posted_at=at,
            recorded_at=at,
        )
        entry.digest = digest_of(entry, postings)
        return entry, postings

    def _write(self, orders: list) -> None:
        entries, postings, seals, lines = [], [], [], []
        for entry, figures in (written for order in orders for written in order):
            self.number += 1
            self.chain = chained(self.chain, self.number, entry.digest)
            rows = [
                SimpleNamespace(debit=self.accounts[debit], credit=self.accounts[credit], amount_minor=amount)
                for debit, credit, amount, _currency in figures
            ]
            entries.append(entry)
            postings += [(entry.pk, row.debit.pk, row.credit.pk, row.amount_minor, "EUR") for row in rows]
            seals.append((self.number, entry.pk, self.chain))
            lines += self.running.lines(self.number, entry, rows)
        with transaction.atomic():
            _copy(Entry, _rows(entries))
            _copy(Posting, postings, skip="id")
            _copy(Seal, seals)
            _copy(Line, _rows(lines))


def _rows(objects: list) -> list[tuple]:
    names = [field.attname for field in objects[0]._meta.concrete_fields if field.column]
    return [tuple(getattr(one, name) for name in names) for one in objects]


def _copy(model, rows: list[tuple], skip: str = "") -> None:
    columns = [field.column for field in model._meta.concrete_fields if field.column and field.column != skip]
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {model._meta.db_table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
