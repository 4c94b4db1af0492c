import pytest
from django.db import IntegrityError, transaction

from shop.users.models import User

pytestmark = pytest.mark.django_db


def test_two_people_without_an_e_mail_address_can_both_have_an_account():
    for phone in ("+250788000001", "+250788000002"):
        user = User(phone=phone)
        user.clean()
        user.save()

    assert User.objects.filter(email=None).count() == 2


def test_one_address_is_one_account_however_it_is_written():
    User.objects.create_user("An@Example.org", "a long password")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("an@example.org", "a long password")


def test_an_account_that_nobody_could_reach_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user()
