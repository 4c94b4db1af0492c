"""What a policy may not be, said by the database to everybody and in a sentence to whoever fills in the form."""

from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from shop.shares.models import SharePolicy
from tests import factories
from tests.guards import constraint_off
from tests.race import race

pytestmark = pytest.mark.django_db
JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)


def refused(**fields) -> str:
    """What a form says to this policy, after the database refused it without any words."""
    with pytest.raises(IntegrityError), transaction.atomic():
        SharePolicy.objects.create(**{"valid_from": JANUARY} | fields)
    with pytest.raises(ValidationError) as error:
        SharePolicy(**{"valid_from": JANUARY} | fields).full_clean()
    return " ".join(error.value.messages)


def test_more_than_the_whole_sale_cannot_be_kept():
    assert "more than the whole sale" in refused(commission_bp=10_001)


def test_it_does_not_end_before_it_begins():
    assert "ends before it begins" in refused(valid_until=date(2025, 12, 31))


def test_it_is_about_one_thing():
    piece, group = factories.piece(), factories.cooperative()

    assert "Choose one" in refused(product=piece, cooperative=group)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((JANUARY, None), (JUNE, None)),
        ((JANUARY, MARCH), (MARCH, JUNE)),
        ((JANUARY, JUNE), (MARCH, MARCH)),
        ((MARCH, MARCH), (JANUARY, None)),
    ],
    ids=["both without an end", "they share a day", "within", "around"],
)
@pytest.mark.parametrize("scope", ["house", "cooperative", "category", "product"])
def test_two_of_one_scope_do_not_hold_on_one_day(first, second, scope):
    made = {"cooperative": factories.cooperative, "category": factories.category, "product": factories.piece}
    about = {scope: made[scope]()} if scope in made else {}
    SharePolicy.objects.create(valid_from=first[0], valid_until=first[1], **about)

    assert "some of these days" in refused(valid_from=second[0], valid_until=second[1], **about)


def test_one_after_the_other_and_those_of_others_are_fine():
    group, other = factories.cooperative(), factories.cooperative()
    SharePolicy.objects.create(cooperative=group, valid_from=JANUARY, valid_until=date(2026, 2, 28))

    SharePolicy.objects.create(cooperative=group, valid_from=MARCH)
    SharePolicy.objects.create(cooperative=other, valid_from=JANUARY)
    SharePolicy.objects.create(valid_from=JANUARY)
    SharePolicy(product=factories.piece(), valid_from=JANUARY).full_clean()

    assert SharePolicy.objects.count() == 4


def test_a_policy_is_not_made_longer_over_the_next_one():
    group = factories.cooperative()
    first = SharePolicy.objects.create(cooperative=group, valid_from=JANUARY, valid_until=date(2026, 2, 28))
    SharePolicy.objects.create(cooperative=group, valid_from=MARCH)

    with pytest.raises(IntegrityError), transaction.atomic():
        SharePolicy.objects.filter(pk=first.pk).update(valid_until=None)


def save_at_once(savers: int = 8) -> Counter:
    group = factories.cooperative()

    def save(number: int) -> str:
        try:
            with transaction.atomic():
                SharePolicy.objects.create(cooperative=group, valid_from=JANUARY, commission_bp=1000 + number)
        except IntegrityError:
            return "refused"
        return "saved"

    return Counter(race(save, savers))


@pytest.mark.django_db(transaction=True)
def test_of_several_who_save_at_once_one_succeeds():
    assert save_at_once() == {"saved": 1, "refused": 7}


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_of_the_database_they_all_succeed():
    """The negative control."""
    with constraint_off(SharePolicy, "policy_alone_in_its_time", clear=SharePolicy.objects.all().delete):
        assert save_at_once() == {"saved": 8}
