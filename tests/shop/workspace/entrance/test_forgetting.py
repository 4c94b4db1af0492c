"""When a leader was where is not kept for ever."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from shop.workspace.entrance.forgetting import PHONES_KEPT, VISITS_KEPT
from shop.workspace.entrance.models import Device, Visit
from tests.shop.workspace.entrance.conftest import come_in, is_in

pytestmark = pytest.mark.django_db


def test_visits_go_after_three_months_and_today_s_stay(leader, phone):
    Visit.objects.update(began_at=timezone.now() - VISITS_KEPT - timedelta(days=1))
    come_in(phone, leader)

    call_command("forget_visits", verbosity=0)

    assert Visit.objects.count() == 1
    assert is_in(phone)


def test_a_phone_that_nobody_holds_any_more_goes_and_the_leader_stays(leader, phone):
    Device.objects.update(last_seen_at=timezone.now() - PHONES_KEPT - timedelta(days=1))

    call_command("forget_visits", verbosity=0)

    leader.refresh_from_db()
    assert not Device.objects.exists()
    assert leader.has_pin
