"""Whatever was altered in history is found, and the first altered row named."""

import hashlib
import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from cooperatives.ledger import append_only, disputes, payouts
from cooperatives.ledger.anchors import anchor_of_today
from cooperatives.ledger.check import check
from cooperatives.ledger.digest import digest_of, figures_of
from cooperatives.ledger.figures import DisputeFigures, ExchangeFigures, FeeFigures
from cooperatives.ledger.models import Entry, Line, Posting, Seal, Unsealed
from cooperatives.ledger.postings import record_exchange, record_fee, reverse
from cooperatives.ledger.sealing import GENESIS, chained, seal
from cooperatives.ledger.verify import NoAnchor, read_anchor, verify

# What a vandal may write into each column. Row numbers of postings mean nothing: no column points at them.
COLUMNS = {
    "ledger_entry": [
        "reference", "kind", "order_reference", "posted_at", "recorded_at", "memo", "reverses_id", "concludes_id", "rate",
        "digest", "id",
    ],
    "ledger_posting": ["entry_id", "debit_id", "credit_id", "amount_minor", "currency"],
    "ledger_seal": ["number", "entry_id", "chain"],
    "ledger_line": ["account_id", "number", "seal_id", "kind", "booked_at", "delta_minor", "balance_minor"],
    "ledger_account": ["kind", "cooperative_id", "currency"],
}  # fmt: skip


@pytest.fixture
def books(sale, figures, weavers, noon):
    """Ten entries of many kinds, all sealed, and guards that are off."""
    record_fee(reference="fee:A1", order_reference="A1", fee=FeeFigures("EUR", 360), posted_at=noon)
    exchange = ExchangeFigures("EUR", 500, "USD", 550, rate=Decimal("1.1"))
    record_exchange(reference="exchange:A1", order_reference="A1", exchange=exchange, posted_at=noon)
    disputed = DisputeFigures("EUR", {weavers.pk: 800}, commission_minor=200)
    opened = disputes.record_dispute_opened(
        reference="dispute:D1", order_reference="A1", figures=disputed, posted_at=noon
    )
    disputes.record_dispute_won(reference="dispute:D1:won", opened=opened, posted_at=noon)
    payouts.record_transfer(reference="transfer:1", currency="EUR", amount_minor=6000, posted_at=noon)
    sent = payouts.record_payout(
        reference="payout:1", cooperative_id=weavers.pk, currency="EUR", amount_minor=4000, posted_at=noon
    )
    payouts.record_payout_paid(reference="payout:1:paid", payout=sent, posted_at=noon)
    mistaken = record_fee(reference="fee:A1:2", order_reference="A1", fee=FeeFigures("EUR", 1), posted_at=noon)
    reverse(reference="reversal:1", entry=mistaken, posted_at=noon, memo="twice")
    seal()
    connection.check_constraints()
    append_only.remove(connection)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)  # of what was broken, nobody is to check the foreign keys
    append_only.install(connection)


