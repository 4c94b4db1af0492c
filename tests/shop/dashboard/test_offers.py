"""Ranges, offers and vouchers are made in Oscar's forms; here is that they work in this shop, and what we ask beyond them."""

import pytest
from django.urls import reverse
from oscar.apps.voucher.models import Voucher, VoucherSet

from shop.market import Market
from shop.offer.models import ConditionalOffer, Range
from tests import factories
from tests.queries import assert_same_queries, queries_of
from tests.shop.dashboard.conftest import offer
from tests.vouchers import site_offer, spend, voucher

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


def steps(
    everything: Range, *, benefit: dict, condition: dict | None = None, **restrictions
) -> list[tuple[str, dict]]:
    return [
        ("offer-metadata", {"name": "An offer", "offer_type": "Site"}),
        ("offer-benefit", {"range": everything.pk} | benefit),
        ("offer-condition", {"range": everything.pk, "type": "Count", "value": "1"} | (condition or {})),
        ("offer-restrictions", {"priority": "0", "exclusive": "on"} | restrictions),
    ]


def walk(boss, made: list[tuple[str, dict]]):
    for name, sent in made:
        answer = boss.post(reverse(f"dashboard:{name}"), sent)
    return answer


@pytest.fixture
def everything(db) -> Range:
    return Range.objects.create(name="Everything", includes_all_products=True)


FIVE_OFF = {"type": "Absolute", "value": "5"}


@pytest.mark.parametrize(
    "made",
    [
        {"benefit": FIVE_OFF},
        {"benefit": {"type": "Percentage", "value": "10"}, "condition": {"type": "Value", "value": "50"}},
        {"benefit": {"type": "Percentage", "value": "10"}, "max_discount": "100"},
        {"benefit": {"type": "Shipping absolute", "value": "5", "range": ""}},
    ],
    ids=["an amount off", "a threshold", "a budget", "an amount off the delivery"],
)
def test_an_offer_that_names_an_amount_needs_a_currency(boss, everything, made):
    without = walk(boss, steps(everything, **made))
    with_one = boss.post(
        reverse("dashboard:offer-restrictions"), steps(everything, **made)[-1][1] | {"currency": "EUR"}
    )

    assert "choose its currency" in without.context["form"].errors["currency"][0]
    assert with_one.status_code == 302
    assert ConditionalOffer.objects.get().currency == "EUR"


def test_half_a_franc_is_no_amount(boss, everything):
    answer = walk(boss, steps(everything, benefit={"type": "Absolute", "value": "0.5"}, currency="RWF"))

    assert "decimals" in answer.context["form"].errors["currency"][0]
    assert answer.context["form"]["currency"].value() == "RWF"
    assert not ConditionalOffer.objects.exists()


def test_a_percentage_that_becomes_an_amount_is_asked_for_its_currency(boss, everything):
    made = offer("Ten off")

    answer = boss.post(
        reverse("dashboard:offer-benefit", kwargs={"pk": made.pk}),
        {"range": everything.pk, "save": "1"} | FIVE_OFF,
        follow=True,
    )

    assert answer.redirect_chain[-1][0] == reverse("dashboard:offer-restrictions", kwargs={"pk": made.pk})
    assert "choose its currency" in answer.content.decode()
    made.benefit.refresh_from_db()
    assert made.benefit.type == "Percentage"


def test_an_offer_that_was_used_keeps_its_currency(boss, everything):
    made = offer("Five off", currency="EUR", num_orders=1)

    answer = boss.post(
        reverse("dashboard:offer-restrictions", kwargs={"pk": made.pk}),
        {"priority": "0", "exclusive": "on", "currency": "USD"},
    )

    assert "used this offer already" in answer.context["form"].errors["currency"][0]


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("offer-restrictions", {"start_datetime": "never", "end_datetime": "later", "priority": "high"}),
        ("offer-restrictions", {"priority": "0", "currency": "XXX", "combinations": "a"}),
        ("offer-benefit", {"type": "Gift", "value": "much", "custom_benefit": "9"}),
        ("offer-condition", {"type": "Gift", "value": "-1", "range": "9"}),
    ],
)
def test_a_step_with_nonsense_says_so(boss, everything, step, wrong):
    made = offer("Ten off")

    answer = boss.post(reverse(f"dashboard:{step}", kwargs={"pk": made.pk}), wrong)

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_an_offers_page_says_what_it_gave_in_each_currency(boss, world):
    made = site_offer(percent="10")
    for market in (Market("BE", "EUR"), Market("RW", "RWF")):
        factories.order(factories.piece(), market=market)

    text = boss.get(reverse("dashboard:offer-detail", kwargs={"pk": made.pk})).content.decode()

    assert "€4.00" in text
    assert "RWF5,200" in text.replace("\xa0", "")
    assert "€5,204" not in text


def test_a_vouchers_page_says_what_it_gave_in_each_currency(boss, world):
    made = voucher(percent="10")
    for market in (Market("BE", "EUR"), Market("RW", "RWF")):
        factories.order(factories.piece(), market=market, before=lambda basket: spend(made, basket))

    text = boss.get(reverse("dashboard:voucher-stats", kwargs={"pk": made.pk})).content.decode()

    assert "€4.00" in text
    assert "RWF5,200" in text.replace("\xa0", "")
    assert "5,204" not in text


@pytest.mark.proof(24)
@pytest.mark.parametrize("page", ["offer-detail", "voucher-stats"])
def test_the_page_of_one_that_was_used_often_takes_no_more_queries(boss, world, page):
    made = voucher(percent="10")
    about = made.offers.get() if page == "offer-detail" else made
    address = reverse(f"dashboard:{page}", kwargs={"pk": about.pk})
    factories.order(factories.piece(), before=lambda basket: spend(made, basket))
    few = queries_of(boss, address)
    for _ in range(9):
        factories.order(factories.piece(), before=lambda basket: spend(made, basket))

    assert_same_queries(address, few, queries_of(boss, address))
