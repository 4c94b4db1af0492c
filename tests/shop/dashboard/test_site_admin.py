"""The shop in the Wagtail admin: prices of delivery, words, alerts, orders to look at, and the ways to the dashboard."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from shop.catalogue.models import Colour
from shop.dashboard.permissions import GIVEN, codenames
from shop.payment.models import PaymentAlert
from shop.shipping.models import DeliveryRate
from shop.users.models import User
from tests import factories
from tests.shop.dashboard.conftest import alert
from tests.worker import work

pytestmark = pytest.mark.django_db
NOBODY = {"first_name": "", "last_name": "", "email": "", "phone_0": "", "phone_1": "", "phone": ""}
PASSWORD = {"password1": "a long password", "password2": "a long password"}


def someone_with(*permissions: str, **fields) -> Client:
    """The browser of somebody who may enter the site's admin, with these permissions (app.codename) besides."""
    user = factories.user(**fields)
    for name in ("wagtailadmin.access_admin", *permissions):
        app, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    client = Client()
    client.force_login(user)
    return client


def test_the_menu_leads_to_the_dashboard_and_the_dashboard_back(boss):
    home = boss.get(reverse("wagtailadmin_home")).content.decode()
    dashboard = boss.get(reverse("dashboard:index")).content.decode()

    assert reverse("dashboard:catalogue-product-list") in home
    assert reverse("dashboard:order-list") in home
    assert f'href="{reverse("wagtailadmin_home")}"' in dashboard


def test_an_editor_sees_no_way_to_the_dashboard(world):
    editor = someone_with()

    home = editor.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("dashboard:order-list") not in home
    assert reverse("shop_orders:index") not in home


def test_staff_who_may_not_enter_the_site_admin_see_no_way_there(world):
    user = factories.user(is_staff=True)
    client = Client()
    client.force_login(user)

    answer = client.get(reverse("dashboard:index"))

    assert answer.status_code == 200
    assert reverse("wagtailadmin_home") + '"' not in answer.content.decode()


def test_orders_are_looked_at_and_lead_to_the_dashboard(boss):
    order = factories.order(factories.piece())

    text = boss.get(reverse("shop_orders:index")).content.decode()

    assert reverse("dashboard:order-detail", kwargs={"number": order.number}) in text
    for act in ("add", "edit", "delete"):
        with pytest.raises(NoReverseMatch):
            reverse(f"shop_orders:{act}")


def test_an_alert_is_closed_once_it_was_looked_into(boss):
    made = alert(factories.order(factories.piece()))

    question = boss.get(reverse("paymentalert:close", args=[made.pk]))
    boss.post(reverse("paymentalert:close", args=[made.pk]))

    made.refresh_from_db()
    assert "Close the alert" in question.content.decode()
    assert made.closed_at


def test_alerts_are_neither_written_nor_deleted_by_hand(boss):
    for act in ("add", "edit", "delete"):
        with pytest.raises(NoReverseMatch):
            reverse(f"paymentalert:{act}")


def test_who_may_only_look_at_alerts_cannot_close_them(world):
    made = alert(factories.order(factories.piece()))
    client = someone_with("payment.view_paymentalert")

    answer = client.post(reverse("paymentalert:close", args=[made.pk]))

    assert answer.status_code in (302, 403)
    assert PaymentAlert.objects.get().closed_at is None


def test_open_alerts_can_be_told_from_closed_ones(boss):
    order = factories.order(factories.piece())
    alert(order, "pi_open"), alert(order, "pi_closed", closed_at=order.date_placed)

    text = boss.get(reverse("paymentalert:index"), {"state": "open"}).content.decode()

    assert "pi_open" in text
    assert "pi_closed" not in text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"currency": "RWF", "amount": "100.50"}, "more than 0 decimals"),
        ({"currency": "XXX", "amount": "100"}, "not one of the available choices"),
        ({"currency": "EUR", "amount": "-1"}, "greater than or equal to 0"),
        ({"currency": "EUR", "amount": "12", "up_to_grams": "2000"}, "already exists"),
        ({"currency": "EUR", "amount": "lots"}, "number"),
    ],
)
def test_a_delivery_price_that_makes_no_sense_is_refused(boss, sent, told):
    before = DeliveryRate.objects.count()

    answer = boss.post(reverse("deliveryrate:add"), {"zone": "europe", "up_to_grams": "777"} | sent)

    assert answer.status_code == 200
    assert DeliveryRate.objects.count() == before
    assert told in str(answer.context["form"].errors)


def test_a_delivery_price_is_set(boss):
    boss.post(
        reverse("deliveryrate:add"), {"zone": "rwanda", "up_to_grams": "30000", "currency": "RWF", "amount": "9000"}
    )

    assert DeliveryRate.objects.filter(zone="rwanda", up_to_grams=30000, currency="RWF", amount=9000).exists()


def test_a_colour_needs_a_swatch_that_is_a_colour(boss):
    refused = boss.post(reverse("colour:add"), {"name_en": "Clay", "slug": "clay", "swatch": "red;}"})
    boss.post(reverse("colour:add"), {"name_en": "Clay", "slug": "clay", "swatch": "#A2401F"})

    assert "#rrggbb" in str(refused.context["form"].errors)
    assert Colour.objects.get().swatch == "#a2401f"


