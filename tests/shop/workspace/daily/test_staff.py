"""What staff see and set of the groups' daily work."""

import pytest
from django.test import Client
from django.urls import reverse

from cms.demo.goods import load_goods
from shop.customs.models import KindOfGoods
from shop.workspace.daily.packing import mark_handed_over, mark_packed
from tests import factories


@pytest.fixture
def boss(world) -> Client:
    client = Client()
    client.force_login(factories.staff())
    return client


def test_the_page_of_an_order_says_what_is_packed(boss, stripe):
    leader = factories.leader()
    order = factories.paid_order(stripe, factories.piece(by=leader.cooperative))
    page = reverse("dashboard:order-detail", kwargs={"number": order.number})
    line = order.lines.get()

    mark_packed(line=line, leader=leader)
    packed = boss.get(page).text
    mark_handed_over(line=line, leader=leader)
    handed_over = boss.get(page).text

    assert "Packed by the group" in packed
    assert "Handed over by the group" in handed_over


def test_staff_write_down_how_a_kind_is_packed(boss):
    kind = factories.category("Vases")
    fields = {"category": kind.pk, "heading": "6913.90", "contents": "Vase of stoneware", "recipe_en": "Fill it."}

    answer = boss.post(reverse("kindofgoods:add"), fields)

    assert answer.status_code == 302
    assert KindOfGoods.objects.get().steps == ["Fill it."]


@pytest.mark.parametrize("heading", ["46", "4602.1", "4602.19.00", "four"])
def test_a_heading_that_is_none_is_asked_for_again(boss, heading):
    fields = {"category": factories.category().pk, "heading": heading, "contents": "", "recipe_en": ""}

    answer = boss.post(reverse("kindofgoods:add"), fields)

    assert (answer.status_code, KindOfGoods.objects.exists()) == (200, False)


def test_the_demo_packs_every_kind_in_the_leaders_languages(world):
    factories.category("Baskets"), factories.category("Mugs")

    assert load_goods() == 2
    assert load_goods() == 0
    assert all(kind.recipe_rw and kind.recipe_fr for kind in KindOfGoods.objects.all())
