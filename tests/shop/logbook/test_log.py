"""Every change of a policy, a price or money is in the log: who, when, from what to what. The log is only ever added to."""

import html
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shop.logbook.changes import PRICES_CHANGED
from shop.partner.models import Price
from shop.payment.models import PaymentAlert
from shop.shares.models import SharePolicy
from shop.shipping.models import DeliveryRate
from shop.users.models import User
from tests import factories
from tests.queries import assert_same_queries, queries_of
from tests.shop.dashboard.piece_form import saved

pytestmark = pytest.mark.django_db
LOG = "logbook"


@pytest.fixture
def boss(client, world) -> Client:
    client.force_login(factories.staff(email="boss@example.org", first_name="Aline"))
    return client


def shown(client: Client, **filters) -> str:
    """The words of the log's page."""
    answer = client.get(reverse(LOG), filters)
    assert answer.status_code == 200
    results = answer.content.decode().partition('id="listing-results"')[2]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", results)))


def last() -> ModelLogEntry:
    entry = ModelLogEntry.objects.order_by("-pk").first()
    assert entry is not None, "nothing was logged"
    return entry


def changed(entry: ModelLogEntry) -> dict[str, tuple[str, str]]:
    return {change["field"]: (change["from"], change["to"]) for change in entry.data["changes"]}


def note_price(piece, number: int = 0) -> None:
    ModelLogEntry.objects.log_action(
        piece,
        PRICES_CHANGED,
        user=User.objects.get(email="boss@example.org"),
        data={"changes": [{"field": "EUR", "from": "40.00", "to": f"{41 + number}.00"}]},
    )


def test_a_changed_price_is_logged_with_who_changed_it_from_what_to_what(boss):
    piece = factories.piece("Basket", prices={"EUR": "40.00", "RWF": "52000"})

    saved(
        boss,
        piece,
        **{"stockrecords-0-price_EUR": "45.00", "stockrecords-0-price_RWF": "", "stockrecords-0-price_USD": "50"},
    )

    entry = last()
    assert (entry.action, entry.user.first_name, entry.label) == (PRICES_CHANGED, "Aline", "Basket")
    assert changed(entry) == {"EUR": ("40.00", "45.00"), "RWF": ("52000", ""), "USD": ("", "50.00")}
    assert "Changed the price of a piece Basket EUR 40.00 → 45.00 RWF 52000 → – USD – → 50.00 Aline" in shown(boss)


def test_a_piece_that_is_saved_with_the_same_prices_is_no_change_of_price(boss):
    piece = factories.piece("Basket", prices={"EUR": "40.00", "RWF": "52000"})

    saved(boss, piece, title="A better basket", **{"stockrecords-0-price_EUR": "40"})

    assert Price.objects.get(currency="EUR").amount == Decimal("40.00")
    assert not ModelLogEntry.objects.filter(action=PRICES_CHANGED).exists()


def test_delivery_prices_are_logged_when_they_are_made_changed_and_deleted(boss):
    sent = {"zone": "europe", "up_to_grams": "30000", "currency": "EUR", "amount": "50"}
    boss.post(reverse("deliveryrate:add"), sent)
    rate = DeliveryRate.objects.get(up_to_grams=30000)
    made = changed(last())
    boss.post(reverse("deliveryrate:edit", args=[rate.pk]), sent | {"amount": "55"})
    edited = changed(last())
    boss.post(reverse("deliveryrate:delete", args=[rate.pk]))

    assert made["amount"] == ("", "50.00")
    assert edited == {"amount": ("50.00", "55.00")}
    assert changed(last())["amount"] == ("55.00", "")
    assert [entry.action for entry in ModelLogEntry.objects.order_by("pk")] == [
        "wagtail.create",
        "wagtail.edit",
        "wagtail.delete",
    ]
    assert "Price 50.00 → 55.00" in shown(boss)


def saved_policy(boss: Client, address: str, **values):
    """The two steps of a policy's form: look at what it means, then confirm that."""
    bearers = {f"{name}_bearer": "house" for name in ("fee", "shipping", "breakage", "dispute_fee")}
    typed = (
        {"valid_from": "2030-01-01", "discount_bearer": "cooperative", "voucher_bearer": "cooperative"}
        | bearers
        | values
    )
    example = boss.post(address, typed)
    answer = boss.post(address, typed | {"seen": example.context["seen"]})
    assert answer.status_code == 302, answer.content


def test_a_changed_policy_is_logged_in_the_readers_words(boss):
    weavers = factories.cooperative("Weavers")
    saved_policy(boss, reverse("sharepolicy:add"), cooperative=weavers.pk, commission_bp="20")
    policy = SharePolicy.objects.get(cooperative=weavers)

    saved_policy(
        boss,
        reverse("sharepolicy:edit", args=[policy.pk]),
        cooperative=weavers.pk,
        commission_bp="15",
        breakage_bearer="cooperative",
    )

    assert changed(last()) == {"commission_bp": ("2000", "1500"), "breakage_bearer": ("house", "cooperative")}
    text = shown(boss, kind="policy")
    assert "Commission 20 % → 15 %" in text
    assert "Breakage The organisation → The cooperative" in text


def test_money_that_is_given_back_is_logged(boss, stripe):
    order = factories.paid_order(stripe, factories.piece("Basket", prices={"EUR": "40.00"}))
    address = reverse("dashboard:order-refund", kwargs={"number": order.number})
    wish = {"everything": "on", "cause": "broken", "reason": "In two."}

    seen = boss.post(address, wish)
    boss.post(address, wish | {"confirmed": seen.context["before"].seal})

    text = shown(boss, kind="money")
    assert "Gave money of an order back" in text
    assert "Amount 52.00 EUR Cause It arrived broken Reason In two." in text
    assert order.refunds.get().reference in text
    assert "Aline" in text


