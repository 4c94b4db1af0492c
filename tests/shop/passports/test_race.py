"""A line of one piece takes one passport, also from several members of staff at once."""

import time
from datetime import date

import pytest
from django.db import connection

from shop.order.models import Line, LineQuerySet
from shop.passports.issuing import NotTied, issue, tie
from shop.passports.models import Passport
from tests import factories
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def tied_at_once(stripe, monkeypatch):
    """How many of six passports were tied to the same line, of one piece."""
    factories.world()
    piece = factories.piece()
    line = factories.paid_order(stripe, piece).lines.get()
    passports = issue(product=piece, number=AT_ONCE, made_in=date(2026, 9, 1), by=None)
    save = Passport.save

    def slowly(self, *args, **kwargs):
        time.sleep(0.3)  # long enough for the others to have counted
        save(self, *args, **kwargs)

    monkeypatch.setattr(Passport, "save", slowly)

    def one(number: int) -> bool:
        try:
            tie(passport=Passport.objects.get(pk=passports[number].pk), line=Line.objects.get(pk=line.pk))
        except NotTied:
            return False
        return True

    return lambda: sum(race(one, AT_ONCE))


def test_six_at_once_tie_one(tied_at_once):
    assert tied_at_once() == 1


def test_without_the_lock_several_are_tied(tied_at_once, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, with or without this lock.")
    monkeypatch.setattr(LineQuerySet, "select_for_update", lambda self: self)

    assert tied_at_once() > 1
