"""What a leader tells of a piece is kept, whoever else writes on it meanwhile."""

from uuid import uuid4

import pytest

from shop.workspace.entrance.models import Device
from shop.workspace.listings.models import Submission
from shop.workspace.listings.saving import (
    CannotTakeBack,
    NotBeingWritten,
    NotTheirs,
    begin,
    give_up,
    save,
    take_back,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return begin(key=uuid4(), leader=factories.leader())


def phone() -> Device:
    return Device.objects.create(token_hash=uuid4().hex)


def test_the_same_number_begun_twice_is_one_submission(draft):
    again = begin(key=draft.key, leader=draft.leader)

    assert again == draft
    assert Submission.objects.count() == 1


def test_a_number_of_another_group_is_not_theirs(draft):
    with pytest.raises(NotTheirs):
        begin(key=draft.key, leader=factories.leader())


def test_answers_are_written_down_and_counted_as_one_version(draft):
    saved = save(submission=draft, answers={"title": "Agaseke", "price_rwf": 12000}, version=1).submission

    saved.refresh_from_db()
    assert (saved.title, saved.price_rwf, saved.version) == ("Agaseke", 12000, 2)


def test_the_same_answers_again_are_no_new_version(draft):
    save(submission=draft, answers={"title": "Agaseke"}, version=1)

    again = save(submission=draft, answers={"title": "Agaseke"}, version=1)

    assert again.submission.version == 2
    assert again.kept_apart == ()


def test_what_another_phone_changed_meanwhile_is_not_overwritten(draft):
    save(submission=draft, answers={"title": "Theirs"}, version=1, device=phone())

    saved = save(submission=draft, answers={"title": "Mine", "words": "From the river."}, version=1, device=phone())

    draft.refresh_from_db()
    assert saved.kept_apart == ("title",)
    assert (draft.title, draft.words) == ("Theirs", "From the river.")


def test_whoever_has_seen_the_other_answer_may_replace_it(draft):
    theirs = save(submission=draft, answers={"title": "Theirs"}, version=1, device=phone()).submission

    save(submission=draft, answers={"title": "Mine"}, version=theirs.version, device=phone())

    draft.refresh_from_db()
    assert draft.title == "Mine"


def test_a_phone_that_did_not_hear_our_answer_does_not_contradict_itself(draft):
    mine = phone()
    save(submission=draft, answers={"title": "Agas"}, version=1, device=mine)

    saved = save(submission=draft, answers={"title": "Agaseke"}, version=1, device=mine)

    assert saved.kept_apart == ()
    assert saved.submission.title == "Agaseke"


def test_a_question_is_answered_whole(draft):
    save(submission=draft, answers={"shape": "round", "diameter_cm": 20}, version=1, device=phone())

    saved = save(submission=draft, answers={"shape": "box", "width_cm": 30}, version=1, device=phone())

    assert set(saved.kept_apart) == {"shape", "width_cm"}


def test_a_new_price_has_to_be_meant_anew(draft):
    first = save(submission=draft, answers={"price_rwf": 100, "price_is_meant": True}, version=1).submission

    second = save(submission=draft, answers={"price_rwf": 200}, version=first.version).submission

    assert first.price_is_meant
    assert not second.price_is_meant


def test_of_the_only_one_there_is_one(draft):
    saved = save(submission=draft, answers={"is_one_of_a_kind": True, "quantity": 7}, version=1).submission

    assert saved.quantity == 1


def test_who_made_it_is_written_down(draft):
    maker = factories.artisan(draft.cooperative)

    saved = save(submission=draft, answers={"artisans": [maker]}, version=1).submission

    assert list(saved.artisans.all()) == [maker]


@pytest.mark.parametrize("state", ["sent", "published", "given_up"])
def test_what_is_no_longer_written_refuses_answers(draft, state):
    Submission.objects.filter(pk=draft.pk).update(state=state)

    with pytest.raises(NotBeingWritten):
        save(submission=draft, answers={"title": "Late"}, version=1)


def test_what_was_given_up_can_be_taken_back_with_all_that_was_told(draft):
    save(submission=draft, answers={"title": "Agaseke"}, version=1)

    give_up(submission=draft)
    back = take_back(submission=draft)

    assert (back.state, back.title) == ("draft", "Agaseke")


def test_what_is_published_is_not_taken_back(draft):
    Submission.objects.filter(pk=draft.pk).update(state="published")

    with pytest.raises(CannotTakeBack):
        take_back(submission=draft)


def test_a_change_is_not_taken_back_beside_another_one_of_the_same_piece(draft):
    piece = factories.piece(by=draft.cooperative)
    Submission.objects.filter(pk=draft.pk).update(product=piece, state="given_up")
    Submission.objects.create(cooperative=draft.cooperative, product=piece)

    with pytest.raises(CannotTakeBack):
        take_back(submission=draft)
