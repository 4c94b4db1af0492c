"""Offers and vouchers are prices, too: whoever makes, changes or deletes one is in the log with what it said before."""

import html
import re

import pytest
from django.urls import reverse
from oscar.apps.voucher.models import Voucher, VoucherSet
from wagtail.models import ModelLogEntry

from shop.offer.models import ConditionalOffer, Range
from tests import factories
from tests.shop.dashboard.conftest import offer, voucher
from tests.shop.dashboard.test_offers import PERIOD

pytestmark = pytest.mark.django_db


def logged() -> list[tuple[str, str]]:
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", "content_type__model"))


def changed() -> dict[str, tuple[str, str]]:
    last = ModelLogEntry.objects.order_by("-pk").first()
    return {change["field"]: (change["from"], change["to"]) for change in last.data["changes"]}


def page(boss) -> str:
    answer = boss.get(reverse("logbook"), {"kind": "discount"})
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode())))


def test_an_offer_is_logged_with_its_benefit(boss):
    everything = Range.objects.create(name="Everything", includes_all_products=True)
    for name, sent in [
        ("offer-metadata", {"name": "Ten off", "offer_type": "Site"}),
        ("offer-benefit", {"range": everything.pk, "type": "Percentage", "value": "10"}),
        ("offer-condition", {"range": everything.pk, "type": "Count", "value": "1"}),
        ("offer-restrictions", {"priority": "0", "exclusive": "on"}),
    ]:
        boss.post(reverse(f"dashboard:{name}"), sent)

    assert logged() == [("wagtail.create", "conditionaloffer")]
    assert changed()["benefit.value"] == ("", "10.00")
    assert "Value – → 10.00" in page(boss)


def test_a_changed_benefit_is_logged_with_the_offer(boss):
    made = offer("Ten off")
    sent = {"range": made.benefit.range_id, "type": "Percentage", "value": "20", "save": "1"}

    answer = boss.post(reverse("dashboard:offer-benefit", kwargs={"pk": made.pk}), sent)

    assert answer.status_code == 302
    assert changed()["benefit.value"] == ("10.00", "20.00")
    assert "boss@example.org" in page(boss)


def test_an_offer_that_is_suspended_and_taken_up_again_is_logged(boss):
    made = offer("Ten off")
    address = reverse("dashboard:offer-detail", kwargs={"pk": made.pk})

    boss.post(address, {"suspend": "1"})
    suspended = changed()
    boss.post(address, {"unsuspend": "1"})

    assert suspended["status"] == ("Open", "Suspended")
    assert changed()["status"] == ("Suspended", "Open")


def test_a_form_that_says_nothing_changes_nothing(boss):
    made = offer("Ten off")

    answer = boss.post(reverse("dashboard:offer-detail", kwargs={"pk": made.pk}), {})

    assert answer.status_code == 302
    assert logged() == []


def test_a_deleted_offer_is_logged_with_what_it_was(boss):
    made = offer("Ten off")

    boss.post(reverse("dashboard:offer-delete", kwargs={"pk": made.pk}))

    assert not ConditionalOffer.objects.exists()
    assert logged() == [("wagtail.delete", "conditionaloffer")]
    assert changed()["name"] == ("Ten off", "")


def test_a_voucher_is_logged_from_its_making_to_its_end(boss):
    about = offer("Ten off", offer_type=ConditionalOffer.VOUCHER)
    sent = PERIOD | {"name": "Welcome", "code": "WELCOME", "usage": Voucher.ONCE_PER_CUSTOMER, "offers": [about.pk]}
    boss.post(reverse("dashboard:voucher-create"), sent)
    made = Voucher.objects.get()
    first = changed()
    boss.post(reverse("dashboard:voucher-update", kwargs={"pk": made.pk}), sent | {"usage": Voucher.MULTI_USE})
    second = changed()
    boss.post(reverse("dashboard:voucher-delete", kwargs={"pk": made.pk}))

    assert first["code"] == ("", "WELCOME")
    assert first["offers"] == ("", "Ten off")
    assert second["usage"] == (Voucher.ONCE_PER_CUSTOMER, Voucher.MULTI_USE)
    assert "offers" not in second
    assert [action for action, _model in logged()] == ["wagtail.create", "wagtail.edit", "wagtail.delete"]


def test_a_set_of_vouchers_is_logged(boss):
    about = offer("Ten off", offer_type=ConditionalOffer.VOUCHER)
    sent = {"name": "Spring", "count": "3", "code_length": "12", "usage": Voucher.SINGLE_USE, "offers": [about.pk]}

    boss.post(reverse("dashboard:voucher-set-create"), PERIOD | sent | {"description": "x"})
    boss.post(reverse("dashboard:voucher-set-delete", kwargs={"pk": VoucherSet.objects.get().pk}))

    assert logged() == [("wagtail.create", "voucherset"), ("wagtail.delete", "voucherset")]


def test_what_was_refused_is_not_logged(boss):
    voucher("WELCOME")

    boss.post(reverse("dashboard:voucher-create"), {"name": "x", "code": "x"})

    assert logged() == []


def test_entries_about_discounts_lead_to_them(boss):
    made = offer("Ten off")
    boss.post(reverse("dashboard:offer-detail", kwargs={"pk": made.pk}), {"suspend": "1"})
    factories.piece()

    text = boss.get(reverse("logbook")).content.decode()

    assert reverse("dashboard:offer-detail", kwargs={"pk": made.pk}) in text
