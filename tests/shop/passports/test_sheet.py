"""Staff issue passports, print their labels, and tie one to the order a piece went with."""

import pytest
from django.urls import reverse

from shop.passports.models import Passport
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client, world):
    client.force_login(factories.staff())
    return client


def issued(boss, **typed):
    piece = typed.pop("piece", None) or factories.piece()
    sent = {"product": piece.pk, "number": 3, "made_in": "2026-09", "person": ""} | typed
    return boss.post(reverse("passport:add"), sent, follow=True)


def test_a_sheet_is_issued_and_can_be_printed(boss):
    answer = issued(boss)

    sheet = {passport.batch for passport in Passport.objects.all()}
    assert Passport.objects.count() == 3
    assert len(sheet) == 1
    labels = reverse("passport:labels", args=sheet)
    assert labels in answer.content.decode()
    pdf = boss.get(labels)
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_a_title_is_printed_and_not_obeyed(boss):
    issued(boss, piece=factories.piece(title='#panic("no") $x^ * _ ` <b> "'))

    assert boss.get(reverse("passport:labels", args=[Passport.objects.first().batch])).status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "0"}, "greater than or equal to 1"),
        ({"number": "100000"}, "less than or equal to 240"),
        ({"made_in": "2999-01"}, "That month has not come yet."),
        ({"made_in": "soon"}, "Enter a valid date."),
        ({"product": "0"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_said_and_nothing_is_issued(boss, typed, said):
    answer = issued(boss, **typed)

    assert said in answer.content.decode()
    assert not Passport.objects.exists()


def test_it_is_tied_to_the_order_its_piece_went_with(boss, stripe):
    piece = factories.piece()
    order = factories.paid_order(stripe, piece)
    issued(boss, piece=piece, number=1)
    made = Passport.objects.get()

    boss.post(reverse("passport:edit", args=[made.pk]), {"made_in": "2026-09", "order_number": order.number})

    made.refresh_from_db()
    assert made.line == order.lines.get()


@pytest.mark.parametrize("number", ["U-NONE", "another piece's", "not paid"])
def test_a_wrong_order_is_refused_and_what_was_typed_is_kept(boss, stripe, number):
    piece = factories.piece()
    orders = {
        "another piece's": lambda: factories.paid_order(stripe, factories.piece()).number,
        "not paid": lambda: factories.order(piece).number,
    }
    typed = orders.get(number, lambda: number)()
    issued(boss, piece=piece, number=1)
    made = Passport.objects.get()

    answer = boss.post(reverse("passport:edit", args=[made.pk]), {"made_in": "2026-09", "order_number": typed})

    assert answer.status_code == 200
    assert typed in answer.content.decode()
    made.refresh_from_db()
    assert made.line is None


def test_none_is_deleted(boss):
    issued(boss, number=1)

    assert boss.post(f"/admin/passports/delete/{Passport.objects.get().pk}/").status_code == 404


def test_labels_are_for_those_who_may_see_passports(client, boss):
    issued(boss, number=1)
    client.force_login(factories.user())

    assert client.get(reverse("passport:labels", args=[Passport.objects.get().batch])).status_code == 302
