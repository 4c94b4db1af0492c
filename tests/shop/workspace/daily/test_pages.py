"""The rooms of the daily work, as a leader goes through them on a phone without scripts."""

import io
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cooperatives.consents.scopes import Scope
from shop.customs.models import KindOfGoods
from shop.partner.models import StockRecord
from shop.workspace.daily.models import Packing, Pause, SoldHere, StoryIdea
from shop.workspace.photos.listing import photos_of
from shop.workspace.photos.taking import take
from tests import factories
from tests.queries import assert_same_queries, queries_of


@pytest.fixture
def leader(world):
    return factories.leader(name="Béatha Uwimbabazi")


@pytest.fixture
def phone(client, leader):
    factories.let_in(client, leader)
    return client


ROOMS = ["sold", "pack", "money", "shown", "story", "away"]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", ["rw", "fr", "en"])
def test_an_empty_room_says_what_it_is_for(phone, room, language):
    phone.cookies["workspace_language"] = language

    page = phone.get(reverse(f"workspace:{room}"))

    assert page.status_code == 200
    assert "<h1>" in page.text


def sell(phone, piece, **fields):
    return phone.post(reverse("workspace:sell", args=[piece.pk]), {"key": str(uuid.uuid4())} | fields, follow=True)


def test_one_tap_sells_and_one_takes_it_back(phone, leader):
    piece = factories.piece("A basket", by=leader.cooperative, stock=1)

    page = sell(phone, piece)
    back = phone.post(reverse("workspace:unsell", args=[SoldHere.objects.get().pk]), follow=True)

    assert "Sold: 1 × A basket." in page.text
    assert "A basket is for sale again." in back.text
    assert StockRecord.objects.get(product=piece).num_in_stock == 1


def test_a_piece_that_is_paid_for_is_not_offered_and_says_whose_it_is(phone, leader, stripe):
    piece = factories.piece("A basket", by=leader.cooperative, stock=1)
    order = factories.paid_order(stripe, piece)

    page = sell(phone, piece)

    assert page.status_code == 409
    assert "Do not sell A basket" in page.text
    assert order.number in page.text
    assert f'action="{reverse("workspace:sell", args=[piece.pk])}"' not in page.text


def test_a_tap_that_a_script_sends_is_told_on_the_next_page(phone, leader, stripe):
    free, gone = (factories.piece(name, by=leader.cooperative, stock=1) for name in ("A basket", "A pot"))
    order = factories.paid_order(stripe, gone)

    def send(piece) -> tuple[int, dict]:
        answer = phone.post(
            reverse("workspace:sell", args=[piece.pk]),
            {"key": str(uuid.uuid4())},
            headers={"Accept": "application/json"},
        )
        return answer.status_code, answer.json()

    assert (send(free), send(gone)) == ((200, {"sold": True}), (409, {"sold": False}))
    page = phone.get(reverse("workspace:sold")).text
    assert "Sold: 1 × A basket." in page
    assert f"order {order.number}" in page


@pytest.mark.parametrize(
    "fields", [{"quantity": "0"}, {"quantity": "many"}, {"quantity": "99999999999"}, {"key": "not a key"}]
)
def test_a_number_that_is_none_is_asked_for_again(phone, leader, fields):
    piece = factories.piece(by=leader.cooperative)

    page = sell(phone, piece, **fields)

    assert page.status_code == 422
    assert not SoldHere.objects.exists()


def test_packing_goes_step_by_step(phone, leader, stripe):
    piece = factories.piece("A basket", by=leader.cooperative, height_cm="30.0")
    KindOfGoods.objects.create(category=factories.category(), heading="4602.19", recipe="Fill it with paper.")
    order = factories.paid_order(stripe, piece)
    address = reverse("workspace:pack_line", args=[order.lines.get().pk])

    page = phone.get(address)
    packed = phone.post(address, {"act": "packed"}, follow=True)
    handed_over = phone.post(address, {"act": "handed_over"}, follow=True)
    undone = phone.post(address, {"act": "undo"}, follow=True)

    assert "30 cm high" in page.text
    assert "Fill it with paper." in page.text
    assert "It is handed over" in packed.text
    assert "Handed over" in handed_over.text
    assert "It is handed over" in undone.text
    assert Packing.objects.get().handed_over_at is None


