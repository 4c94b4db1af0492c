"""A picture that is sent with a piece is shown to visitors when somebody said that nobody can be recognised in it."""

import pytest
from django.test import Client

from cooperatives.photos.models import Photo
from shop.catalogue.models import Product
from tests.shop.dashboard.piece_form import all_filled_in, create


@pytest.mark.parametrize("is_said", [False, True])
def test_a_new_picture_is_shown_when_somebody_has_looked_at_it(boss, is_said):
    said = {"images-0-shows_nobody": "on"} if is_said else {}

    create(boss, all_filled_in(boss) | {"is_public": "on"} | said)

    piece, photo = Product.objects.latest("pk"), Photo.objects.latest("pk")
    assert photo.may_be_shown() is is_said
    assert (photo.file.url in Client().get(piece.get_absolute_url()).text) is is_said