def run(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_history_that_nobody_touched_is_intact(books):
    verdict = verify()

    assert (verdict.is_intact, verdict.sealed) == (True, 10)
    assert verdict.chain == Seal.objects.last().chain


def test_no_history_is_intact(db):
    assert verify().chain == GENESIS


@pytest.mark.proof(12)
def test_the_first_altered_row_is_named_for_1000_random_flips(books, reached):
    chance = random.Random(12)
    vandal = Vandal(chance)
    missed, misnamed = [], []

    for _ in range(1000):
        with transaction.atomic():
            what, names = vandal.flip()
            fault = verify().fault
            transaction.set_rollback(True)
        if not fault:
            missed.append(what)
        elif not any(name in fault for name in names):
            misnamed.append((what, fault))

    assert missed == []
    assert misnamed == []
    assert verify().is_intact
    reached(f"1000 flips of {len(vandal.flipped)} columns, 1000 named")


class Vandal:
    """Changes one column of one row of the books to something else, behind everybody's back."""

    def __init__(self, chance):
        self.chance = chance
        self.flipped = set()
        self.seals = dict(Seal.objects.exclude(entry=None).values_list("entry_id", "number"))
        self.rows = {}
        with connection.cursor() as cursor:
            for table in COLUMNS:
                cursor.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
                names = [column[0] for column in cursor.description]
                self.rows[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        self.moment = Entry.objects.first().posted_at
        if connection.vendor == "sqlite":
            self.moment = self.moment.replace(tzinfo=None)
        self.accounts = [row["id"] for row in self.rows["ledger_account"]]

    def flip(self):
        """What was changed, and how a fault may name it."""
        while True:
            table = self.chance.choice(list(COLUMNS))
            column = self.chance.choice(COLUMNS[table])
            row = self.chance.choice(self.rows[table])
            value = self.other(table, column, row)
            if value is None or value == row[column]:
                continue
            key = [name for name in ("account_id", "number") if table == "ledger_line"] or [
                "number" if table == "ledger_seal" else "id"
            ]
            where = " AND ".join(f"{name} = %s" for name in key)
            try:
                with transaction.atomic():
                    run(f"UPDATE {table} SET {column} = %s WHERE {where}", [value, *(row[name] for name in key)])
            except Exception:
                continue
            self.flipped.add((table, column))
            return f"{table}.{column} of {[row[name] for name in key]} = {value!r}", self.names(
                table, column, row, value
            )

    def other(self, table, column, row):
        """Another value that such a column may have; now and then the same, or one that a constraint refuses."""
        value, chance = row[column], self.chance
        moment = self.moment + timedelta(seconds=chance.randint(1, 10**6), microseconds=chance.randint(0, 10**6))
        account = chance.choice(self.accounts)
        by_column = {
            **dict.fromkeys(["posted_at", "recorded_at", "booked_at"], moment),
            **dict.fromkeys(["digest", "chain"], hashlib.sha256(chance.randbytes(9)).hexdigest()),
            **dict.fromkeys(["debit_id", "credit_id", "account_id"], account),
            "currency": chance.choice(["EUR", "USD", "RWF"]),
            "kind": chance.choice(["sale", "fee", "refund", "commission", "delivery", "bank", "payout_paid"]),
            "rate": str(Decimal(chance.randint(1, 10**6)) / 1000),
        }
        if column in by_column:
            return by_column[column]
        if isinstance(value, str):
            return value + chance.choice("xyz 0") if chance.random() < 0.5 else value[:-1]
        return (value or 0) + chance.choice([-1, 1, chance.randint(2, 10**6)])

    def names(self, table, column, row, value):
        if table == "ledger_account":
            return ["entry "]
        if table == "ledger_entry":
            name = f"(seal {self.seals[row['id']]})"
            return [name, f"seal {self.seals[row['id']]} is"] if column in ("id", "digest") else [name]
        if table == "ledger_posting":
            return [f"(seal {self.seals[row['entry_id']]})", f"(seal {self.seals.get(value)})"]
        if table == "ledger_seal":
            return [f"seal {row['number']} "]
        return [f"line {row['number']} of account {row['account_id']}", f"(seal {row['seal_id']})", "line "]


@pytest.mark.proof(12)
def test_a_row_rewritten_with_its_digest_is_seen_by_the_chain_alone(books):
    """The negative control: whoever makes the digest anew deceives the digests, and not the chain."""
    run("UPDATE ledger_entry SET memo = 'rewritten' WHERE reference = 'fee:A1'")
    entry = Entry.objects.with_postings().get(reference="fee:A1")
    run("UPDATE ledger_entry SET digest = %s WHERE id = %s", [digest_of(entry, figures_of(entry)), entry.pk])

    by_digests = [fault for fault in check().faults if "guard" not in fault]

    assert by_digests == []
    assert verify().fault == "seal 2 is not the seal of entry fee:A1: one of the two was altered"


@pytest.mark.proof(12)
def test_an_entry_taken_out_of_the_middle_is_missed(books):
    entry = Seal.objects.get(number=4).entry_id
    run("DELETE FROM ledger_line WHERE seal_id = 4")
    run("DELETE FROM ledger_seal WHERE number = 4")
    run("DELETE FROM ledger_posting WHERE entry_id = %s", [entry])
    run("DELETE FROM ledger_entry WHERE id = %s", [entry])

    assert verify().fault == "seal 4 is missing"


@pytest.mark.proof(12)
def test_taking_it_out_and_closing_the_gap_is_found(books):
    run("DELETE FROM ledger_line WHERE seal_id = 4")
    run("DELETE FROM ledger_seal WHERE number = 4")
    for number in range(5, 11):
        run("UPDATE ledger_seal SET number = %s WHERE number = %s", [number - 1, number])
        run("UPDATE ledger_line SET seal_id = %s WHERE seal_id = %s", [number - 1, number])

    assert verify().fault.startswith("seal 4 is not the seal of entry")


@pytest.mark.proof(12)
@pytest.mark.parametrize("place", [1, 5, 10])
def test_an_entry_slipped_into_the_middle_is_found(books, sale, place, noon):
    slipped = slip_in(sale, noon)
    for number in range(10, place - 1, -1):
        run("UPDATE ledger_seal SET number = %s WHERE number = %s", [number + 1, number])
        run("UPDATE ledger_line SET seal_id = %s WHERE seal_id = %s", [number + 1, number])
    previous = Seal.objects.get(number=place - 1).chain
    Seal.objects.create(number=place, entry=slipped, chain=chained(previous, place, slipped.digest))

    assert not verify().is_intact
    assert verify().sealed == place - 1


def slip_in(sale, noon):
    """An entry that is right in itself."""
    slipped = Entry(reference="sale:X", kind="sale", order_reference="X", posted_at=noon, recorded_at=noon)
    model = sale.postings.first()
    slipped.digest = digest_of(slipped, [(model.debit.key, model.credit.key, 5, "EUR")])
    slipped.save()
    Posting.objects.create(entry=slipped, debit=model.debit, credit=model.credit, amount_minor=5, currency="EUR")
    return slipped


@pytest.mark.proof(12)
def test_an_entry_that_has_no_seal_and_waits_for_none_is_found(books, sale, noon):
    slip_in(sale, noon)

    assert verify().fault == "entry sale:X has no seal and waits for none"


def test_an_entry_altered_while_it_waits_is_found(books, weavers, noon):
    record_fee(reference="fee:B2", order_reference="B2", fee=FeeFigures("EUR", 5), posted_at=noon)
    run("UPDATE ledger_entry SET memo = 'x' WHERE reference = 'fee:B2'")

    assert verify().fault == "entry fee:B2 was altered after it was written"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DELETE FROM ledger_line WHERE seal_id = 3", "(seal 3) is not what it was"),
        ("DELETE FROM ledger_seal WHERE number = 0", "seal 0 is not where the chain begins"),
        ("UPDATE ledger_seal SET chain = 'x' WHERE number = 0", "seal 0 is not where the chain begins"),
        ("UPDATE ledger_line SET seal_id = 999 WHERE seal_id = 10", "is not what it was"),
    ],
)
def test_what_is_missing_is_named(books, statement, fault):
    run(statement)

    assert fault in verify().fault