def test_an_alert_that_is_closed_and_a_payment_that_is_given_back_are_money(boss, world):
    order = factories.order(factories.piece())
    alert = PaymentAlert.objects.create(order=order, kind=PaymentAlert.Kind.STUCK, subject="cs_1", detail="x")

    boss.post(reverse("paymentalert:close", args=[alert.pk]))

    assert "Closed a payment alert" in shown(boss, kind="money")


def test_a_parcel_and_a_revoked_link_are_logged(boss, stripe):
    order = factories.paid_order(stripe, factories.piece("Basket"))
    address = reverse("dashboard:order-detail", kwargs={"number": order.number})
    parcel = {"order_action": "change_order_status", "new_status": "Sent", "carrier": "dhl", "tracking_number": "JD 1"}

    boss.post(address, parcel)
    boss.post(address, {"order_action": "parcel_arrived", "parcel": order.parcels.get().pk})
    boss.post(address, {"order_action": "replace_link"})

    text = shown(boss, kind="orders")
    for sentence in ("Noted that a parcel left", "Noted that a parcel arrived", "Revoked the link of an order’s page"):
        assert sentence in text
    assert "Tracking number JD 1 Pieces 1 × Basket" in text


def test_what_failed_is_not_logged(boss, stripe):
    order = factories.order(factories.piece())

    boss.post(
        reverse("dashboard:order-detail", kwargs={"number": order.number}),
        {"order_action": "change_order_status", "new_status": "Sent"},
    )

    assert ModelLogEntry.objects.count() == 0


def test_the_log_is_narrowed_by_what_by_whom_and_by_day(boss):
    basket, pot = factories.piece("Basket"), factories.piece("Pot")
    note_price(basket)
    long_ago = timezone.now() - timedelta(days=400)
    yvette = factories.user(first_name="Yvette")
    ModelLogEntry.objects.log_action(pot, PRICES_CHANGED, user=yvette, timestamp=long_ago, data={})

    assert {"Basket", "Pot"} <= set(shown(boss).split())
    assert "Basket" not in shown(boss, kind="policy")
    assert "Pot" not in shown(boss, user=User.objects.get(first_name="Aline").pk).split()
    assert "Basket" not in shown(boss, timestamp_to=date.today() - timedelta(days=300))


def test_each_entry_leads_to_what_it_is_about(boss):
    piece = factories.piece("Basket")
    note_price(piece)

    text = boss.get(reverse(LOG)).content.decode()

    assert reverse("dashboard:catalogue-product", kwargs={"pk": piece.pk}) in text


def test_an_entry_about_something_that_is_gone_stays(boss):
    piece = factories.piece("Basket")
    note_price(piece)
    piece.delete()

    assert "Basket" in shown(boss)


def test_no_page_changes_or_deletes_an_entry(boss):
    note_price(factories.piece("Basket"))
    before = list(ModelLogEntry.objects.values())

    answers = [
        getattr(boss, method)(reverse(name))
        for name in (LOG, "logbook_results")
        for method in ("post", "put", "patch", "delete")
    ]

    assert {answer.status_code for answer in answers} == {405}
    assert list(ModelLogEntry.objects.values()) == before


def test_no_screen_is_about_the_rows_of_the_log():
    """Screens for the rows of a model are named after it."""
    names = set(get_resolver().namespace_dict) | {str(name) for name in get_resolver().reverse_dict}

    assert not [name for name in names if "logentry" in str(name).lower()]


def someone_with(*permissions: str) -> Client:
    person = factories.user(is_staff=True)
    for name in ("wagtailadmin.access_admin", *permissions):
        app, codename = name.split(".")
        person.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    client = Client()
    client.force_login(person)
    return client


def test_who_may_not_look_at_the_books_does_not_see_the_log(world):
    client = someone_with("catalogue.view_product", "order.view_order")

    for name in (LOG, "logbook_results"):
        assert client.get(reverse(name)).status_code in (302, 403)
    assert reverse(LOG) not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_each_sees_of_the_log_what_they_may_look_at(boss):
    factories.staff(email="other@example.org")
    note_price(factories.piece("Basket"))
    ModelLogEntry.objects.log_action(
        DeliveryRate.objects.first(), "wagtail.edit", data={"changes": [{"field": "amount", "from": "1", "to": "2"}]}
    )

    text = shown(someone_with("ledger.view_entry", "catalogue.view_product"))

    assert "Basket" in text
    assert "Price 1 → 2" not in text


def test_the_log_costs_the_same_for_one_entry_and_for_twenty(boss):
    note_price(factories.piece())
    few = queries_of(boss, reverse(LOG))

    for number in range(19):
        note_price(factories.piece(), number)

    assert_same_queries(reverse(LOG), few, queries_of(boss, reverse(LOG)))


def test_a_page_that_was_typed_wrongly_is_answered(boss):
    note_price(factories.piece("Basket"))

    for wrong in ({"timestamp_from": "yesterday"}, {"user": "x"}, {"kind": "nothing"}, {"p": "99"}, {"export": "csv"}):
        assert boss.get(reverse(LOG), wrong).status_code == 200


def test_an_entry_that_was_written_otherwise_is_still_shown(boss):
    kind = ContentType.objects.get_for_model(DeliveryRate)
    ModelLogEntry.objects.create(
        content_type=kind,
        object_id="0",
        label="A rate",
        action="wagtail.edit",
        data={"changes": "x"},
        timestamp=timezone.now(),
    )

    assert "A rate" in shown(boss)
