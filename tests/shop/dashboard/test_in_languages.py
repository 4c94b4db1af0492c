"""Staff write pieces and kinds in every language; the English stays English whatever their browser prefers."""

import pytest
from django.urls import reverse
from django.utils import translation

from shop.catalogue.models import Category, Material
from tests import factories
from tests.shop.dashboard.forms_filled_in import filled_in
from tests.shop.dashboard.piece_form import errors_of, saved

pytestmark = pytest.mark.django_db


def test_a_piece_is_said_in_other_languages_and_english_where_it_is_not(boss):
    piece = factories.piece("Red basket", summary="Tight coils.")

    answer = saved(boss, piece, title_fr="Panier rouge", care_nl="<b>Droog</b> houden.")

    assert answer.status_code == 302, errors_of(answer)
    piece.refresh_from_db()
    assert (piece.title_en, piece.title_fr, piece.care_nl) == ("Red basket", "Panier rouge", "Droog houden.")
    with translation.override("fr"):
        assert (piece.title, piece.summary) == ("Panier rouge", "Tight coils.")
    with translation.override("rw"):
        assert piece.title == "Red basket"


def test_what_staff_write_in_a_french_browser_is_not_taken_for_french(boss):
    piece = factories.piece("Red basket")
    boss.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"

    answer = saved(boss, piece, title="Redder basket")

    assert answer.status_code == 302, errors_of(answer)
    piece.refresh_from_db()
    assert piece.title_en == "Redder basket"
    assert not piece.title_fr


def test_a_text_that_is_too_long_in_one_language_is_said_and_kept(boss):
    piece = factories.piece("Red basket")

    answer = saved(boss, piece, summary_fr="x" * 256)

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"summary_fr"}
    assert "x" * 256 in answer.content.decode()


def test_a_kind_is_said_in_other_languages(boss):
    kind = factories.category("Baskets")
    address = reverse("dashboard:catalogue-category-update", args=[kind.pk])

    boss.post(address, filled_in(boss.get(address), "create_update_category_form", name_fr="Paniers"))

    kind = Category.objects.get()
    assert (kind.name_en, kind.name_fr, kind.slug) == ("Baskets", "Paniers", "baskets")


def test_the_words_that_pieces_are_filtered_by_are_said_in_other_languages(boss):
    sisal = Material.objects.create(name="Grass", slug="grass")

    answer = boss.post(f"/admin/material/edit/{sisal.pk}/", {"name_en": "Grass", "name_fr": "Herbe", "slug": "grass"})

    assert answer.status_code == 302
    sisal.refresh_from_db()
    assert (sisal.name_en, sisal.name_fr) == ("Grass", "Herbe")
