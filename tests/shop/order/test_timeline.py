"""The way of an order as its page and its mail tell it, step by step."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.market import Market
from shop.order import status
from shop.order.arrival import expected_days
from shop.order.carriers import Carrier, tracking_page
from shop.order.holds import release
from shop.order.models import Order
from shop.order.sending import Consignment, mark_as_arrived, mark_as_sent
from shop.order.timeline import Progress, Step, timeline
from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
DHL = Consignment(Carrier.DHL, "JD01 4600 0000")
DHL_PAGE = "https://www.dhl.com/global-en/home/tracking.html?tracking-id=JD0146000000"


def steps_of(order: Order) -> list[Step]:
    order = Order.objects.get(pk=order.pk)
    return timeline(order, list(order.lines.order_by("pk")))


def told(order: Order) -> list[tuple[str, str]]:
    return [(step.name, str(step.progress)) for step in steps_of(order)]


def picked_up_order(stripe) -> Order:
    return factories.paid_order(stripe, factories.piece(), delivery="pick-up")


def test_an_unpaid_order_waits_for_its_payment_and_promises_no_day(world):
    order = factories.order(factories.piece())

    assert told(order) == [
        ("Placed", "done"),
        ("Paid", "now"),
        ("Being packed", "ahead"),
        ("Sent", "ahead"),
        ("Arrived", "ahead"),
    ]
    assert not any(step.expected for step in steps_of(order))


def test_a_paid_order_is_being_packed_and_says_when_it_should_arrive(world, stripe):
    order = factories.paid_order(stripe, factories.piece())

    assert told(order)[1:] == [("Paid", "done"), ("Being packed", "now"), ("Sent", "ahead"), ("Arrived", "ahead")]
    today = timezone.localdate(order.paid_at)
    assert steps_of(order)[-1].expected == (today + timedelta(days=14), today + timedelta(days=21))


def test_a_sent_order_names_the_carrier_and_waits_to_arrive(world, stripe):
    order = factories.paid_order(stripe, factories.piece())

    parcel = mark_as_sent(order=order, consignment=DHL)

    *_, packed, sent, arrived = steps_of(order)
    assert packed.progress == Progress.DONE
    assert (sent.progress, sent.at, sent.sent.tracking_url) == (Progress.DONE, parcel.sent_at, DHL_PAGE)
    assert (arrived.progress, arrived.awaited) == (Progress.NOW, parcel)


def test_an_order_that_arrived_expects_nothing_more(world, stripe):
    order = factories.paid_order(stripe, factories.piece())
    parcel = mark_as_sent(order=order)

    assert mark_as_arrived(parcel=parcel)

    arrived = steps_of(order)[-1]
    assert (arrived.progress, arrived.expected, arrived.awaited) == (Progress.DONE, None, None)
    assert not mark_as_arrived(parcel=parcel)


def test_two_parcels_each_say_what_is_in_them_and_the_order_is_sent_with_the_last(world, stripe):
    order = factories.paid_order(stripe, factories.piece("Pot"), factories.piece("Basket"))
    pot, basket = order.lines.order_by("pk")

    mark_as_sent(order=order, lines=[pot])

    assert told(order)[2:] == [
        ("Being packed", "now"),
        ("Sent", "done"),
        ("Arrived", "now"),
        ("Sent", "ahead"),
        ("Arrived", "ahead"),
    ]
    assert [step.titles for step in steps_of(order)[2:4]] == [("Basket",), ("Pot",)]
    assert Order.objects.get().status == status.PAID
    mark_as_sent(order=order, lines=[basket])
    assert [step.titles for step in steps_of(order) if step.sent] == [("Pot",), ("Basket",)]
    assert Order.objects.get().status == status.SENT


def test_a_line_leaves_in_one_parcel_only(world, stripe):
    order = factories.paid_order(stripe, factories.piece("Pot"), factories.piece("Basket"))
    pot = order.lines.first()
    parcel = mark_as_sent(order=order, lines=[pot])

    assert mark_as_sent(order=order, lines=[pot]) is None

    assert order.parcels.get() == parcel


def test_an_order_whose_last_line_was_given_back_is_sent_without_another_parcel(world, stripe):
    order = factories.paid_order(stripe, factories.piece("Pot"), factories.piece("Basket"))
    pot, basket = order.lines.order_by("pk")
    mark_as_sent(order=order, lines=[pot])
    factories.refunded(order, basket)

    mark_as_sent(order=order)

    assert Order.objects.get().status == status.SENT
    assert order.parcels.count() == 1


def test_what_is_picked_up_is_made_ready_and_not_posted(world, stripe):
    order = picked_up_order(stripe)
    assert told(order)[-1] == ("Ready to be picked up", "ahead")

    mark_as_sent(order=order)

    assert told(order)[-2:] == [("Ready to be picked up", "done"), ("Picked up", "now")]
    assert "Kigali" in steps_of(order)[-2].words


def test_a_cancelled_order_ends_there(world):
    order = factories.order(factories.piece())

    release(order=order, at=timezone.now())

    assert told(order) == [("Placed", "done"), ("Cancelled", "ended")]


def test_what_was_paid_back_is_said_with_its_amount(world, stripe):
    order = factories.paid_order(stripe, factories.piece(prices={"EUR": "40.00"}))
    factories.refunded(order, cause="lost")

    *_, last = steps_of(order)

    assert told(order) == [("Placed", "done"), ("Paid", "done"), ("Paid back", "ended")]
    assert last.amount == order.total_incl_tax


@pytest.mark.parametrize(
    ("country", "paid", "sent", "expected"),
    [
        ("RW", (2026, 11, 2), None, ((2026, 11, 4), (2026, 11, 6))),
        ("BE", (2026, 11, 2), None, ((2026, 11, 16), (2026, 11, 23))),
        ("BE", (2026, 11, 2), (2026, 11, 4), ((2026, 11, 16), (2026, 11, 23))),
        ("BE", (2026, 11, 2), (2026, 11, 9), ((2026, 11, 21), (2026, 11, 28))),
        ("US", (2026, 11, 2), None, ((2026, 11, 23), (2026, 12, 7))),
    ],
)
def test_a_parcel_is_expected_as_promised_and_later_by_as_much_as_it_left_late(country, paid, sent, expected):
    kigali = ZoneInfo("Africa/Kigali")
    order = Order(country=country, paid_at=datetime(*paid, 9, tzinfo=kigali))

    days = expected_days(order, datetime(*sent, 9, tzinfo=kigali) if sent else None)

    assert days == tuple(date(*day) for day in expected)


@pytest.mark.parametrize(
    ("carrier", "number", "page"),
    [
        (Carrier.DHL, "JD01 4600 0000", DHL_PAGE),
        (Carrier.DHL, "", ""),
        (Carrier.POST, "RR123456789RW", ""),
        ("", "RR123456789RW", ""),
        (Carrier.UPS, "1Z&x=/..", "https://www.ups.com/track?tracknum=1Z%26x%3D/.."),
    ],
)
def test_a_number_is_asked_for_on_the_carriers_page_where_there_is_one(carrier, number, page):
    assert tracking_page(carrier, number) == page


def test_the_page_leads_to_the_carrier_without_saying_where_from(world, stripe, client):
    order = factories.paid_order(stripe, factories.piece())
    mark_as_sent(order=order, consignment=DHL)

    html = client.get(order.get_absolute_url()).content.decode()

    assert f'<a class="more" href="{DHL_PAGE}" rel="noreferrer external">' in html
    assert "JD01 4600 0000" in html


def test_the_buyer_says_that_it_is_there(world, stripe, client):
    order = factories.paid_order(stripe, factories.piece())
    parcel = mark_as_sent(order=order)
    arrived = reverse("order:arrived", args=[order.links.get().token])

    client.get(arrived)
    assert order.parcels.get().arrived_at is None
    client.post(arrived, {"parcel": parcel.pk})

    assert order.parcels.get().arrived_at is not None


@pytest.mark.parametrize("number", ["", "x", "0", "999999", "1" * 40, "²"])
def test_what_is_no_parcel_of_the_order_does_not_arrive(world, stripe, client, number):
    order, other = (factories.paid_order(stripe, factories.piece()) for _ in range(2))
    parcel = mark_as_sent(order=other)
    arrived = reverse("order:arrived", args=[order.links.get().token])

    for asked in (number, str(parcel.pk)):
        assert client.post(arrived, {"parcel": asked}).status_code == 302

    assert other.parcels.get().arrived_at is None


def test_the_page_costs_as_much_with_many_parcels(world, stripe, client):
    few, many = (
        factories.paid_order(stripe, *(factories.piece() for _ in range(number)), market=Market()) for number in (1, 6)
    )
    for order in (few, many):
        for line in order.lines.all():
            mark_as_sent(order=order, lines=[line])

    assert_same_queries(
        "order", queries_of(client, few.get_absolute_url()), queries_of(client, many.get_absolute_url())
    )