def test_a_line_nobody_wrote_is_found(books, weavers):
    last = Line.objects.filter(account__cooperative=weavers).order_by("-number").first()
    Line.objects.create(
        account_id=last.account_id, number=last.number + 1, seal_id=999, kind="sale", booked_at=last.booked_at,
        delta_minor=1, balance_minor=last.balance_minor + 1,
    )  # fmt: skip

    assert "belongs to no seal" in verify().fault
    assert any("its postings add up to" in fault for fault in check().faults)


def rewrite_everything():
    """What whoever owns the database can do: history anew from the second entry, with everything to match."""
    run("UPDATE ledger_entry SET memo = 'rewritten' WHERE reference = 'fee:A1'")
    chain = GENESIS
    for sealed in Seal.objects.exclude(number=0).order_by("number"):
        entry = Entry.objects.with_postings().get(pk=sealed.entry_id)
        digest = digest_of(entry, figures_of(entry))
        chain = chained(chain, sealed.number, digest)
        run("UPDATE ledger_entry SET digest = %s WHERE id = %s", [digest, entry.pk])
        run("UPDATE ledger_seal SET chain = %s WHERE number = %s", [chain, sealed.number])


@pytest.mark.proof(12)
def test_history_written_anew_as_a_whole_is_found_by_an_anchor_that_was_kept(books):
    kept = read_anchor(str(Seal.objects.get(number=7)))
    before = verify(anchor=kept)
    rewrite_everything()

    assert before.is_intact
    assert verify().is_intact  # the negative control
    assert verify(anchor=kept).fault.startswith("the anchor 7:")


@pytest.mark.proof(12)
def test_an_end_that_was_cut_off_is_found_by_an_anchor_that_was_kept(books):
    kept = read_anchor(str(Seal.objects.last()))
    entry = Seal.objects.last().entry_id
    run("DELETE FROM ledger_line WHERE seal_id = 10")
    run("DELETE FROM ledger_seal WHERE number = 10")
    run("DELETE FROM ledger_posting WHERE entry_id = %s", [entry])
    run("DELETE FROM ledger_entry WHERE id = %s", [entry])

    assert verify().is_intact
    assert "their end was cut off" in verify(anchor=kept).fault


def test_the_anchors_in_the_books_are_compared_as_well(books):
    anchor_of_today(is_mailed=False)
    rewrite_everything()

    assert "the anchor of" in verify().fault


@pytest.mark.parametrize(
    "text", ["", "7", "7:abc", ":" + "a" * 64, "x:" + "a" * 64, "7:" + "A" * 64, "-1:" + "a" * 64]
)
def test_what_is_no_anchor_is_refused(text):
    with pytest.raises(NoAnchor):
        read_anchor(text)


def test_verifying_does_not_hold_all_entries_in_memory_nor_ask_for_each(books, noon, monkeypatch):
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert verify().is_intact
        return len(captured)

    few = queries()
    for number in range(20):
        record_fee(reference=f"fee:{number}", order_reference="A1", fee=FeeFigures("EUR", 1), posted_at=noon)
    seal()
    many = queries()
    monkeypatch.setattr("cooperatives.ledger.verify.CHUNK", 10)

    assert many == few
    assert queries() > many
    assert not Unsealed.objects.exists()
