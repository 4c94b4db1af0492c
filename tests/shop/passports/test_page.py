"""What a passport tells whoever holds the piece, and what it tells nobody."""

from datetime import date

import pytest
from django.urls import reverse

from cooperatives.consents.models import Scope
from shop.passports.codes import LENGTH, SIGNS, check_sign, new_code
from shop.passports.issuing import NotTied, issue, tie, withdraw
from tests import factories
from tests.queries import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db


def passport_of(piece=None, **fields):
    return issue(product=piece or factories.piece(), number=1, made_in=date(2026, 9, 17), by=None, **fields)[0]


def page(client, passport) -> str:
    answer = client.get(passport.get_absolute_url())
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_it_names_the_piece_the_group_and_the_month(client, world):
    made = passport_of(factories.piece(technique="Coiled and sewn", care="Dust it dry."))

    text = page(client, made)

    assert made.product.title in text
    assert made.product.cooperatives.get().name in text
    assert "September 2026" in text
    assert "Coiled and sewn" in text
    assert "Dust it dry." in text
    assert "Not sold yet" in text


def test_once_paid_it_says_so_and_who_got_which_part_but_no_price_and_no_buyer(client, stripe, world):
    piece = factories.piece()
    order = factories.paid_order(stripe, piece)
    made = passport_of(piece)
    tie(passport=made, line=order.lines.get())

    text = page(client, made)

    assert "the makers’ share is written down" in text
    assert "Who got what" in text
    assert "%" in text
    main = text.partition("<main")[2].partition("</main>")[0]
    for secret in ("40.00", "32.00", "€", order.number, order.email, order.shipping_address.last_name):
        assert secret not in main


def test_money_that_was_given_back_is_not_said_to_be_paid(client, stripe, world):
    piece = factories.piece()
    order = factories.paid_order(stripe, piece)
    made = passport_of(piece)
    tie(passport=made, line=order.lines.get())
    factories.refunded(order)

    text = page(client, made)

    assert "the money was given back" in text
    assert "Who got what" not in text


def test_a_person_is_named_only_where_they_agreed_to_both_the_name_and_the_passport(client, world):
    named = factories.person(full_name="Canary Mukamana")
    factories.consent(named, Scope.FULL_NAME)
    made = passport_of(person=named)
    assert "Canary" not in page(client, made)

    factories.consent(named, Scope.QR_PASSPORT)

    assert "Canary Mukamana" in page(client, made)


def test_a_passport_alone_names_nobody(client, world):
    silent = factories.person(full_name="Canary Mukamana", first_name="Canary")
    factories.consent(silent, Scope.QR_PASSPORT)

    assert "Canary" not in page(client, passport_of(person=silent))


def test_it_is_the_same_for_everybody_and_kept_for_a_minute_at_most(client, world):
    answer = client.get(passport_of().get_absolute_url())

    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    assert 'content="noindex"' in answer.content.decode()


def test_small_letters_and_spaces_lead_to_the_one_address(client, world):
    made = passport_of()

    answer = client.get(reverse("passports:passport", args=[made.code.lower()]))

    assert answer.status_code == 301
    assert answer["Location"] == made.get_absolute_url()


def test_a_code_typed_by_hand_finds_the_piece(client, world):
    made = passport_of()

    answer = client.get(reverse("passports:ask"), {"code": f"{made.code[:4]}-{made.code[4:].lower()}"})

    assert answer["Location"] == made.get_absolute_url()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("34", "A code has 8 signs; this one has 2."),
        ("O0O0O0O0", "Our codes never have these signs: O 0."),
        ("3333333X", "There is a slip in this code"),
        ("<script>alert(1)</script>", "Our codes never have these signs"),
        ("4" * 5000, "A code has 8 signs"),
        ("\u200f٣٤😀", "Our codes never have these signs"),
    ],
)
def test_a_slip_is_said_plainly_and_what_was_typed_is_kept(client, world, typed, said):
    answer = client.get(reverse("passports:ask"), {"code": typed})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "<script>alert" not in text


def test_a_right_code_that_was_never_issued_is_not_found(client, world):
    answer = client.get(reverse("passports:passport", args=[new_code()]))

    assert answer.status_code == 404
    assert "No piece has this code" in answer.content.decode()


def test_trying_codes_one_after_the_other_ends(client, world):
    answers = {client.get(reverse("passports:passport", args=[new_code()])).status_code for _try in range(35)}

    assert answers == {404, 429}


def test_a_withdrawn_one_leads_nowhere(client, world):
    made = withdraw(passport=passport_of(), at=factories.timezone.now())

    assert client.get(made.get_absolute_url()).status_code == 404


def test_the_page_costs_the_same_for_one_group_and_for_several(client, world, stripe):
    alone = passport_of()
    groups = [factories.cooperative() for _group in range(4)]
    together = passport_of(factories.piece(by=dict.fromkeys(groups, 1)))

    client.get(alone.get_absolute_url())

    few = queries_of(client, alone.get_absolute_url())
    many = queries_of(client, together.get_absolute_url())

    assert_same_queries("passport", few, many)


def test_a_line_of_one_piece_takes_one_passport(stripe, world):
    piece = factories.piece()
    line = factories.paid_order(stripe, piece).lines.get()
    first, second = issue(product=piece, number=2, made_in=date(2026, 9, 1), by=None)
    tie(passport=first, line=line)

    with pytest.raises(NotTied, match="has its passport"):
        tie(passport=second, line=line)


def test_a_passport_is_not_tied_to_another_piece_nor_to_an_order_that_is_not_paid(stripe, world):
    piece, other = factories.piece(), factories.piece()
    paid = factories.paid_order(stripe, other).lines.get()
    unpaid = factories.order(piece).lines.get()

    with pytest.raises(NotTied, match="no such piece"):
        tie(passport=passport_of(piece), line=paid)
    with pytest.raises(NotTied, match="not paid"):
        tie(passport=passport_of(piece), line=unpaid)


def test_a_hundred_at_once_have_a_hundred_codes(world):
    made = issue(product=factories.piece(), number=100, made_in=date(2026, 9, 1), by=None)

    assert len({passport.code for passport in made}) == 100
    assert {passport.batch for passport in made} == {made[0].batch}
    assert all(set(passport.code) <= set(SIGNS) for passport in made)
    assert all(passport.code[LENGTH] == check_sign(passport.code[:LENGTH]) for passport in made)