@pytest.mark.parametrize("act", ["", "eat", "undo"])
def test_an_act_that_makes_no_sense_changes_nothing(phone, leader, stripe, act):
    order = factories.paid_order(stripe, factories.piece(by=leader.cooperative))

    page = phone.post(reverse("workspace:pack_line", args=[order.lines.get().pk]), {"act": act}, follow=True)

    assert page.status_code == 200
    assert not Packing.objects.exists()


def test_nothing_of_the_buyer_is_on_any_page_or_paper(phone, leader, stripe):
    order = factories.paid_order(stripe, factories.piece(by=leader.cooperative), email="canary@example.org")
    line = order.lines.get()
    rooms = [reverse(f"workspace:{room}") for room in ROOMS]
    rooms += [reverse(f"workspace:{name}", args=[line.pk]) for name in ("pack_line", "slip", "customs")]

    bytes_of_all = b"".join(phone.get(room).content for room in rooms)

    for of_the_buyer in ("canary@example.org", "An Example", "Market Square", "9000"):
        assert of_the_buyer.encode() not in bytes_of_all


def test_the_papers_are_pdfs_in_the_language_of_the_phone(phone, leader, stripe):
    line = factories.paid_order(stripe, factories.piece("A <b>#basket*</b>", by=leader.cooperative)).lines.get()

    for name in ("slip", "customs"):
        paper = phone.get(reverse(f"workspace:{name}", args=[line.pk]))
        assert (paper.status_code, paper["Content-Type"], paper.content[:5]) == (200, "application/pdf", b"%PDF-")


@pytest.mark.parametrize("name", ["pack_line", "slip", "customs"])
def test_another_groups_line_is_not_found(phone, stripe, name):
    line = factories.paid_order(stripe, factories.piece()).lines.get()

    assert phone.get(reverse(f"workspace:{name}", args=[line.pk])).status_code == 404
    assert phone.get(reverse(f"workspace:{name}", args=[10**30])).status_code == 404


