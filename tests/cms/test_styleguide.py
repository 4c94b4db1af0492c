"""The style guide: for staff alone, complete, and by the very rules of the site."""

import pytest
from django.test import Client

from cms import staticfiles, styleguide
from tests import factories


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_staff_see_every_component(world):
    answer = client_of(factories.user(is_staff=True)).get("/styleguide/")

    assert answer.status_code == 200
    assert "no-cache" in answer["Cache-Control"]
    assert all(f'id="{component.name}"' in answer.text for component in styleguide.components())


@pytest.mark.django_db
def test_a_search_engine_is_told_to_leave_it(world):
    answer = client_of(factories.user(is_staff=True)).get("/styleguide/")

    assert '<meta name="robots" content="noindex">' in answer.text


@pytest.mark.django_db
def test_a_visitor_is_asked_to_sign_in_and_a_buyer_finds_nothing(world):
    assert "/accounts/login/" in Client().get("/styleguide/")["Location"]
    assert client_of(factories.user()).get("/styleguide/").status_code == 404


@pytest.mark.parametrize("sheet", [path.stem for path in staticfiles.sources()])
def test_a_file_of_the_style_sheet_is_shown_or_says_why_not(sheet):
    is_shown = sheet in {component.name for component in styleguide.components()}

    assert is_shown != (sheet in styleguide.NOT_SHOWN), (
        f"Show {sheet} in templates/styleguide/{sheet}.html, or say in NOT_SHOWN why there is nothing to show."
    )


def test_what_is_shown_has_a_file_of_its_own():
    sheets = {path.stem for path in staticfiles.sources()}

    assert {path.stem for path in styleguide.PARTIALS.glob("*.html")} <= sheets
    assert set(styleguide.NOT_SHOWN) <= sheets


def test_every_component_says_in_its_first_line_what_it_is():
    assert [component.name for component in styleguide.components() if not component.about] == []


def test_a_hover_can_be_shown_by_a_class_under_the_rules_of_the_site():
    sheet = staticfiles.styleguide_sheet()

    assert ".button:is(:hover, .is-hover) {" in sheet
    assert ":is(:focus-visible, .is-focus) {" in sheet
    assert "is-hover" not in staticfiles.site_sheet()
