"""What a phone sends of its drafts arrives once, and whatever it sends breaks nothing and tells nothing."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from shop.workspace.entrance.models import Visit
from shop.workspace.listings.models import Submission
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


def sync(phone, leader, **told):
    told = {"leader": leader.pk, "key": str(uuid4()), "version": 0, "answers": {}} | told
    return phone.post("/workspace/pieces/sync/", json.dumps(told), content_type="application/json")


def test_a_draft_made_without_a_line_arrives(phone, leader):
    key, kind = uuid4(), factories.category()

    answer = sync(phone, leader, key=str(key), answers={"kind": str(kind.pk), "title": "Agaseke", "quantity": "3"})

    made = Submission.objects.get(key=key)
    assert answer.json()["version"] == made.version == 2
    assert (made.kind, made.title, made.quantity, made.cooperative) == (kind, "Agaseke", 3, leader.cooperative)


def test_the_same_draft_sent_twice_is_one(phone, leader):
    key = str(uuid4())

    for _time in range(2):
        sync(phone, leader, key=key, answers={"title": "Agaseke"})

    assert Submission.objects.count() == 1


def test_it_arrives_after_the_visit_is_over(phone, leader):
    Visit.objects.update(ended_at="2026-01-01T00:00Z")

    answer = sync(phone, leader, answers={"title": "Agaseke"})

    assert answer.status_code == 200
    assert Submission.objects.get().title == "Agaseke"


def test_what_is_wrong_is_said_and_what_is_right_is_kept(phone, leader):
    answer = sync(phone, leader, answers={"title": "Agaseke", "height_cm": "tall", "price_rwf": "0"})

    assert set(answer.json()["refused"]) == {"height_cm", "price_rwf"}
    assert Submission.objects.get().title == "Agaseke"


def test_what_another_phone_answered_otherwise_is_kept_apart_and_not_told(phone, leader):
    key = str(uuid4())
    sync(phone, leader, key=key, answers={"title": "First"})
    save(submission=Submission.objects.get(), answers={"title": "CANARY"}, version=2)

    answer = sync(phone, leader, key=key, version=2, answers={"title": "Mine"})

    assert answer.json()["apart"] == ["title"]
    assert answer.json()["others"]
    assert "CANARY" not in answer.text
    assert Submission.objects.get().title == "CANARY"


def test_what_was_sent_before_is_not_overwritten(phone, leader):
    key = str(uuid4())
    sync(phone, leader, key=key, answers={"title": "First"})
    Submission.objects.update(state="sent")

    answer = sync(phone, leader, key=key, version=2, answers={"title": "Late"})

    assert answer.json()["late"]
    assert Submission.objects.get().title == "First"


def test_a_draft_that_is_not_whole_says_what_is_missing(phone, leader):
    answer = sync(phone, leader, answers={"title": "Agaseke"}, send=True)

    assert set(answer.json()["missing"]) == {"kind", "photos", "size", "price_rwf", "quantity"}
    assert Submission.objects.get().state == "draft"


def test_a_draft_can_be_given_up_without_a_line(phone, leader):
    sync(phone, leader, answers={"title": "Agaseke"}, give_up=True)

    assert Submission.objects.get().state == "given_up"


def test_another_groups_number_is_not_there(phone, leader):
    other = Submission.objects.create(cooperative=factories.cooperative(), title="CANARY")

    answer = sync(phone, leader, key=str(other.key), answers={"title": "Mine"})

    assert answer.status_code == 404
    other.refresh_from_db()
    assert other.title == "CANARY"


def test_nobody_writes_in_the_name_of_a_leader_who_never_signed_in_on_this_phone(phone):
    answer = sync(phone, factories.leader(), answers={"title": "Mine"})

    assert answer.status_code == 404
    assert not Submission.objects.exists()


def test_a_phone_that_was_revoked_sends_nothing(phone, leader):
    device = leader.devices.get()
    device.revoked_at = "2026-01-01T00:00Z"
    device.save()

    answer = sync(phone, leader, answers={"title": "Mine"})

    assert answer.status_code == 401
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"key": 1}',
        b'{"key": "x", "leader": 1}',
        b'{"leader": "x", "key": "6d1e9a1c-0000-4000-8000-000000000000"}',
        b'{"leader": 1e400, "key": "6d1e9a1c-0000-4000-8000-000000000000"}',
        b'{"leader": 99999999999999999999999, "key": "6d1e9a1c-0000-4000-8000-000000000000"}',
        b'{"leader": 1, "key": "6d1e9a1c-0000-4000-8000-000000000000", "answers": [1]}',
        b'{"leader": 1, "key": "6d1e9a1c-0000-4000-8000-000000000000", "version": -1}',
        b"[" * 100_000,
        b'{"leader": ' + b"9" * 5_000 + b"}",
    ],
)
def test_a_body_that_cannot_be_read_is_refused(phone, body):
    answer = phone.post("/workspace/pieces/sync/", body, content_type="application/json")

    assert answer.status_code == 400


def test_a_body_that_is_too_large_is_refused(phone, leader):
    answer = sync(phone, leader, answers={"words": "x" * 250_000})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "field", ["kind", "title", "artisans", "quantity", "price_rwf", "height_cm", "words", "shape"]
)
def test_no_value_breaks_it(phone, leader, field):
    odd = [None, True, 1e308, -1, [], [[1]], {}, {"a": 1}, [None], "\x00", "\ud800", "9" * 300, ["x", 1], "NaN", "1e9"]

    answers = [sync(phone, leader, answers={field: value, "unknown": value}) for value in odd]

    assert {answer.status_code for answer in answers} == {200}


def test_the_open_pieces_of_the_group_are_fetched_to_go_on_without_a_line(phone, leader):
    made = Submission.objects.create(cooperative=leader.cooperative, title="Agaseke", height_cm="12.0", price_rwf=9000)
    Submission.objects.create(cooperative=factories.cooperative(), title="CANARY")

    told = phone.get("/workspace/pieces/drafts/").json()["drafts"]

    [kept] = told
    assert kept["key"] == str(made.key)
    assert (kept["answers"]["title"], kept["answers"]["height_cm"], kept["answers"]["price_rwf"]) == (
        "Agaseke",
        "12",
        "9000",
    )


def test_open_pieces_are_fetched_in_as_many_queries_for_many_as_for_one(phone, leader, django_assert_max_num_queries):
    for _number in range(10):
        Submission.objects.create(cooperative=leader.cooperative)

    with django_assert_max_num_queries(4):
        phone.get("/workspace/pieces/drafts/")
