"""What staff write wrongly is said in words; nothing of the rest is lost, and no markup gets through."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cooperatives.photos.models import Photo
from shop.catalogue.models import Product
from tests import factories
from tests.shop.dashboard.forms_filled_in import filled_in
from tests.shop.dashboard.piece_form import (
    FORM,
    all_filled_in,
    create,
    errors_of,
    saved,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(boss) -> dict:
    """A new piece, all filled in."""
    return all_filled_in(boss)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "", "required"),
        ("title", "x" * 300, "255"),
        ("weight_grams", "0", "greater than or equal to 1"),
        ("weight_grams", "heavy", "whole number"),
        ("weight_grams", "99999999999999999999", "less than or equal"),
        ("height_cm", "-3", "more than 0"),
        ("height_cm", "NaN", "number"),
        ("contributions-0-weight", "0", "greater than or equal to 1"),
        ("contributions-0-weight", "-1", "greater than or equal to"),
        ("contributions-0-cooperative", "999999", "valid choice"),
        ("stockrecords-0-num_in_stock", "-1", "greater than or equal to 0"),
        ("stockrecords-0-num_in_stock", "1000000000", "less than or equal"),
        ("stockrecords-0-price_EUR", "12.345", "2 decimal places"),
        ("stockrecords-0-price_EUR", "-5", "greater than or equal"),
        ("stockrecords-0-price_EUR", "0", "greater than or equal"),
        ("stockrecords-0-price_EUR", "1e20", "digits"),
        ("stockrecords-0-price_EUR", "Infinity", "number"),
        ("stockrecords-0-price_RWF", "52000.50", "decimal places"),
        ("productcategory_set-0-category", "", "at least one category"),
        ("productcategory_set-0-category", "abc", "valid choice"),
        ("materials", ["abc"], "abc"),
        ("slug", "not a slug!", "slug"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(boss, filled, field, value, told):
    answer = create(boss, filled | {field: value})

    assert answer.status_code == 200
    assert told in errors_of(answer)
    assert "Made in the afternoon." in answer.content.decode()
    assert not Product.objects.exists()
    # The picture is not lost: it is in the library, and the page remembers it.
    again = filled_in(answer, FORM)
    assert again["images-0-original"] == [str(Photo.objects.get().pk)]


def test_a_corrected_page_is_saved_with_the_picture_of_the_first_try(boss, filled):
    answer = create(boss, filled | {"title": ""})

    create(boss, filled_in(answer, FORM, title="A basket"))

    assert Product.objects.get().images.get().original == Photo.objects.get()


def test_a_piece_that_nobody_made_is_refused(boss, filled):
    nobody = {name: "" for name in filled if name.endswith(("-cooperative", "-work"))}
    nobody |= {"contributions-0-weight": "1", "contributions-1-weight": "1"}  # as the empty rows are

    answer = create(boss, filled | nobody)

    assert "which cooperative made it" in errors_of(answer)


def test_the_same_cooperative_twice_is_refused(boss, filled):
    answer = create(boss, filled | {"contributions-1-cooperative": filled["contributions-0-cooperative"]})

    assert answer.status_code == 200
    assert "duplicate" in errors_of(answer)


def test_the_last_cooperative_cannot_be_taken_away(boss):
    piece = factories.piece()

    answer = saved(boss, piece, **{"contributions-0-DELETE": "on"})

    assert "which cooperative made it" in errors_of(answer)
    assert piece.contributions.count() == 1


def test_a_piece_that_is_one_of_a_kind_is_there_once(boss, filled):
    answer = create(boss, filled | {"is_one_of_a_kind": "on", "stockrecords-0-num_in_stock": "2"})

    assert "one of a kind" in errors_of(answer)


def test_a_public_piece_needs_a_price_and_a_hidden_one_does_not(boss, filled):
    without = filled | {"stockrecords-0-price_EUR": "", "stockrecords-0-price_RWF": ""}

    refused = create(boss, without)
    answer = create(
        boss, {name: value for name, value in without.items() if name != "is_public"} | {"images-0-upload": ""}
    )

    assert "needs a price" in errors_of(refused)
    assert answer.status_code == 200  # without its picture, which was sent with the first try
    assert "choose a picture" in errors_of(answer)


def test_an_artisan_of_another_cooperative_is_refused(boss, filled):
    stranger = factories.artisan(factories.cooperative("Strangers"))

    answer = create(boss, filled | {"artisans": [stranger.pk]})

    assert "Not a member" in errors_of(answer)


def test_a_file_that_is_no_picture_is_refused_in_words(boss, filled):
    fake = SimpleUploadedFile("basket.jpg", b"<script>alert(1)</script>", "image/jpeg")

    answer = create(boss, filled | {"images-0-upload": fake})

    assert "not a picture we can read" in errors_of(answer)
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    "broken", [{"stockrecords-TOTAL_FORMS": "0"}, {"images-TOTAL_FORMS": "many"}, {"contributions-TOTAL_FORMS": None}]
)
def test_a_page_that_was_tampered_with_saves_nothing(boss, filled, broken):
    values = {name: value for name, value in (filled | broken).items() if value is not None}

    answer = create(boss, values)

    assert answer.status_code == 200
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<<script>script>alert(1)<</script>/script>",
        '<a href="javascript:alert(1)">x</a>',
        "<svg/onload=alert(1)>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
    ],
)
def test_no_markup_survives_in_the_texts_of_a_piece(boss, filled, payload):
    create(boss, filled | {"description": payload, "care": payload})

    piece = Product.objects.get()
    for text in (piece.description, piece.care):
        assert "<script" not in text
        assert "onerror" not in text
        assert "onload" not in text
        assert "javascript:" not in text


def test_a_description_keeps_its_lines(boss, filled):
    create(boss, filled | {"description": "One line.\r\n\r\n2 < 3 & so on."})

    assert Product.objects.get().description == "One line.\n\n2 < 3 & so on."
