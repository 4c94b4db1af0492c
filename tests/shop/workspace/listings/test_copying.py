"""A piece like an earlier one is begun from it; a change of a live piece begins with the piece as it is."""

import threading

import pytest
from django.db import connection

from shop.workspace.listings.copying import BeingChanged, as_answers, change, copy, copy_live
from shop.workspace.listings.models import Submission
from shop.workspace.listings.saving import NotTheirs, give_up
from shop.workspace.photos.listing import photos_of
from tests import factories


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
class TestBeginning:
    def test_another_like_it_says_the_same_but_has_photos_and_a_number_of_its_own(self):
        leader = factories.leader()
        maker = factories.artisan(leader.cooperative)
        earlier = Submission.objects.create(
            cooperative=leader.cooperative, title="Agaseke", quantity=4, price_rwf=9000
        )
        earlier.artisans.set([maker])

        made = copy(earlier=earlier, leader=leader)

        assert (made.title, made.price_rwf, made.quantity, list(made.artisans.all())) == (
            "Agaseke",
            9000,
            None,
            [maker],
        )
        assert made.key != earlier.key
        assert photos_of(made.key) == []

    def test_nobody_copies_what_another_group_wrote(self):
        earlier = Submission.objects.create(cooperative=factories.cooperative())

        with pytest.raises(NotTheirs):
            copy(earlier=earlier, leader=factories.leader())

    def test_nobody_copies_or_changes_a_piece_they_have_no_part_in(self):
        piece, leader = factories.piece(), factories.leader()

        with pytest.raises(NotTheirs):
            copy_live(product=piece, leader=leader)
        with pytest.raises(NotTheirs):
            change(product=piece, leader=leader)

    def test_another_like_a_live_one_is_a_piece_of_its_own(self):
        leader = factories.leader()
        piece = factories.piece("Agaseke", by=leader.cooperative)

        made = copy_live(product=piece, leader=leader)

        assert (made.title, made.product) == ("Agaseke", None)

    def test_a_change_begins_with_the_piece_and_its_pictures(self):
        leader = factories.leader()
        piece = factories.piece(by=leader.cooperative, stock=7, width_cm=20, depth_cm=10, height_cm=5)
        picture = factories.picture_of(piece)

        made = change(product=piece, leader=leader)

        assert (made.shape, made.quantity, made.quantity_was, made.price_rwf) == ("box", 7, 7, 52_000)
        assert [photo.photo_id for photo in photos_of(made.key)] == [picture.original_id]

    def test_the_words_are_in_the_language_they_are_taken_from(self):
        leader = factories.leader(language="rw")
        said, unsaid = factories.piece(by=leader.cooperative), factories.piece(by=leader.cooperative)
        said.title_rw = "Agaseke"
        said.save()

        assert change(product=said, leader=leader).language == "rw"
        assert change(product=unsaid, leader=leader).language == "en"

    def test_what_is_reserved_is_no_longer_there_to_sell(self):
        leader = factories.leader()
        piece = factories.piece(by=leader.cooperative, stock=5)
        piece.stockrecords.update(num_allocated=2)

        assert as_answers(piece, leader)["quantity"] == 3

    def test_of_a_piece_by_two_groups_one_changes_it_at_a_time(self):
        ours, theirs = factories.leader(), factories.leader()
        piece = factories.piece(by={ours.cooperative: 1, theirs.cooperative: 1})
        begun = change(product=piece, leader=ours)

        with pytest.raises(BeingChanged):
            change(product=piece, leader=theirs)
        give_up(submission=begun)

        assert change(product=piece, leader=theirs).cooperative == theirs.cooperative


@pytest.mark.django_db(transaction=True)
def test_of_five_that_change_a_piece_at_once_all_write_on_one_change(world):
    leader = factories.leader()
    piece = factories.piece(by=leader.cooperative)
    opened = []

    def one():
        try:
            opened.append(change(product=piece, leader=leader).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(opened) == 5
    assert len(set(opened)) == 1
