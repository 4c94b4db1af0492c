"""Staff send orders. Nothing in the dashboard says of money or stock what is not so."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from cooperatives.ledger.models import Entry
from shop.order import status
from shop.order.models import Order, OrderLink
from shop.order.sending import mark_as_sent
from tests import factories
from tests.shop.dashboard.conftest import alert

pytestmark = pytest.mark.django_db


def page(order: Order) -> str:
    return reverse("dashboard:order-detail", kwargs={"number": order.number})


def someone_with(*codenames: str) -> Client:
    """The browser of a member of staff with these permissions on orders."""
    user = factories.user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="order", codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def joint_order(world, stripe) -> Order:
    """A paid order of two lines; the first is by two cooperatives."""
    weavers, potters = factories.cooperative("Weavers"), factories.cooperative("Potters")
    joint = factories.piece("Pot in a sleeve", by={potters: 3, weavers: 1}, stock=1)
    return factories.paid_order(stripe, joint, (factories.piece("Basket", by=weavers, stock=5), 2))


def test_the_page_of_an_order_shows_what_was_frozen_and_what_was_paid(boss, joint_order):
    alert(joint_order)

    text = boss.get(page(joint_order)).content.decode()

    assert "Potters" in text
    assert "€24.00" in text  # three quarters of 40.00, less 20 %
    assert joint_order.stripe_session.session_id in text
    assert "Paid 1, ordered 2." in text
    assert joint_order.links.get().token in text


def test_an_order_that_costs_nothing_has_a_page(boss):
    order = factories.order(factories.piece())

    answer = boss.get(page(order))

    assert answer.status_code == 200
    assert "Mark as sent" not in answer.content.decode()


def test_a_paid_order_is_marked_as_sent(boss, joint_order):
    boss.post(page(joint_order), {"order_action": "change_order_status", "new_status": "Sent"})

    joint_order.refresh_from_db()
    assert joint_order.status == status.SENT
    assert joint_order.status_changes.get().new_status == status.SENT


def test_a_parcel_is_noted_with_its_carrier_its_number_and_what_is_in_it(boss, joint_order):
    basket = joint_order.lines.get(title="Basket")
    sent = {"order_action": "change_order_status", "new_status": "Sent", "is_choosing": "True", "lines": [basket.pk]}

    boss.post(page(joint_order), sent | {"carrier": "dhl", "tracking_number": "JD01 4600"})

    parcel = joint_order.parcels.get()
    assert (parcel.carrier, parcel.tracking_number, parcel.lines.get()) == ("dhl", "JD01 4600", basket)
    joint_order.refresh_from_db()
    assert joint_order.status == status.PAID
    html = boss.get(page(joint_order)).content.decode()
    assert "tracking-id=JD014600" in html
    assert f'value="{basket.pk}" id="send-' not in html


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"tracking_number": "JD01"}, "Please say whose number this is."),
        ({"carrier": "pigeon"}, "Select a valid choice"),
        ({"carrier": "dhl", "tracking_number": "<script>"}, "only letters, figures"),
        ({"carrier": "dhl", "tracking_number": "9" * 65}, "at most 64"),
        ({"is_choosing": "True"}, "Please choose what is in the parcel."),
        ({"is_choosing": "True", "lines": "999999"}, "not one of the available choices"),
    ],
)
def test_a_parcel_that_makes_no_sense_is_not_noted(boss, joint_order, wrong, why):
    answer = boss.post(
        page(joint_order), {"order_action": "change_order_status", "new_status": "Sent"} | wrong, follow=True
    )

    assert why in answer.content.decode()
    assert not joint_order.parcels.exists()


def test_staff_note_that_a_parcel_arrived(boss, joint_order):
    parcel = mark_as_sent(order=joint_order)

    for number in (parcel.pk, "x", ""):
        boss.post(page(joint_order), {"order_action": "parcel_arrived", "parcel": number})

    parcel.refresh_from_db()
    assert parcel.arrived_at


@pytest.mark.parametrize("new_status", ["Paid", "Cancelled", "Refunded", "Awaiting payment", "", "Lost"])
def test_no_other_state_is_set_by_hand(boss, joint_order, new_status):
    boss.post(page(joint_order), {"order_action": "change_order_status", "new_status": new_status})

    joint_order.refresh_from_db()
    assert joint_order.status == status.PAID


@pytest.mark.parametrize("new_status", ["Paid", "Sent", "Cancelled", "Refunded"])
def test_an_unpaid_order_is_not_moved_by_hand(boss, new_status):
    order = factories.order(factories.piece())

    boss.post(page(order), {"order_action": "change_order_status", "new_status": new_status})
    boss.post(
        reverse("dashboard:order-list"),
        {"action": "change_order_statuses", "selected_order": order.pk, "new_status": new_status},
    )

    order.refresh_from_db()
    assert order.status == status.AWAITING_PAYMENT


@pytest.mark.parametrize(
    "action",
    [
        {"line_action": "change_line_statuses", "new_status": "Refunded"},
        {"line_action": "create_shipping_event", "shipping_event_type": "x"},
        {"line_action": "create_payment_event", "payment_event_type": "x", "amount": "10"},
        {"order_action": "create_order_payment_event", "payment_event_type": "x", "amount": "10"},
    ],
)
def test_oscars_own_events_are_refused(boss, joint_order, action):
    line = joint_order.lines.first()

    boss.post(page(joint_order), action | {"selected_line": line.pk, f"selected_line_qty_{line.pk}": "1"})

    line.refresh_from_db()
    assert line.status == status.PAID
    assert not joint_order.payment_events.exists()
    assert not joint_order.shipping_events.exists()


def test_the_buyers_link_is_revoked_and_replaced(boss, joint_order):
    old = joint_order.links.get()

    boss.post(page(joint_order), {"order_action": "replace_link"})

    new = OrderLink.objects.get(order=joint_order, revoked_at=None)
    assert new.token != old.token
    assert Client().get(reverse("order:detail", args=[old.token])).status_code == 404
    assert Client().get(reverse("order:detail", args=[new.token])).status_code == 200


def test_looking_is_not_changing(joint_order):
    client = someone_with("view_order")

    assert client.get(page(joint_order)).status_code == 200
    assert "Mark as sent" not in client.get(page(joint_order)).content.decode()
    for action in ("change_order_status", "parcel_arrived", "replace_link", "save_note"):
        sent = {"order_action": action, "new_status": "Sent", "message": "x"}
        assert client.post(page(joint_order), sent).status_code == 403
    assert Order.objects.get().status == status.PAID


def test_who_may_change_orders_may_send(joint_order):
    client = someone_with("view_order", "change_order")

    client.post(page(joint_order), {"order_action": "change_order_status", "new_status": "Sent"})
    assert Order.objects.get().status == status.SENT


def test_a_permission_without_being_staff_opens_nothing(joint_order):
    user = factories.user()
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_order", "dashboard_access", "view_product"])
    )
    client = Client()
    client.force_login(user)

    for address in (page(joint_order), reverse("dashboard:index"), reverse("dashboard:catalogue-product-list")):
        assert client.get(address).status_code == 403


def test_the_address_of_a_parcel_can_be_corrected(boss, joint_order):
    address = reverse("dashboard:order-shipping-address", kwargs={"number": joint_order.number})

    answer = boss.post(
        address,
        {"last_name": "An Example", "line1": "Market 2", "line4": "Ghent", "country": "BE", "postcode": "9000"},
    )

    assert answer.status_code == 302, answer.context["form"].errors
    joint_order.shipping_address.refresh_from_db()
    assert joint_order.shipping_address.line1 == "Market 2"
    assert "Market 2" in joint_order.notes.get().message


def test_a_note_is_kept(boss, joint_order):
    boss.post(page(joint_order), {"order_action": "save_note", "message": "Called the buyer."})

    assert joint_order.notes.get().message == "Called the buyer."


def test_orders_are_downloaded_as_a_table(boss, joint_order):
    answer = boss.post(
        reverse("dashboard:order-list"), {"action": "download_selected_orders", "selected_order": joint_order.pk}
    )

    assert joint_order.number in answer.content.decode()


def test_an_order_is_found_by_its_number(boss, joint_order):
    answer = boss.get(reverse("dashboard:order-list"), {"order_number": joint_order.number, "response_format": "html"})

    assert answer["Location"] == page(joint_order)


def test_the_books_have_no_entry_for_anything_but_money(boss, joint_order):
    before = Entry.objects.count()

    boss.post(page(joint_order), {"order_action": "change_order_status", "new_status": "Sent"})

    assert Entry.objects.count() == before
