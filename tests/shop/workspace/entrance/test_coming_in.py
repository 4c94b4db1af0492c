"""A leader comes in by card, by phone number, or as one whom the phone knows; always with her digits, and on a shared phone alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cooperatives.photos.models import ShowsPeople
from shop.workspace.entrance import pin as pins
from shop.workspace.entrance import views
from shop.workspace.entrance.cards import revoke_card
from shop.workspace.entrance.door import LONGEST, PHONE_COOKIE, VISIT_COOKIE
from shop.workspace.entrance.models import Card, Device, Leader, Visit
from tests import factories
from tests.shop.workspace.entrance.conftest import PIN, WRONG, card_address, come_in, is_in

pytestmark = pytest.mark.django_db
ENGLISH = {"workspace_language": "en"}


def english(**cookies) -> Client:
    client = Client()
    client.cookies.load(ENGLISH | cookies)
    return client


@pytest.fixture
def other(leader):
    """Consolée, of the same group, who shares the phone."""
    made = factories.leader(of=leader.cooperative, name="Consolée Mukarugwiza", phone="+250788000102")
    return pins.choose(leader=made, pin=WRONG)


class TestByNumber:
    @pytest.mark.parametrize("number", ["0788000101", "0788 000 101", "+250 788 000 101", "(0788) 000-101"])
    def test_however_she_writes_it(self, leader, number):
        client = Client()

        answer = client.post("/workspace/phone/", {"number": number, "pin": PIN})

        assert (answer.status_code, answer["Location"]) == (302, "/workspace/")
        assert is_in(client)

    def test_where_she_wanted_to_go(self, leader):
        address = "/workspace/phone/?next=/workspace/me/%3Fa=1"

        assert Client().post(address, {"number": "0788000101", "pin": PIN})["Location"] == "/workspace/me/?a=1"

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://evil.example/",
            "//evil.example/workspace/",
            "/admin/",
            "/workspace\\@evil.example",
            "javascript:1",
            "/workspace/leave/",
            "/workspace/who/1/",
        ],
    )
    def test_but_nowhere_else(self, leader, elsewhere):
        typed = {"number": "0788000101", "pin": PIN, "next": elsewhere}

        assert Client().post("/workspace/phone/", typed)["Location"] == "/workspace/"

    def test_a_known_and_an_unknown_number_are_answered_alike(self, leader):
        known = english().post("/workspace/phone/", {"number": "0788000101", "pin": WRONG})
        unknown = english().post("/workspace/phone/", {"number": "0788000199", "pin": WRONG})

        assert known.status_code == unknown.status_code == 422
        assert known.text.replace("0788000101", "0788000199") == unknown.text
        assert known.cookies.keys() == unknown.cookies.keys()

    def test_one_who_was_invited_and_chose_no_digits_yet_is_answered_like_nobody(self, db):
        factories.leader(phone="+250788000103")

        page = english().post("/workspace/phone/", {"number": "0788000103", "pin": ""})
        again = english().post("/workspace/phone/", {"number": "0788000103", "pin": PIN})

        assert page.status_code == again.status_code == 422
        assert not Visit.objects.exists()

    @pytest.mark.parametrize(
        "typed",
        [
            {},
            {"number": "12"},
            {"number": "x" * 5000},
            {"number": "07\x0088"},
            {"number": "0788000101", "pin": "9" * 99},
            {"number": "0788000101", "pin": "\x00"},
            {"number": "🏺", "pin": "🏺"},
            {"number": ["1", "2"], "pin": ["3"]},
        ],
    )
    def test_bad_input_is_said_and_the_number_kept(self, leader, typed):
        page = english().post("/workspace/phone/", typed)

        assert page.status_code in (400, 422)
        if isinstance(typed.get("number"), str) and page.status_code == 422 and len(typed["number"]) < 99:
            assert f'value="{typed["number"]}"' in page.text
        assert "field__error" in page.text or page.status_code == 400

    def test_digits_are_never_written_back(self, leader):
        page = english().post("/workspace/phone/", {"number": "0788000101", "pin": "73519"})

        assert "73519" not in page.text


class TestOnAPhoneThatKnowsThem:
    def test_one_is_asked_for_her_digits_at_once(self, leader, phone):
        page = phone.get("/workspace/who/")

        assert "Béatha" in page.text
        assert 'name="pin"' in page.text

    def test_two_find_themselves_by_their_letters_and_group(self, leader, phone, other):
        come_in(phone, other, WRONG)
        phone.post("/workspace/leave/")

        page = phone.get("/workspace/who/")

        assert ("BU" in page.text, "CM" in page.text) == (True, True)
        assert f"/workspace/who/{other.pk}/" in page.text
        assert 'name="pin"' not in page.text

    def test_a_picture_stands_there_while_the_person_allows_it(self, world, leader, phone):
        leader.photo = factories.photo()
        leader.save()
        leader.photo.renditions.create(filter_spec="width-320|format-jpeg", file="face.jpg", width=320, height=320)
        shown = 'src="/media/face.jpg"' in phone.get("/workspace/who/").text
        leader.photo.shows_people = ShowsPeople.NOT_LOOKED_AT
        leader.photo.save()

        assert shown
        assert "face.jpg" not in phone.get("/workspace/who/").text

    def test_the_digits_of_the_one_do_not_let_in_as_the_other(self, leader, phone, other):
        come_in(phone, other, WRONG)

        phone.post(f"/workspace/who/{leader.pk}/", {"pin": WRONG})

        assert Visit.objects.get(ended_at=None).leader == other

    def test_whom_the_phone_does_not_know_cannot_be_asked_for(self, leader, other):
        stranger = english()

        answers = [stranger.get(f"/workspace/who/{number}/") for number in (leader.pk, other.pk, 10**12)]

        assert {answer["Location"] for answer in answers} == {"/workspace/who/"}
        assert stranger.post(f"/workspace/who/{leader.pk}/", {"pin": PIN})["Location"] == "/workspace/who/"
        assert not is_in(stranger)

    def test_a_stranger_s_phone_tells_no_name(self, leader, other):
        page = english().get("/workspace/who/")

        assert ("Béatha" in page.text, "Consolée" in page.text) == (False, False)

    def test_when_the_one_comes_in_the_other_has_left(self, leader, phone, other):
        come_in(phone, leader)
        first = Visit.objects.get(ended_at=None)

        come_in(phone, other, WRONG)

        first.refresh_from_db()
        assert first.ended_at
        assert Visit.objects.get(ended_at=None).leader == other

    def test_what_the_cookie_of_an_ended_visit_says_opens_nothing(self, leader, phone):
        come_in(phone, leader)
        stolen = Client()
        stolen.cookies.load({VISIT_COOKIE: phone.cookies[VISIT_COOKIE].value})
        was_in = is_in(stolen)

        phone.post("/workspace/leave/")

        assert was_in
        assert not is_in(stolen)

    @pytest.mark.proof(24)
    def test_asking_costs_the_same_for_one_and_for_five(self, leader, phone, django_assert_num_queries):
        device = Device.objects.get()
        with django_assert_num_queries(2):
            phone.get("/workspace/who/?all")
        for _ in range(4):
            device.leaders.add(pins.choose(leader=factories.leader(), pin=PIN))

        with django_assert_num_queries(2):
            phone.get("/workspace/who/?all")

    def test_looking_writes_nothing(self, leader, phone):
        for address in ("/workspace/who/", f"/workspace/who/{leader.pk}/", "/workspace/phone/", card_address(leader)):
            answer = Client().get(address) if "card" in address else phone.get(address)
            assert not answer.cookies

        assert Card.objects.get(revoked_at=None).used_at is None


class TestVisits:
    def test_even_a_busy_one_ends_after_twelve_hours(self, leader, phone):
        come_in(phone, leader)
        Visit.objects.update(began_at=timezone.now() - LONGEST - timedelta(seconds=1))

        assert not is_in(phone)

    def test_it_is_over_on_a_phone_that_was_made_to_forget_the_leader(self, leader, phone):
        come_in(phone, leader)

        Device.objects.get().leaders.clear()

        assert not is_in(phone)


class TestByCard:
    def test_the_first_time_she_chooses_her_digits(self, db):
        leader, client = factories.leader(), english()
        address = card_address(leader)

        page = client.get(address)
        answer = client.post(address, {"pin": PIN, "again": PIN})

        assert leader.person.first_name in page.text
        assert answer["Location"] == "/workspace/"
        assert is_in(client)
        assert pins.is_right(Leader.objects.get(), PIN)
        assert Card.objects.get().used_at

    @pytest.mark.parametrize(
        ("pin", "again", "said"),
        [
            ("40718", "40719", "not the same"),
            ("12345", "12345", "too easy"),
            ("19881", "19881", "a year"),
            ("407", "407", "Choose five numbers"),
            ("", "", "Type your five numbers"),
        ],
    )
    def test_digits_that_do_not_do_are_said(self, db, pin, again, said):
        leader = factories.leader()

        page = english().post(card_address(leader), {"pin": pin, "again": again})

        assert page.status_code == 422
        assert said in page.text
        assert not Leader.objects.get().has_pin

    def test_later_on_the_card_alone_opens_nothing(self, leader):
        client = english()
        address = card_address(leader)

        client.post(address, {"pin": WRONG, "again": WRONG})
        after_wrong = is_in(client)
        client.post(address, {"pin": PIN})

        assert not after_wrong
        assert is_in(client)

    @pytest.mark.parametrize("why", ["unknown", "revoked", "replaced", "leader", "cooperative"])
    def test_a_card_that_opens_nothing_says_so_and_no_name(self, leader, why):
        address = card_address(leader)
        if why == "unknown":
            address = "/workspace/card/nobodys/"
        elif why == "revoked":
            revoke_card(card=Card.objects.get())
        elif why == "replaced":
            card_address(leader)
        else:
            row = leader if why == "leader" else leader.cooperative
            row.is_active = False
            row.save()

        page = english().get(address)

        assert page.status_code == 404
        assert "This card does not open any more" in page.text
        assert "Béatha" not in page.text
        assert english().post(address, {"pin": PIN}).status_code == 404

    def test_it_speaks_the_language_of_its_leader_to_a_phone_that_was_told_none(self, db):
        leader = factories.leader(language="fr")

        assert '<html lang="fr">' in Client().get(card_address(leader)).text
        assert '<html lang="en">' in english().get(card_address(leader)).text

    def test_wrong_digits_by_card_wait_too(self, leader):
        address = card_address(leader)

        answers = [english().post(address, {"pin": WRONG}).status_code for _ in range(6)]

        assert answers == [422] * 4 + [429] * 2

    def test_trying_one_card_after_the_other_ends(self, db, monkeypatch):
        monkeypatch.setattr(views, "LIMIT", replace(views.LIMIT, times=3))

        answers = [english().get(f"/workspace/card/{number}/").status_code for number in range(5)]

        assert answers == [404] * 3 + [429] * 2


class TestHerOwnRoom:
    @pytest.fixture
    def inside(self, leader, phone):
        come_in(phone, leader)
        phone.cookies.load(ENGLISH)
        return phone

    def test_she_leaves(self, inside):
        answer = inside.post("/workspace/leave/")

        assert answer["Location"] == "/workspace/who/"
        assert not is_in(inside)

    def test_following_a_link_does_not_make_her_leave(self, inside):
        inside.get("/workspace/leave/")

        assert is_in(inside)

    def test_she_chooses_other_digits_with_the_old_ones(self, inside, leader):
        inside.post("/workspace/me/secret/", {"old": PIN, "pin": "61739", "again": "61739"})

        assert pins.is_right(Leader.objects.get(), "61739")
        assert is_in(inside)

    def test_without_the_old_ones_she_does_not(self, inside):
        sent = {"old": WRONG, "pin": "61739", "again": "61739"}

        answers = [inside.post("/workspace/me/secret/", sent).status_code for _ in range(5)]

        assert answers == [422] * 4 + [429]
        assert pins.is_right(Leader.objects.get(), PIN)

    def test_other_digits_end_her_visits_elsewhere(self, inside, leader):
        elsewhere = Client()
        come_in(elsewhere, leader)

        inside.post("/workspace/me/secret/", {"old": PIN, "pin": "61739", "again": "61739"})

        assert not is_in(elsewhere)

    def test_a_phone_that_is_hers_no_more_forgets_her(self, inside, leader):
        asked = inside.get("/workspace/me/forget/")
        inside.post("/workspace/me/forget/")

        assert asked.status_code == 200
        assert not is_in(inside)
        assert "Béatha" not in inside.get("/workspace/who/").text


@pytest.mark.parametrize(
    "address", ["/workspace/phone/", "/workspace/who/1/", "/workspace/card/a/", "/workspace/leave/"]
)
def test_another_site_cannot_send_somebody_in_or_out(leader, address):
    assert Client().post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_cookies_are_for_the_workspace_and_no_script_reads_them(leader):
    cookies = come_in(Client(), leader).cookies

    for name in (PHONE_COOKIE, VISIT_COOKIE):
        assert (cookies[name]["path"], cookies[name]["httponly"], cookies[name]["samesite"]) == (
            "/workspace/",
            True,
            "Lax",
        )


def test_pages_of_the_door_are_kept_by_nobody(leader, phone):
    for address in ("/workspace/who/", "/workspace/phone/", card_address(leader), "/workspace/me/"):
        assert "no-store" in phone.get(address)["Cache-Control"]


def test_coming_in_opens_nothing_outside_of_the_workspace(leader):
    client = Client()
    come_in(client, leader)

    assert client.get("/admin/").status_code == 302
    assert client.get("/dashboard/").status_code == 302
    assert client.get("/account/").status_code == 302
