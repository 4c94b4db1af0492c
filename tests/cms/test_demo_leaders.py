"""The demo's leaders can be tried out at once, and only in a demo."""

import pytest

from cms.demo import content
from cms.demo.leaders import LEADERS, load_leaders
from shop.workspace.entrance.models import Leader
from shop.workspace.entrance.proving import prove_by_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(world):
    content.load_cooperatives(progress=lambda words: None)


def test_each_of_them_comes_in_with_what_the_screen_says(groups):
    load_leaders()

    for row in LEADERS:
        number = "+250" + row.phone.replace(" ", "")[1:]
        assert str(prove_by_number(number=number, pin=row.pin)) == row.name


def test_they_are_of_three_groups_and_two_of_them_share_a_phone(groups):
    load_leaders()

    leaders = Leader.objects.with_names().prefetch_related("devices")
    phones = [leader.devices.get() for leader in leaders]
    assert len({leader.cooperative for leader in leaders}) == 3
    assert sorted(phone.leaders.count() for phone in set(phones)) == [1, 1, 2]


def test_loading_them_again_leaves_them_as_they_are(groups):
    load_leaders()
    Leader.objects.update(pin_hash="changed")

    load_leaders()

    assert set(Leader.objects.values_list("pin_hash", flat=True)) == {"changed"}


def test_they_are_refused_outside_of_a_demo(groups, settings):
    settings.IS_DEMO = False

    with pytest.raises(RuntimeError):
        load_leaders()
