"""Staff invite leaders and shut out what was lost. Nobody of them can become a leader alone, and all they do is in the log."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.roles import AUTHORS, LEADERS_HELPERS, make_roles
from shop.workspace.entrance import pin as pins
from shop.workspace.entrance.cards import card_of, make_card
from shop.workspace.entrance.models import Card, Device, Leader, PinReset
from shop.workspace.entrance.resetting import NotReset, agree_to_reset, ask_for_reset, give_up_reset
from tests import factories
from tests.guards import constraint_off
from tests.queries import assert_same_queries, queries_of
from tests.shop.workspace.entrance.conftest import PIN, WRONG, card_address, come_in, is_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def helpers(world):
    """Two of those who help the leaders, each at a desk of their own."""
    make_roles()
    return [helper(LEADERS_HELPERS) for _ in range(2)]


def helper(role: str):
    user = factories.user()
    user.groups.add(Group.objects.get(name=role))
    return user


def desk_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(client: Client, leader) -> str:
    return client.get(reverse("leader:inspect", args=[leader.pk])).text


def post(client: Client, name: str, *numbers, **typed):
    return client.post(reverse(f"leader:{name}", args=numbers), typed, follow=True)


class TestInviting:
    def test_an_artisan_is_invited_and_gets_a_card_to_print(self, helpers):
        desk, artisan = desk_of(helpers[0]), factories.artisan(factories.cooperative())

        page = desk.post(
            reverse("leader:add"),
            {"artisan": artisan.pk, "phone": "0788 000 101", "language": "rw", "photo": ""},
            follow=True,
        )
        leader = Leader.objects.get()
        pdf = post(desk, "card", leader.pk)

        assert page.redirect_chain[-1][0] == reverse("leader:inspect", args=[leader.pk])
        assert (str(leader.phone), leader.has_pin) == ("+250788000101", False)
        assert pdf["Content-Type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF")
        assert "no-store" in pdf["Cache-Control"]

    @pytest.mark.parametrize("language", ["rw", "fr", "en", "nl"])
    def test_what_people_wrote_is_printed_and_not_obeyed(self, helpers, language):
        leader = factories.leader(name='#panic("no") $x^ * _ ` <b> " ﷽ 🏺', language=language)

        assert post(desk_of(helpers[0]), "card", leader.pk).status_code == 200

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"phone": "12"}, "valid phone number"),
            ({"artisan": "0"}, "valid choice"),
            ({"language": "nl"}, "valid choice"),
            ({"phone": "0788000101"}, "already exists"),
        ],
    )
    def test_bad_input_is_said(self, helpers, leader, typed, words):
        artisan = factories.artisan(leader.cooperative)
        sent = {"artisan": artisan.pk, "phone": "", "language": "rw", "photo": ""} | typed

        page = desk_of(helpers[0]).post(reverse("leader:add"), sent)

        assert words in page.text
        assert Leader.objects.count() == 1

    def test_one_without_a_phone_number_comes_in_by_card_and_so_does_the_next(self, helpers):
        for _ in range(2):
            artisan = factories.artisan(factories.cooperative())
            sent = {"artisan": artisan.pk, "phone": "", "language": "rw", "photo": ""}
            desk_of(helpers[0]).post(reverse("leader:add"), sent)

        assert list(Leader.objects.values_list("phone", flat=True)) == [None, None]

    def test_a_new_card_voids_the_old_one(self, leader):
        _old, first = make_card(leader=leader)
        _new, second = make_card(leader=leader)

        assert card_of(first) is None
        assert card_of(second).leader == leader

    def test_a_leader_is_not_deleted_not_even_by_a_superuser(self, helpers, leader):
        boss = desk_of(factories.staff())

        assert boss.get(f"/admin/leaders/people/delete/{leader.pk}/").status_code == 404
        assert "/delete/" not in boss.get(reverse("leader:edit", args=[leader.pk])).text

    def test_nor_do_her_digits_pass_to_another_artisan(self, helpers, leader):
        other = factories.artisan(leader.cooperative)
        sent = {"artisan": other.pk, "phone": "", "language": "rw", "photo": "", "is_active": "on"}

        desk_of(helpers[0]).post(reverse("leader:edit", args=[leader.pk]), sent)

        assert Leader.objects.get().artisan == leader.artisan


class TestShuttingOut:
    def test_a_lost_card_opens_nothing(self, helpers, leader):
        address = card_address(leader)

        post(desk_of(helpers[0]), "revoke_card", leader.pk)

        assert Client().get(address).status_code == 404

    def test_a_lost_phone_knows_nobody_and_the_visit_on_it_is_over(self, helpers, leader, phone):
        come_in(phone, leader)

        post(desk_of(helpers[0]), "revoke_phone", leader.pk, Device.objects.get().pk)

        assert not is_in(phone)
        assert "Béatha" not in phone.get("/workspace/who/").text
        come_in(phone, leader)
        assert is_in(phone)
        assert Device.objects.count() == 2

    def test_another_leader_s_phone_is_not_found_by_this_one_s_page(self, helpers, leader, phone):
        other = factories.leader()

        page = post(desk_of(helpers[0]), "revoke_phone", other.pk, Device.objects.get().pk)

        assert page.status_code == 404
        assert Device.objects.get().revoked_at is None

    def test_who_may_no_longer_come_in_is_out_at_once(self, helpers, leader, phone):
        come_in(phone, leader)

        sent = {"phone": "0788000101", "language": "rw", "photo": ""}
        desk_of(helpers[0]).post(reverse("leader:edit", args=[leader.pk]), sent)

        assert not is_in(phone)


class TestNewDigits:
    def test_one_asks_another_agrees_and_a_new_card_lets_her_choose(self, helpers, leader, phone):
        come_in(phone, leader)
        old_card = card_address(leader)
        first, second = map(desk_of, helpers)

        post(first, "ask_for_reset", leader.pk, reason="She called.")
        post(second, "agree_to_reset", leader.pk, PinReset.objects.get().pk)

        assert not Leader.objects.get().has_pin
        assert not is_in(phone)
        assert Client().get(old_card).status_code == 404
        address = card_address(leader)
        phone.post(address, {"pin": WRONG, "again": WRONG})
        assert is_in(phone)

    def test_who_asked_cannot_agree(self, helpers, leader):
        desk = desk_of(helpers[0])
        post(desk, "ask_for_reset", leader.pk, reason="She called.")

        page = post(desk, "agree_to_reset", leader.pk, PinReset.objects.get().pk)

        assert "somebody else has to agree" in page.text
        assert pins.is_right(Leader.objects.get(), PIN)

    def test_not_even_a_superuser(self, leader):
        boss = factories.staff()
        reset = ask_for_reset(leader=leader, by=boss, reason="She called.")

        with pytest.raises(NotReset):
            agree_to_reset(reset=reset, by=boss)

    def test_nor_does_the_database_let_them(self, leader):
        boss = factories.staff()
        reset = ask_for_reset(leader=leader, by=boss, reason="She called.")

        with pytest.raises(IntegrityError), transaction.atomic():
            PinReset.objects.filter(pk=reset.pk).update(agreed_by=boss)

    def test_until_another_agreed_her_digits_are_hers(self, helpers, leader):
        ask_for_reset(leader=leader, by=helpers[0], reason="She called.")

        assert pins.is_right(Leader.objects.get(), PIN)
        post(desk_of(helpers[0]), "card", leader.pk)
        with pytest.raises(pins.AlreadyChosen):
            pins.choose(leader=Leader.objects.get(), pin=WRONG)

    def test_it_is_asked_for_once(self, helpers, leader):
        ask_for_reset(leader=leader, by=helpers[0], reason="She called.")

        with pytest.raises(NotReset):
            ask_for_reset(leader=leader, by=helpers[1], reason="She called.")

    def test_what_is_over_is_not_agreed_to(self, helpers, leader):
        reset = ask_for_reset(leader=leader, by=helpers[0], reason="She called.")
        give_up_reset(reset=reset)

        with pytest.raises(NotReset):
            agree_to_reset(reset=reset, by=helpers[1])
        with pytest.raises(NotReset):
            give_up_reset(reset=reset)
        assert pins.is_right(Leader.objects.get(), PIN)

    def test_a_reason_has_to_be_given(self, helpers, leader):
        page = post(desk_of(helpers[0]), "ask_for_reset", leader.pk, reason="  ")

        assert "Say how we know" in page.text
        assert not PinReset.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_one_alone_could_agree(leader):
    boss = factories.staff()
    reset = ask_for_reset(leader=leader, by=boss, reason="She called.")

    with constraint_off(PinReset, "new_digits_take_two_people", clear=PinReset.objects.all().delete):
        assert PinReset.objects.filter(pk=reset.pk).update(agreed_by=boss) == 1


@pytest.mark.django_db(transaction=True)
class TestOneCardThatOpens:
    def two(self, leader) -> int:
        for number in range(2):
            Card.objects.create(leader=leader, token_hash=f"{number}")
        return Card.objects.count()

    def test_the_database_lets_a_leader_have_one(self, leader):
        with pytest.raises(IntegrityError):
            self.two(leader)

    def test_without_the_constraint_there_are_two(self, leader):
        with constraint_off(Card, "a_leader_has_one_card_that_opens", clear=Card.objects.all().delete):
            assert self.two(leader) == 2


class TestWhoMay:
    ACTS = ("card", "revoke_card", "ask_for_reset")

    def test_those_of_another_role_may_nothing(self, helpers, leader):
        author = desk_of(helper(AUTHORS))

        for name in self.ACTS:
            answer = author.post(reverse(f"leader:{name}", args=[leader.pk]), {"reason": "Mine"})
            assert (answer.status_code, answer["Location"]) == (302, "/admin/")
        assert not Card.objects.exists()
        assert not PinReset.objects.exists()

    def test_nor_does_a_leader_in_the_workspace(self, leader, phone):
        come_in(phone, leader)

        assert "/login" in phone.post(reverse("leader:card", args=[leader.pk]))["Location"]
        assert not Card.objects.exists()

    def test_looking_at_such_an_address_does_nothing(self, helpers, leader):
        desk = desk_of(helpers[0])

        assert {desk.get(reverse(f"leader:{name}", args=[leader.pk])).status_code for name in self.ACTS} == {405}


def test_every_act_is_in_the_log_with_who_did_it(helpers, leader, phone):
    first, second = map(desk_of, helpers)
    post(first, "card", leader.pk)
    post(first, "revoke_card", leader.pk)
    post(first, "revoke_phone", leader.pk, Device.objects.get().pk)
    post(first, "ask_for_reset", leader.pk, reason="She called.")
    post(second, "give_up_reset", leader.pk, PinReset.objects.get().pk)
    post(second, "ask_for_reset", leader.pk, reason="She came.")
    post(first, "agree_to_reset", leader.pk, PinReset.objects.get(ended_at=None).pk)
    first.post(reverse("leader:edit", args=[leader.pk]), {"phone": "0788000109", "language": "fr", "photo": ""})

    entries = ModelLogEntry.objects.order_by("pk")
    assert [(entry.action.removeprefix("workspace."), entry.user) for entry in entries] == [
        ("card_made", helpers[0]),
        ("card_revoked", helpers[0]),
        ("phone_revoked", helpers[0]),
        ("reset_asked", helpers[0]),
        ("reset_given_up", helpers[1]),
        ("reset_asked", helpers[1]),
        ("reset_agreed", helpers[0]),
        ("wagtail.edit", helpers[0]),
    ]
    changed = [change["field"] for change in entries.last().data["changes"]]
    assert changed == ["phone", "language", "is_active"]
    log = desk_of(factories.staff()).get(reverse("logbook") + "?kind=leaders").text
    assert "Agreed to new secret numbers for a leader" in log
    assert leader.pin_hash not in log


@pytest.mark.proof(24)
@pytest.mark.parametrize("name", ["leader:index", "leader_card:index", "leader_phone:index"])
def test_a_list_costs_the_same_for_one_and_for_six(helpers, leader, phone, name):
    desk = desk_of(helpers[0])
    make_card(leader=leader)
    few = queries_of(desk, reverse(name))
    for number in range(5):
        other = pins.choose(leader=factories.leader(phone=f"+25078800011{number}"), pin=PIN)
        make_card(leader=other)
        come_in(Client(), other)

    assert_same_queries(reverse(name), few, queries_of(desk, reverse(name)))


def test_a_page_about_a_leader_says_what_there_is_to_do(helpers, leader, phone):
    desk = desk_of(helpers[0])

    before = said(desk, leader)
    ask_for_reset(leader=leader, by=helpers[1], reason="She called, <b>twice</b>.")
    asked = said(desk, leader)

    assert "There is no card that opens." in before
    assert "Ask for new numbers" in before
    assert "She called, &lt;b&gt;twice&lt;/b&gt;." in asked
    assert "I agree" in asked
    assert "Somebody else of the staff has to agree here." in said(desk_of(helpers[1]), leader)
