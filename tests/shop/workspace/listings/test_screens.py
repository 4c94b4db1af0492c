"""The screens on which a leader tells of a piece, without any script: a form a step, and nothing typed is lost."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.workspace.listings.models import Remark, Submission
from shop.workspace.listings.saving import save
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return factories.leader()


@pytest.fixture
def phone(leader):
    client = Client()
    factories.let_in(client, leader)
    return client


def address(key, code="what"):
    return f"/workspace/pieces/{key}/{code}/"


def test_looking_at_a_new_piece_writes_nothing(phone):
    page = phone.get("/workspace/pieces/new/", follow=True)

    assert page.status_code == 200
    assert not Submission.objects.exists()


def test_the_first_answer_begins_the_piece_and_the_next_step_follows(phone, leader):
    key, kind = uuid4(), factories.category()

    page = phone.post(address(key), {"kind": kind.pk, "title": "Agaseke", "version": 0})

    made = Submission.objects.get(key=key)
    assert page["Location"] == address(key, "photos")
    assert (made.kind, made.title, made.leader, made.cooperative) == (kind, "Agaseke", leader, leader.cooperative)


def test_a_number_that_cannot_be_read_is_said_and_stays_as_it_was_typed(phone):
    key = uuid4()

    page = phone.post(address(key, "size"), {"shape": "round", "diameter_cm": "twenty", "height_cm": "12,5"})

    assert page.status_code == 422
    assert 'value="twenty"' in page.text
    assert Submission.objects.get(key=key).height_cm == 12.5


@pytest.mark.parametrize("typed", ["12000", "12 000", "12.000", "12,000 Frw", "12’000 RWF"])
def test_a_price_is_read_as_people_write_it(phone, typed):
    key = uuid4()

    phone.post(address(key, "price"), {"price_rwf": typed})

    assert Submission.objects.get(key=key).price_rwf == 12_000


def test_for_nothing_nobody_sells(phone):
    page = phone.post(address(uuid4(), "price"), {"price_rwf": "0"})

    assert page.status_code == 422
    assert "nobody pays" in page.text


def test_a_price_a_hundred_times_too_high_is_asked_about_and_kept(phone):
    key, kind = uuid4(), factories.category()
    factories.piece(category=kind, prices={"RWF": "12000"})
    phone.post(address(key), {"kind": kind.pk})

    page = phone.post(address(key, "price"), {"price_rwf": "1200000", "version": 2})

    assert page.status_code == 422
    assert "Do you mean it?" in page.text
    assert Submission.objects.get(key=key).price_rwf == 1_200_000


def test_a_price_that_is_meant_is_taken(phone):
    key, kind = uuid4(), factories.category()
    factories.piece(category=kind, prices={"RWF": "12000"})
    phone.post(address(key), {"kind": kind.pk})

    page = phone.post(address(key, "price"), {"price_rwf": "1200000", "price_is_meant": "1200000", "version": 2})

    assert page.status_code == 302
    assert Submission.objects.get(key=key).price_is_meant


def test_what_they_want_to_get_makes_the_price(phone, leader):
    factories.policy(cooperative=leader.cooperative, commission_bp=2000)
    key = uuid4()

    phone.post(address(key, "price"), {"price_rwf": "", "they_get": "8 000"})

    assert Submission.objects.get(key=key).price_rwf == 10_000


def test_a_price_in_words_is_not_replaced_by_what_they_got_before(phone):
    key = uuid4()
    phone.post(address(key, "price"), {"price_rwf": "9000"})

    page = phone.post(address(key, "price"), {"price_rwf": "lots", "they_get": "7200"})

    assert page.status_code == 422
    assert 'value="lots"' in page.text


def test_what_somebody_else_wrote_meanwhile_is_shown_beside_mine(phone, leader):
    key = uuid4()
    phone.post(address(key), {"title": "First", "version": 0})
    save(submission=Submission.objects.get(key=key), answers={"title": "Theirs"}, version=2)

    page = phone.post(address(key), {"title": "Mine", "version": 2})

    assert page.status_code == 422
    assert "Theirs" in page.text
    assert "Mine" in page.text
    assert Submission.objects.get(key=key).title == "Theirs"


def test_mine_holds_when_i_say_so_after_seeing_theirs(phone):
    key = uuid4()
    phone.post(address(key), {"title": "First", "version": 0})
    save(submission=Submission.objects.get(key=key), answers={"title": "Theirs"}, version=2)

    phone.post(address(key), {"title": "Mine", "version": 3})

    assert Submission.objects.get(key=key).title == "Mine"


@pytest.mark.parametrize(
    "words",
    ["🧺✨👩🏾‍🌾", "سلة من القش", "a" * 10_000, "<script>alert(1)</script>", "line\r\nbreak", "nul\x00l"],
    ids=["emoji", "right-to-left", "long", "script", "lines", "nul"],
)
def test_any_words_are_kept_as_plain_text(phone, words):
    key = uuid4()

    page = phone.post(address(key, "who"), {"words": words, "quantity": 1}, follow=True)

    expected = words.replace("\r\n", "\n").replace("\x00", "")
    assert page.status_code == 200
    assert Submission.objects.get(key=key).words == expected
    assert "<script>alert" not in page.text


def test_too_many_words_stay_on_the_page(phone):
    page = phone.post(address(uuid4(), "who"), {"words": "b" * 10_001})

    assert page.status_code == 422
    assert "b" * 10_001 in page.text


def test_people_of_another_group_are_not_taken(phone):
    stranger, key = factories.artisan(factories.cooperative()), uuid4()

    page = phone.post(address(key, "who"), {"artisans": [stranger.pk], "quantity": 2})

    assert page.status_code == 422
    assert not Submission.objects.get(key=key).artisans.exists()
    assert stranger.person.full_name not in page.text


@pytest.mark.parametrize("number", ["x", "-1", "9" * 400, "٣٣٣", ""])
def test_no_number_of_a_person_or_a_kind_breaks_the_page(phone, number):
    who = phone.post(address(uuid4(), "who"), {"artisans": [number]})
    what = phone.post(address(uuid4()), {"kind": number})

    assert {who.status_code, what.status_code} <= {302, 422}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "rest", ["", "what/", "photos/", "look/", "send/", "give-up/", "take-back/", "copy/", "nothing/"]
)
def test_another_groups_piece_is_not_there(phone, method, rest):
    other = Submission.objects.create(cooperative=factories.cooperative(), title="CANARY")

    page = getattr(phone, method)(f"/workspace/pieces/{other.key}/{rest}")

    assert page.status_code in (404, 405)
    assert "CANARY" not in page.text
    other.refresh_from_db()
    assert (other.state, other.version) == ("draft", 1)


@pytest.mark.parametrize("rest", ["", "change/", "copy/"])
def test_another_groups_live_piece_is_not_there(phone, rest):
    piece = factories.piece("CANARY")

    page = (phone.post if rest else phone.get)(f"/workspace/pieces/live/{piece.pk}/{rest}")

    assert page.status_code == 404
    assert "CANARY" not in page.text


def test_a_remark_stands_where_its_answer_is_given(phone, leader):
    asked = Submission.objects.create(cooperative=leader.cooperative, state="change")
    Remark.objects.create(submission=asked, field="price_rwf", text="Is it per piece?")

    page = phone.get(address(asked.key, "price"))

    assert "Is it per piece?" in page.text


def test_the_list_asks_no_more_for_many_pieces_than_for_one(world, phone, leader, django_assert_num_queries):
    def fill():
        Submission.objects.create(cooperative=leader.cooperative, title="Written", state="draft")
        factories.picture_of(factories.piece(by=leader.cooperative, prices={"RWF": "9000"}))

    fill()
    phone.get("/workspace/pieces/")
    with CaptureQueriesContext(connection) as one:
        phone.get("/workspace/pieces/")
    for _number in range(5):
        fill()

    with django_assert_num_queries(len(one)):
        page = phone.get("/workspace/pieces/")

    assert page.text.count("Written") == 6


def test_a_live_piece_is_changed_in_a_submission_of_its_own(world, phone, leader):
    piece = factories.piece("Agaseke", by=leader.cooperative, prices={"RWF": "9000"}, diameter_cm=20, height_cm=30)
    factories.picture_of(piece)

    page = phone.post(f"/workspace/pieces/live/{piece.pk}/change/", follow=True)

    made = Submission.objects.get()
    assert page.status_code == 200
    assert (made.product, made.title, made.price_rwf, made.shape) == (piece, "Agaseke", 9_000, "round")
    piece.refresh_from_db()
    assert piece.is_public


def test_two_clicks_on_change_open_one_change(phone, leader):
    piece = factories.piece(by=leader.cooperative)

    for _click in range(2):
        phone.post(f"/workspace/pieces/live/{piece.pk}/change/")

    assert Submission.objects.filter(product=piece).count() == 1


def test_two_clicks_on_another_like_this_make_one_draft(phone, leader):
    earlier = Submission.objects.create(cooperative=leader.cooperative, title="Agaseke", price_rwf=9000, quantity=3)
    key = uuid4()

    for _click in range(2):
        phone.post(f"/workspace/pieces/{earlier.key}/copy/", {"key": str(key)})

    made = Submission.objects.exclude(pk=earlier.pk).get()
    assert (made.key, made.title, made.price_rwf, made.quantity) == (key, "Agaseke", 9_000, None)