def test_staff_make_an_account_reached_by_phone(boss):
    answer = boss.post(reverse("wagtailusers_users:add"), NOBODY | PASSWORD | {"phone": "+250 788 123 456"})

    assert answer.status_code == 302, answer.context["form"].errors
    made = User.objects.get(phone="+250788123456")
    assert (made.email, made.is_staff, made.is_superuser) == (None, False, False)


def test_two_accounts_without_an_address_are_two_accounts(boss):
    for number in ("+250788123456", "+250788123457"):
        boss.post(reverse("wagtailusers_users:add"), NOBODY | PASSWORD | {"phone": number})

    assert User.objects.filter(email=None).count() == 2


def test_an_account_is_reached_by_something(boss):
    answer = boss.post(reverse("wagtailusers_users:add"), NOBODY | PASSWORD | {"first_name": "Aline"})

    assert "e-mail address or a phone number" in str(answer.context["form"].errors)


def test_an_address_is_taken_whatever_its_letters_case(boss):
    answer = boss.post(reverse("wagtailusers_users:add"), NOBODY | PASSWORD | {"email": "BOSS@example.org"})

    assert "already" in str(answer.context["form"].errors)


def test_an_account_is_edited_and_made_one_of_staff(boss):
    person = factories.user("aline@example.org")
    address = reverse("wagtailusers_users:edit", args=[person.pk])

    page = boss.get(address).content.decode()
    answer = boss.post(address, NOBODY | {"email": "aline@example.org", "is_active": "on", "is_staff": "on"})

    assert 'name="phone' in page
    assert answer.status_code == 302, answer.context["form"].errors
    person.refresh_from_db()
    assert person.is_staff
    assert person.check_password("a long password")


def test_nobody_takes_their_own_keys_away_by_accident(boss):
    me = User.objects.get(email="boss@example.org")

    answer = boss.post(reverse("wagtailusers_users:edit", args=[me.pk]), NOBODY | {"email": "boss@example.org"})

    assert answer.status_code == 302, answer.context["form"].errors
    me.refresh_from_db()
    assert (me.is_staff, me.is_superuser, me.is_active) == (True, True, True)


@pytest.mark.django_db(transaction=True)
def test_a_buyer_is_sent_a_link_to_a_new_password(boss):
    buyer = factories.user("buyer@example.org")

    boss.post(reverse("dashboard:user-password-reset", kwargs={"pk": buyer.pk}))
    work()

    assert mail.outbox[0].to == ["buyer@example.org"]


def test_a_buyer_without_an_address_is_sent_nothing_and_staff_are_told(boss):
    buyer = User.objects.create_user(phone="+250788123456")

    answer = boss.post(reverse("dashboard:user-password-reset", kwargs={"pk": buyer.pk}), follow=True)

    assert "no e-mail address" in answer.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize("address", ["/dashboard/", "/dashboard/orders/", "/admin/", "/admin/shop/orders/"])
def test_a_visitor_is_led_to_the_one_login(world, address):
    answer = Client().get(address, follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert address.replace("/", "%2F") in answer.redirect_chain[-1][0] or address in answer.redirect_chain[-1][0]


def test_oscars_own_login_takes_no_password(world):
    staff = factories.staff(email="boss@example.org")

    answer = Client().post("/dashboard/login/", {"username": staff.email, "password": "a long password"})

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_role_made_in_the_site_admin_opens_the_dashboard(boss):
    given = Permission.objects.filter(
        codename__in=["view_product", "view_order"], content_type__app_label__in=["catalogue", "order"]
    )
    person = factories.user("aline@example.org", is_staff=True)
    empty = {f"{prefix}-TOTAL_FORMS": 0 for prefix in formset_prefixes(boss)}
    empty |= {f"{prefix}-INITIAL_FORMS": 0 for prefix in formset_prefixes(boss)}

    answer = boss.post(
        reverse("wagtailusers_groups:add"),
        {"name": "Packers", "permissions": list(given.values_list("pk", flat=True))} | empty,
    )
    person.groups.add(Group.objects.get(name="Packers"))

    client = Client()
    client.force_login(person)
    assert answer.status_code == 302
    assert client.get(reverse("dashboard:order-list")).status_code == 200
    assert client.get(reverse("dashboard:catalogue-product-list")).status_code == 200
    assert client.get(reverse("dashboard:voucher-list")).status_code == 403


def formset_prefixes(boss) -> list[str]:
    page = boss.get(reverse("wagtailusers_groups:add")).content.decode()
    return re.findall(r'name="([\w-]+)-TOTAL_FORMS"', page)


def test_no_role_may_write_or_delete_orders(boss):
    offered = {code for app in GIVEN for code in codenames(app)}

    assert {"view_order", "change_order"} <= offered
    assert not {"add_order", "delete_order", "delete_partner"} & offered


@pytest.mark.parametrize(
    ("permission", "address"),
    [
        ("catalogue.view_category", "dashboard:catalogue-category-list"),
        ("users.view_user", "dashboard:users-index"),
    ],
)
def test_looking_at_a_list_is_not_changing_what_is_in_it(world, permission, address):
    client = someone_with(permission, is_staff=True)

    assert client.get(reverse(address)).status_code == 200
    assert client.post(reverse(address), {"action": "make_inactive"}).status_code == 403
