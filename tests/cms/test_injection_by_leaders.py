"""Row 19, for leaders: whatever they type on a phone, no page runs it: not theirs, not that of staff, not that of the shop."""

import json
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from shop.catalogue.models import Product
from shop.workspace.daily.models import SoldHere, StoryIdea
from shop.workspace.entrance.models import Device
from shop.workspace.entrance.phones import name_of
from shop.workspace.listings.models import Remark, Submission
from shop.workspace.listings.publishing import proposed_prices, publish
from tests import factories
from tests.hostile import PAYLOADS, found_in, injected_in
from tests.shared_out import share_of
from tests.test_doors import STAFF, plain

pytestmark = [pytest.mark.django_db, pytest.mark.proof(19)]
TEXTS = share_of(PAYLOADS)
# A page has all steps in it, of which one is open; what was told is read on the last.
STEPS = ("what", "look")


@pytest.fixture
def boss(site) -> Client:
    client = Client()
    client.force_login(factories.staff(email="boss@example.org"))
    return client


@pytest.fixture
def leader(site):
    factories.guide_rates()
    return factories.leader()


@pytest.fixture
def phone(leader) -> Client:
    client = Client()
    factories.let_in(client, leader)
    return client


def address_of(submission: Submission, step: str = "") -> str:
    return f"/workspace/pieces/{submission.key}/{step}/" if step else f"/workspace/pieces/{submission.key}/"


def told(phone: Client, kind, text: str) -> Submission:
    """A piece that was told of with this text wherever there is a field, right or wrong."""
    key = uuid4()
    address = f"/workspace/pieces/{key}"
    phone.post(f"{address}/what/", {"kind": kind.pk, "title": text[:120]})
    phone.post(f"{address}/who/", {"words": text, "quantity": 2})
    wrong = {"kind": text, "height_cm": text, "price_rwf": text, "price_is_meant": text, "quantity": text}
    for step in ("size", "price"):
        answer = phone.post(f"{address}/{step}/", {**wrong, "title": text[:120], "words": text})
        assert found_in(answer.text) == [], (step, text)
    return Submission.objects.get(key=key)


def test_no_room_of_the_workspace_runs_what_a_leader_wrote(phone, leader, reached):
    kind = factories.category()

    for text in TEXTS:
        submission = told(phone, kind, text)
        assert submission.words, text
        Remark.objects.create(submission=submission, field="title", text=text)
        for step in STEPS:
            assert found_in(phone.get(address_of(submission, step)).text) == [], (step, text)
        phone.post(f"/workspace/story/{uuid4()}/", {"words": text})
        SoldHere.objects.create(title=text, cooperative=leader.cooperative, sold_at=timezone.now())
    StoryIdea.objects.update(answer=TEXTS[0])
    Submission.objects.update(state=Submission.State.CHANGE_ASKED)
    pages = {address: phone.get(address) for address in ("/workspace/", *rooms())}

    assert StoryIdea.objects.count() == len(TEXTS)
    for address, page in pages.items():
        assert page.status_code in (200, 302), address
        assert found_in(page.text) == [], address
    reached(f"{len(TEXTS)} texts of leaders in {len(pages) + len(STEPS)} rooms: nothing ran")


def rooms() -> list[str]:
    return [f"/workspace/{room}/" for room in ("pieces", "sold", "pack", "money", "shown", "story", "away", "me")]


def test_a_phone_that_sends_scripts_is_told_none(phone, leader):
    """What comes by itself, as JSON, is answered as JSON, and goes through the same fields."""
    for text in TEXTS:
        key = str(uuid4())
        body = {"leader": leader.pk, "key": key, "version": 0, "answers": {"title": text[:120], "words": text}}

        answer = phone.post("/workspace/pieces/sync/", json.dumps(body), "application/json")

        assert answer["Content-Type"] == "application/json", text
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert found_in(phone.get(f"/workspace/pieces/{key}/look/").text) == [], text


def test_no_screen_of_staff_runs_what_a_leader_wrote(boss, phone, leader, reached):
    kind = factories.category()
    for text in TEXTS:
        submission = factories.submission(leader, title=text[:120], words=text, kind=kind, photos=0)
        Remark.objects.create(submission=submission, field="words", text=text)
        idea = StoryIdea.objects.create(
            cooperative=leader.cooperative, leader=leader, words=text, sent_at=timezone.now()
        )
        Device.objects.create(name=text[:120], token_hash=str(idea.pk)).leaders.add(leader)
    photo = factories.leader_photo(leader, listing=Submission.objects.first().key)
    addresses = [f"/admin/review/submissions/{one.pk}/" for one in Submission.objects.all()]
    addresses += [f"/admin/review/ideas/{one.pk}/" for one in StoryIdea.objects.all()]
    addresses += [f"/admin/review/pictures/{photo.photo_id}/"]

    for address in addresses:
        assert boss.get(address).status_code == 200, address
        assert injected_in(boss.get(address).text) == [], address
    lists = [address for address in plain(STAFF) if not address.endswith(("/logout/", "/failwhale/"))]
    for address in lists:
        page = boss.get(address)
        assert page.status_code < 500, address
        if "html" in page.get("Content-Type", "") and not page.streaming:
            assert injected_in(page.text) == [], address

    reached(f"{len(TEXTS)} texts of leaders on {len(addresses) + len(lists)} screens of staff: nothing ran")


def test_no_page_of_the_shop_runs_what_a_leader_wrote(site, boss, leader, client, reached):
    kind, made = factories.category(), []
    staff = factories.staff()
    page_of_group = site.cooperative(leader.cooperative)
    for text in TEXTS:
        submission = factories.submission(leader, title=text[:120], words=text, kind=kind)
        prices = proposed_prices(submission)
        made.append(publish(submission=submission, by=staff, prices=prices))
    caches["default"].clear()
    addresses = [product.get_absolute_url() for product in made]
    addresses += [f"/fr{addresses[0]}", f"/rw{addresses[1]}", "/", "/pieces/", "/search/?q=alert", "/pieces/?page=2"]
    addresses += [kind.get_absolute_url(), site.groups.url, page_of_group.url]

    for address in addresses:
        page = client.get(address, follow=True)
        assert page.status_code == 200, address
        assert found_in(page.text) == [], address
    for product in made:
        assert injected_in(boss.get(f"/dashboard/catalogue/products/{product.pk}/").text) == [], product

    assert Product.objects.count() == len(TEXTS)
    reached(f"{len(TEXTS)} pieces of leaders on {len(addresses) + len(made)} pages of the shop: nothing ran")


def test_a_phone_that_calls_itself_a_script_is_only_a_name(rf):
    for text in TEXTS:
        request = rf.get("/", headers={"User-Agent": text})

        assert len(name_of(request)) <= 120
