"""A piece is sent once it is whole, once only, and at a price that is meant."""

import threading

import pytest
from django.db import connection, transaction

from shop.workspace.listings.models import Remark, Submission
from shop.workspace.listings.saving import NotBeingWritten, give_up, save
from shop.workspace.listings.sending import NotComplete, PriceDoubted, send
from shop.workspace.photos.listing import adopt, place
from tests import factories


def whole(**fields) -> Submission:
    """A submission that lacks nothing."""
    leader = fields.pop("leader", None) or factories.leader()
    fields = {
        "kind": factories.category(),
        "shape": "flat",
        "width_cm": 20,
        "height_cm": 30,
        "price_rwf": 9_000,
        "quantity": 2,
    } | fields
    made = Submission.objects.create(cooperative=leader.cooperative, leader=leader, **fields)
    place(listing=made.key, photo=adopt(photo=factories.photo(), cooperative=leader.cooperative))
    return made


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
class TestSending:
    def test_what_is_whole_is_sent(self):
        sent = send(whole())

        assert sent.state == "sent"
        assert sent.sent_at

    def test_what_is_sent_again_stays_sent_as_it_was(self):
        submission = whole()
        first = send(submission)

        again = send(submission)

        assert (again.sent_at, again.version) == (first.sent_at, first.version)

    @pytest.mark.parametrize(
        ("lacks", "about"),
        [
            ({"kind": None}, "kind"),
            ({"height_cm": None}, "size"),
            ({"shape": ""}, "size"),
            ({"price_rwf": None}, "price_rwf"),
            ({"quantity": None}, "quantity"),
            ({"quantity": 0}, "quantity"),
        ],
    )
    def test_what_is_missing_is_said(self, lacks, about):
        with pytest.raises(NotComplete) as error:
            send(whole(**lacks))

        assert set(error.value.missing) == {about}

    def test_without_a_photo_nothing_is_sent(self):
        submission = whole()
        without = Submission.objects.create(
            cooperative=submission.cooperative,
            kind=submission.kind,
            shape="flat",
            width_cm=1,
            height_cm=1,
            price_rwf=1,
            quantity=1,
        )

        with pytest.raises(NotComplete) as error:
            send(without)

        assert set(error.value.missing) == {"photos"}

    def test_a_price_far_from_the_others_has_to_be_meant(self):
        kind = factories.category("Bowls")
        factories.piece(category=kind, prices={"RWF": "9000"})
        submission = whole(kind=kind, price_rwf=900_000)

        with pytest.raises(PriceDoubted):
            send(submission)
        save(submission=submission, answers={"price_is_meant": True}, version=1)

        assert send(submission).state == "sent"

    def test_what_was_given_up_is_not_sent(self):
        submission = whole()
        give_up(submission=submission)

        with pytest.raises(NotBeingWritten):
            send(submission)

    def test_sending_it_again_answers_the_remarks(self):
        submission = whole(state="change")
        remark = Remark.objects.create(submission=submission, field="title", text="Say its name.")

        send(submission)

        remark.refresh_from_db()
        assert remark.answered_at

    def test_whoever_sends_it_is_told_of_it(self):
        submission = whole()
        other = factories.leader(submission.cooperative)

        assert send(submission, by=other).leader == other


@pytest.mark.django_db(transaction=True)
def test_of_ten_that_send_at_once_one_sends(world):
    submission = whole()
    versions = []

    def one():
        try:
            versions.append(send(submission).version)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert versions == [2] * 10


@pytest.mark.django_db(transaction=True)
def test_of_ten_phones_that_write_at_once_no_answer_is_lost(world):
    submission = whole()
    fields = ["title", "words", "weight_grams", "price_rwf", "quantity", "height_cm", "width_cm", "kind", "shape"]
    values = dict(zip(fields, ["T", "W", 700, 8_000, 5, 31, 21, factories.category("Other"), "box"], strict=True))

    def one(name):
        try:
            save(submission=submission, answers={name: values[name]}, version=1)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(name,)) for name in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    submission.refresh_from_db()
    assert submission.version == 1 + len(fields)
    assert {name: getattr(submission, name) for name in fields} == values


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_an_answer_is_lost(world):
    submission = whole()
    mine, theirs = Submission.objects.get(pk=submission.pk), Submission.objects.get(pk=submission.pk)

    # What `save` would do on rows that were read before either was written.
    for row, name in ((mine, "title"), (theirs, "words")):
        with transaction.atomic():
            setattr(row, name, "Told")
            row.version += 1
            row.written = row.written | {name: [row.version, 0]}
            row.save(update_fields=[name, "version", "written"])

    submission.refresh_from_db()
    assert submission.version == 2
    assert "title" not in submission.written
