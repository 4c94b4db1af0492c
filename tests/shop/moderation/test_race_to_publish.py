"""Several of the staff publish the same submission at once: it becomes one piece."""

import time

import pytest
from django.db import connection

from shop.catalogue.models import Product
from shop.workspace.listings.models import Submission, SubmissionQuerySet
from shop.workspace.listings.publishing import NotWaiting, publish
from tests import factories
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 5


@pytest.fixture
def published_at_once(monkeypatch):
    """How many of five publish a submission that all of them have read."""
    factories.world()
    submission = factories.submission()
    # What the first piece ever makes, and others find.
    factories.piece(by=submission.cooperative)
    by = factories.staff()
    save = Product.save

    def slowly(self, *args, **kwargs):
        time.sleep(0.3)  # long enough for the others to have read that it waits
        save(self, *args, **kwargs)

    monkeypatch.setattr(Product, "save", slowly)
    read = [Submission.objects.get(pk=submission.pk) for _number in range(AT_ONCE)]

    def one(number: int) -> bool:
        try:
            publish(submission=read[number], by=by, prices={})
        except NotWaiting:
            return False
        return True

    return lambda: sum(race(one, AT_ONCE))


def test_five_at_once_publish_one(published_at_once):
    assert published_at_once() == 1
    assert Submission.objects.get().product.submissions.count() == 1


def test_without_the_lock_several_are_published(published_at_once, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, with or without this lock.")
    monkeypatch.setattr(SubmissionQuerySet, "select_for_update", lambda self, **_kwargs: self)

    assert published_at_once() > 1