def test_another_groups_acts_are_not_found(phone, stripe):
    other = factories.leader()
    theirs = factories.piece(by=other.cooperative)
    line = factories.paid_order(stripe, theirs).lines.get()
    sold = SoldHere.objects.create(cooperative=other.cooperative, title="T", sold_at=timezone.now(), product=theirs)
    idea = StoryIdea.objects.create(cooperative=other.cooperative, words="Theirs", sent_at=timezone.now())

    answers = [
        sell(phone, theirs),
        phone.post(reverse("workspace:unsell", args=[sold.pk])),
        phone.post(reverse("workspace:pack_line", args=[line.pk]), {"act": "packed"}),
        phone.post(idea_page(idea.key), {"words": "Mine"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_the_money_is_told_in_plain_words(phone, leader, stripe):
    other = factories.cooperative("Somebody else")
    mine, theirs = factories.piece("A basket", by=leader.cooperative), factories.piece("Their pot", by=other)
    order = factories.paid_order(stripe, mine, theirs)
    factories.refunded(factories.paid_order(stripe, mine))

    page = phone.get(reverse("workspace:money"))

    share = order.lines.get(product=mine).shares.get().amount_minor
    assert f"€{share / 100:.2f}" in page.text
    assert "You get from us" in page.text
    assert "Their pot" not in page.text


@pytest.mark.parametrize("asked", ["?currency=XXX", "?currency=EUR&older=x"])
def test_an_address_that_was_made_up_breaks_nothing(phone, asked):
    assert phone.get(reverse("workspace:money") + asked).status_code in (200, 404)


def test_a_face_is_withdrawn_and_the_name_stays(phone, leader):
    factories.consent(leader.person, Scope.FACE, Scope.FULL_NAME)
    factories.photo(title="At the loom", people=[leader.person])

    shown = phone.get(reverse("workspace:shown"))
    asked = phone.get(reverse("workspace:withdraw", args=["face"]))
    done = phone.post(reverse("workspace:withdraw", args=["face"]), follow=True)

    assert "At the loom" in shown.text
    assert "Show this no more: My face?" in asked.text
    assert "At the loom" not in done.text
    assert leader.person.allows(Scope.FULL_NAME) is True
    assert leader.person.allows(Scope.FACE) is False
    assert "Béatha" in leader.person.consents.get(withdrawn_at__isnull=False).withdrawn_reason


def test_what_was_never_allowed_cannot_be_withdrawn(phone):
    assert phone.get(reverse("workspace:withdraw", args=["face"])).status_code == 302
    assert phone.get(reverse("workspace:withdraw", args=["soul"])).status_code == 404


def idea_page(key: uuid.UUID | None = None) -> str:
    return reverse("workspace:idea", args=[key or uuid.uuid4()])


def test_a_story_idea_is_sent_once_with_its_photo(phone, leader):
    key = uuid.uuid4()
    data = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(data, "JPEG")
    take(leader=leader, data=data.getvalue(), listing=key)
    writing = phone.get(idea_page(key))

    page = phone.post(idea_page(key), {"words": "We built a kiln. 🔥"}, follow=True)
    phone.post(idea_page(key), {"words": "We built a kiln. 🔥"})

    idea = StoryIdea.objects.get()
    assert "Photo 1" in writing.text
    assert "We built a kiln. 🔥" in page.text
    assert (idea.words, idea.leader, idea.cooperative) == ("We built a kiln. 🔥", leader, leader.cooperative)
    assert len(photos_of(idea.key)) == 1


@pytest.mark.parametrize("words", ["", "   ", "x" * 10_001])
def test_too_few_or_too_many_words_are_asked_for_again(phone, words):
    page = phone.post(idea_page(), {"words": words})

    assert page.status_code == 422
    assert f"{words}</textarea>" in page.text
    assert not StoryIdea.objects.exists()


def test_ten_thousand_letters_from_right_to_left_are_kept(phone):
    words = ("שלום 🌍 " * 1500)[:10_000].strip()

    phone.post(idea_page(), {"words": words})

    assert StoryIdea.objects.get().words == words


def test_what_no_keyboard_types_is_left_out_of_an_idea(phone):
    phone.post(idea_page(), {"words": "We built\0 a kiln"})

    assert StoryIdea.objects.get().words == "We built a kiln"


def test_a_group_is_away_for_two_weeks_and_comes_back(phone, leader):
    away = phone.post(reverse("workspace:away"), {"why": "away", "length": "2"}, follow=True)

    pause = Pause.objects.get()
    assert pause.until == timezone.localdate() + timedelta(weeks=2)
    assert "You are away until" in away.text
    back = phone.post(reverse("workspace:away"), {"back": "1"}, follow=True)
    assert "You are away until" not in back.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"why": "away"},
        {"length": "1"},
        {"why": "away", "length": "999"},
        {"why": "away", "day": "2020-01-01"},
        {"why": "away", "day": "2026-02-31"},
        {"why": "away", "day": "soon"},
        {"why": "dead", "length": "1"},
    ],
)
def test_a_pause_that_makes_no_sense_is_asked_for_again(phone, fields):
    page = phone.post(reverse("workspace:away"), fields)

    assert page.status_code == 422
    assert not Pause.objects.exists()


@pytest.mark.parametrize("room", ["sold", "pack", "money"])
def test_a_room_costs_the_same_whatever_is_in_it(phone, leader, stripe, room):
    def live(pieces: int) -> None:
        for _ in range(pieces):
            piece = factories.piece(by=leader.cooperative, stock=5)
            factories.picture_of(piece, colour=f"#{uuid.uuid4().hex[:6]}")
            factories.paid_order(stripe, piece)
            sell(phone, piece)

    live(1)
    few = queries_of(phone, reverse(f"workspace:{room}"))
    live(3)

    assert_same_queries(room, few, queries_of(phone, reverse(f"workspace:{room}")))
