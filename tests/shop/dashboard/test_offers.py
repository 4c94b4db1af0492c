"""Ranges, offers and vouchers are made in Oscar's forms as they are; here is only that they work in this shop."""

import pytest
from django.urls import reverse
from oscar.apps.voucher.models import Voucher, VoucherSet

from shop.offer.models import ConditionalOffer, Range
from tests import factories
from tests.shop.dashboard.conftest import offer

pytestmark = pytest.mark.django_db
PERIOD = {"start_datetime": "2026-01-01 00:00", "end_datetime": "2030-01-01 00:00"}


def test_a_range_is_made_and_filled(boss):
    piece = factories.piece(upc="B-1")

    boss.post(reverse("dashboard:range-create"), {"name": "Baskets"})
    made = Range.objects.get()
    boss.post(reverse("dashboard:range-products", kwargs={"pk": made.pk}), {"action": "add_products", "query": "B-1"})

    assert list(made.all_products()) == [piece]
    assert not made.is_public


def test_an_offer_is_made_in_four_steps(boss):
    everything = Range.objects.create(name="Everything", includes_all_products=True)
    steps = [
        ("offer-metadata", {"name": "Ten off", "offer_type": "Voucher"}),
        ("offer-benefit", {"range": everything.pk, "type": "Percentage", "value": "10"}),
        ("offer-condition", {"range": everything.pk, "type": "Count", "value": "1"}),
        ("offer-restrictions", {"priority": "0", "exclusive": "on"}),
    ]

    for name, sent in steps:
        answer = boss.post(reverse(f"dashboard:{name}"), sent)
        assert answer.status_code == 302, answer.context["form"].errors

    assert ConditionalOffer.objects.get().benefit.value == 10


def test_a_voucher_is_made_for_an_offer(boss):
    about = offer("Ten off", offer_type=ConditionalOffer.VOUCHER)

    answer = boss.post(
        reverse("dashboard:voucher-create"),
        PERIOD | {"name": "Welcome", "code": "WELCOME", "usage": Voucher.ONCE_PER_CUSTOMER, "offers": [about.pk]},
    )

    assert answer.status_code == 302, answer.context["form"].errors
    assert Voucher.objects.get().offers.get() == about


def test_a_set_of_vouchers_is_made(boss):
    about = offer("Ten off", offer_type=ConditionalOffer.VOUCHER)

    answer = boss.post(
        reverse("dashboard:voucher-set-create"),
        PERIOD
        | {
            "name": "Spring",
            "description": "For friends",
            "count": "3",
            "code_length": "12",
            "usage": Voucher.SINGLE_USE,
            "offers": [about.pk],
        },
    )

    assert answer.status_code == 302, answer.context["form"].errors
    assert VoucherSet.objects.get().vouchers.count() == 3


@pytest.mark.parametrize("sent", [{}, {"name": "x", "code": "x", "start_datetime": "never", "end_datetime": "never"}])
def test_a_voucher_that_makes_no_sense_is_refused(boss, sent):
    answer = boss.post(reverse("dashboard:voucher-create"), sent)

    assert answer.status_code == 200
    assert not Voucher.objects.exists()


def test_the_dashboard_loads_nothing_from_elsewhere(boss):
    text = boss.get(reverse("dashboard:index")).content.decode()

    assert "//ajax.googleapis" not in text
    assert 'src="https:' not in text
    assert 'href="https:' not in text
