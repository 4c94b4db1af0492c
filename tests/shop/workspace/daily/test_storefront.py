"""What a buyer reads of a group that is away or full: beside the piece, and in the basket."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.workspace.daily.models import Pause
from shop.workspace.daily.pauses import call_off, say_pause
from tests import factories
from tests.checkout_form import carry

WORDS = {Pause.Why.AWAY: "The group is away until", Pause.Why.FULL: "The group has many orders"}


@pytest.mark.parametrize("why", Pause.Why)
def test_a_pause_is_said_beside_the_piece_and_in_the_basket_until_it_is_over(world, client, why):
    leader = factories.leader()
    piece = factories.piece(by=leader.cooperative)
    carry(client, factories.basket(piece))
    pages = [piece.get_absolute_url(), reverse("basket:summary")]
    say_pause(leader=leader, why=why, until=timezone.localdate() + timedelta(days=9))

    during = [WORDS[why] in client.get(page).text for page in pages]
    call_off(leader=leader)
    afterwards = [WORDS[why] in client.get(page).text for page in pages]

    assert during == [True, True]
    assert afterwards == [False, False]


def test_machines_are_told_how_long_it_waits(world, client):
    leader = factories.leader()
    piece = factories.piece(by=leader.cooperative)
    before = client.get(piece.get_absolute_url()).text
    say_pause(leader=leader, why=Pause.Why.AWAY, until=timezone.localdate() + timedelta(days=9))

    during = client.get(piece.get_absolute_url()).text

    assert "handlingTime" not in before
    assert '"handlingTime":{"@type":"QuantitativeValue","minValue":10' in during


def test_the_pieces_of_others_say_nothing_of_it(world, client):
    leader = factories.leader()
    say_pause(leader=leader, why=Pause.Why.AWAY, until=timezone.localdate())

    page = client.get(factories.piece().get_absolute_url())

    assert WORDS[Pause.Why.AWAY] not in page.text
