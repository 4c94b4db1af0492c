"""An anchor a day, printed or mailed, from which history can be vouched for."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import override_settings

from cooperatives.ledger.figures import FeeFigures
from cooperatives.ledger.models import Anchor, Seal
from cooperatives.ledger.postings import record_fee
from cooperatives.ledger.verify import read_anchor, verify
from tests.worker import work


@pytest.fixture
def kept_by():
    with override_settings(BOOKS_ANCHOR_TO=["treasurer@example.org", "auditor@example.org"]):
        yield


def test_the_anchor_of_the_day_is_printed_with_what_the_accounts_say(sale, capsys):
    call_command("anchor_books", "--print")

    said = capsys.readouterr().out.replace("\xa0", " ")
    assert f"anchor  {Seal.objects.last()}" in said
    assert "Commission" in said
    assert "€20.00" in said
    assert "€80.00" in said  # owed to the three cooperatives together


def test_what_is_printed_vouches_for_history(sale, capsys):
    call_command("anchor_books")

    printed = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("anchor"))
    assert verify(anchor=read_anchor(printed.removeprefix("anchor"))).is_intact


def test_there_is_one_anchor_a_day_whatever_comes_after_it(sale, noon, capsys):
    call_command("anchor_books")
    record_fee(reference="fee:A1", order_reference="A1", fee=FeeFigures("EUR", 100), posted_at=noon)
    call_command("anchor_books")

    first, second = capsys.readouterr().out.split("Books of")[1:]
    assert first == second
    assert Anchor.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_mailed_once_a_day_to_each_who_keeps_it(sale, kept_by):
    call_command("anchor_books", "--print")
    for _ in range(3):
        call_command("anchor_books", "--mail")
    work()

    assert [message.to for message in mail.outbox] == [["treasurer@example.org"], ["auditor@example.org"]]
    assert str(Seal.objects.last()) in mail.outbox[0].body


def test_without_anybody_to_keep_it_nothing_is_mailed_and_it_says_so(sale):
    with pytest.raises(CommandError, match="BOOKS_ANCHOR_TO"):
        call_command("anchor_books", "--mail")


def test_books_in_which_nothing_stands_have_an_anchor(db, capsys):
    call_command("anchor_books")

    assert "anchor  0:" in capsys.readouterr().out
