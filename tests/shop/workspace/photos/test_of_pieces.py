"""A piece of the group in a list: its small picture, for its own leaders, and never one that may not be shown."""

import pytest
from django.test import Client

from cooperatives.photos.models import ShowsPeople
from shop.workspace.photos.of_pieces import row_picture
from tests import factories

pytestmark = pytest.mark.django_db
SMALL = 4000


@pytest.fixture
def piece(leader):
    made = factories.piece(by=leader.cooperative)
    factories.picture_of(made)
    return made


def opened(leader, address: str, **headers):
    client = Client()
    factories.let_in(client, leader)
    return client.get(address, headers=headers)


def test_a_leader_sees_the_pieces_of_her_group_in_small(leader, piece):
    answer = opened(leader, row_picture(piece), accept="image/avif,image/*")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/avif"
    assert len(answer.content) < SMALL
    assert "private" in answer["Cache-Control"]


def test_an_older_phone_gets_a_format_it_can_read(leader, piece):
    answer = opened(leader, row_picture(piece), accept="image/*")

    assert answer["Content-Type"] == "image/jpeg"


def test_a_leader_of_another_group_does_not(piece):
    assert opened(factories.leader(), row_picture(piece)).status_code == 404


def test_a_wrong_name_of_the_file_opens_nothing(leader, piece):
    assert opened(leader, row_picture(piece).rstrip("/") + "x/").status_code == 404


def test_a_picture_that_may_no_longer_be_shown_is_gone(leader, piece):
    address = row_picture(piece)
    photo = piece.images.get().original
    photo.shows_people = ShowsPeople.NOT_LOOKED_AT
    photo.save()
    piece.refresh_from_db()

    assert opened(leader, address).status_code == 404
    assert row_picture(piece) == ""
