"""The statement of an account: every line once, in order, found by day, kind and order, a page at a time."""

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.ledger.figures import FeeFigures, RefundFigures, SaleFigures
from cooperatives.ledger.models import Account
from cooperatives.ledger.postings import record_fee, record_refund, record_sale
from cooperatives.ledger.sealing import seal
from cooperatives.ledger.statement_csv import amount_cell, as_csv, text_cell
from cooperatives.ledger.statements import Sought, StatementLine, every_line, page_of


@pytest.fixture
def account(weavers, noon):
    """Thirty sales on thirty days, each third given back on its day."""
    for day in range(30):
        at = noon + timedelta(days=day)
        figures = SaleFigures("EUR", {weavers.pk: 100 + day}, commission_minor=20)
        record_sale(reference=f"sale:{day}", order_reference=f"A{day}", figures=figures, posted_at=at)
        if day % 3 == 0:
            back = RefundFigures("EUR", {weavers.pk: 10})
            record_refund(reference=f"refund:{day}", order_reference=f"A{day}", figures=back, posted_at=at)
    seal()
    return Account.objects.with_balance().get(cooperative=weavers)


def test_the_newest_line_comes_first_and_ends_with_the_balance(account):
    [newest, *_older] = page_of(account).lines

    assert (newest.number, newest.reference, newest.balance_minor) == (40, "sale:29", account.balance_minor)


def test_each_balance_is_the_one_below_it_and_what_changed(account):
    lines = list(every_line(account))

    assert lines[-1].balance_minor == lines[-1].delta_minor
    for line, below in pairwise(lines):
        assert line.balance_minor == below.balance_minor + line.delta_minor


def test_pages_go_on_where_the_last_one_ended_and_back_again(account):
    forth, page = [], page_of(account, size=7)
    while True:
        forth.append([line.number for line in page.lines])
        if page.older_than is None:
            break
        page = page_of(account, older_than=page.older_than, size=7)
    back = [forth[-1]]
    while page.newer_than is not None:
        page = page_of(account, newer_than=page.newer_than, size=7)
        back.append([line.number for line in page.lines])

    assert [number for page in forth for number in page] == list(range(40, 0, -1))
    assert back[::-1] == forth


def test_a_page_is_the_same_when_something_is_booked_meanwhile(account, weavers, noon):
    second = page_of(account, older_than=31, size=10)

    record_sale(reference="sale:new", order_reference="N", figures=SaleFigures("EUR", {weavers.pk: 1}), posted_at=noon)
    seal()

    assert page_of(account, older_than=31, size=10) == second


@pytest.mark.parametrize(
    ("sought", "references"),
    [
        (Sought(kind="refund", starts_on=date(2026, 4, 1)), ["refund:27", "refund:24", "refund:21", "refund:18"]),
        (Sought(order_reference="A6"), ["refund:6", "sale:6"]),
        (Sought(order_reference="A6", kind="sale"), ["sale:6"]),
        (Sought(starts_on=date(2026, 3, 15), ends_on=date(2026, 3, 15)), ["sale:1"]),
        (Sought(starts_on=date(2026, 3, 16), ends_on=date(2026, 3, 17)), ["refund:3", "sale:3", "sale:2"]),
        (Sought(ends_on=date(2026, 3, 14)), ["refund:0", "sale:0"]),
        (Sought(starts_on=date(2026, 4, 12)), ["sale:29"]),
        (Sought(starts_on=date(2026, 4, 13)), []),
        (Sought(ends_on=date(2026, 3, 13)), []),
        (Sought(order_reference="nobody's"), []),
        (Sought(kind="payout"), []),
    ],
)
def test_lines_are_found_by_day_kind_and_order(account, sought, references):
    assert [line.reference for line in page_of(account, sought).lines] == references


def test_what_is_sought_is_what_a_slow_reader_finds(account):
    chance, everything = random.Random(3), list(every_line(account))
    for _ in range(200):
        starts, ends = (date(2026, 3, 14) + timedelta(days=chance.randint(-2, 32)) for _ in range(2))
        sought = Sought(
            chance.choice([None, starts]), chance.choice([None, ends]), chance.choice(["", "sale", "refund"])
        )

        found = [line.number for line in every_line(account, sought)]

        assert found == [
            line.number
            for line in everything
            if (not sought.starts_on or line.booked_at.date() >= sought.starts_on)
            and (not sought.ends_on or line.booked_at.date() <= sought.ends_on)
            and sought.kind in ("", line.kind)
        ]


def test_other_accounts_are_not_on_it(account, potters, noon):
    record_sale(reference="sale:P", order_reference="P", figures=SaleFigures("EUR", {potters.pk: 9}), posted_at=noon)
    seal()

    assert {line.reference for line in every_line(account)} & {"sale:P"} == set()


@pytest.mark.proof(24)
@pytest.mark.parametrize("sought", [Sought(), Sought(date(2026, 3, 20), date(2026, 4, 20), "sale")])
def test_a_page_takes_one_query_however_many_lines_there_are(account, sought, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert page_of(account, sought).lines


def test_the_file_has_a_line_for_each_with_days_in_iso_and_amounts_with_decimals(account):
    rows = list(csv.reader(io.StringIO("".join(as_csv(every_line(account, Sought(order_reference="A6")))))))

    assert rows[0][0] == "\ufeffNumber"
    assert rows[1] == ["10", "2026-03-20", "2026-03-20", "Refund", "A6", "refund:6", "", "-0.10", "6.91", "EUR"]
    assert rows[2][7:] == ["1.06", "7.01", "EUR"]


def test_the_file_speaks_the_readers_language(account):
    with override("fr"):
        header = next(as_csv([]))

    assert header.startswith("\ufeff")


@pytest.mark.parametrize(
    ("amount", "cell"),
    [
        ((4800, "EUR"), "48.00"),
        ((-5, "EUR"), "-0.05"),
        ((0, "EUR"), "0.00"),
        ((24_000, "RWF"), "24000"),
        ((500, "JPY"), "500"),
        ((10**15, "EUR"), "10000000000000.00"),
    ],
)
def test_an_amount_stays_a_number_with_the_decimals_of_its_currency(amount, cell):
    assert amount_cell(*amount) == cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        '=HYPERLINK("http://x")',
        "-2+3+cmd|' /C calc'!A0",
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(text, weavers):
    line = StatementLine(
        1, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), "sale", text, text, text, -5, -5, "EUR", 1
    )  # fmt: skip

    row = list(csv.reader(io.StringIO("".join(as_csv([line])), newline="")))[1]

    assert row[4:7] == [f"'{text}"] * 3
    assert row[7:9] == ["-0.05", "-0.05"]


@given(st.text(max_size=20))
def test_no_text_begins_as_a_formula_does(text):
    cell = text_cell(text)

    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert cell.removeprefix("'") == text.removeprefix("'") or cell == text


def test_a_thousand_lines_are_streamed_with_as_many_queries_as_one(account, noon, django_assert_num_queries):
    provider = Account.objects.get(kind="provider")
    for number in range(20):
        record_fee(reference=f"fee:{number}", order_reference="A1", fee=FeeFigures("EUR", 1), posted_at=noon)
    seal()

    with django_assert_num_queries(1):
        assert len("".join(as_csv(every_line(provider))).splitlines()) == 61
