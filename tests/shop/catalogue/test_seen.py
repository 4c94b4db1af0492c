"""The cards of the pieces looked at last: asked for by number, in that order, whatever else the address says."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
SEEN = reverse("catalogue:seen")


def titles(client, pieces: str) -> list[str]:
    answer = client.get(SEEN, {"pieces": pieces})
    assert answer.status_code == 200, pieces
    return [card.title for card in answer.context["cards"]]


def test_pieces_come_in_the_order_in_which_they_were_seen_last(world, client):
    pot, mug, vase = (factories.piece(title) for title in ("Pot", "Mug", "Vase"))

    assert titles(client, f"{mug.pk},{vase.pk},{pot.pk},{mug.pk}") == ["Mug", "Vase", "Pot"]


def test_what_is_not_listed_any_more_is_left_out_and_what_is_sold_says_so(world, client):
    hidden, sold = factories.piece(is_public=False), factories.piece("Sold", stock=0)

    answer = client.get(SEEN, {"pieces": f"{hidden.pk},{sold.pk},999999"})

    assert [card.title for card in answer.context["cards"]] == ["Sold"]
    assert "Sold out" in answer.content.decode()


def test_no_more_than_four_are_shown_however_many_are_asked_for(world, client):
    keys = [str(factories.piece().pk) for _number in range(6)]

    assert len(titles(client, ",".join(keys * 50))) == 4


@pytest.mark.parametrize(
    "asked", ["", ",", ",,,", "x", "-1", "1e9", "٣", "9" * 400, "1;2", "💧", '"><script>', "0", "1." * 90, "," * 9000]
)
def test_numbers_that_are_none_are_nothing(world, client, asked):
    answer = client.get(SEEN, {"pieces": asked})

    assert (answer.status_code, answer.content.strip()) == (200, b"")


def test_it_is_the_same_for_everybody_and_may_be_kept(world, client):
    piece = factories.piece()
    known = Client()
    known.force_login(factories.user())

    mine, others = known.get(SEEN, {"pieces": piece.pk}), client.get(SEEN, {"pieces": piece.pk})

    assert mine.content == others.content
    assert mine.cookies == {}
    assert "public" in others.headers["Cache-Control"]
    assert b"<html" not in others.content


@pytest.mark.proof(24)
def test_it_costs_the_same_for_one_piece_and_for_four(world, client, reached):
    keys = []
    for number in range(4):
        piece = factories.piece(f"Piece {number}")
        factories.picture_of(piece, size=(16, 16))
        keys.append(str(piece.pk))

    few = queries_of(client, f"{SEEN}?pieces={keys[0]}")
    many = queries_of(client, f"{SEEN}?pieces={','.join(keys)}")

    assert_same_queries("seen", few, many)
    reached(f"seen {len(many)}")
