"""The first room of the workspace, the language of the phone, and what the phone keeps for when there is no line."""

import gzip
import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from cms.staticfiles import workspace_sheet
from shop.workspace.house import kept
from shop.workspace.house.tiles import tiles_for
from shop.workspace.listings.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


def told_to_keep(client: Client) -> dict:
    script = client.get("/workspace/sw.js").text
    return json.loads(re.search(r"keepHouse\((.*)\);", script)[1])


def test_the_first_room_leads_to_everything_there_is_to_do():
    client, leader = Client(), factories.leader()
    factories.let_in(client, leader)

    page = client.get("/workspace/").text

    for tile in tiles_for(leader):
        assert f'href="{tile.url}"' in page


def test_the_first_room_says_how_many_pieces_are_to_be_changed():
    client, leader, other = Client(), factories.leader(), factories.leader()
    for group, times in ((leader.cooperative, 2), (other.cooperative, 1)):
        for _time in range(times):
            Submission.objects.create(cooperative=group, state=Submission.State.CHANGE_ASKED)
    factories.let_in(client, leader)

    page = client.get("/workspace/").text

    assert "2 to change" in page


def test_the_first_room_asks_as_often_however_much_there_is(django_assert_max_num_queries):
    client, leader = Client(), factories.leader()
    factories.let_in(client, leader)
    for _time in range(20):
        Submission.objects.create(cooperative=leader.cooperative, state=Submission.State.CHANGE_ASKED)
    client.get("/workspace/")

    with django_assert_max_num_queries(5):
        client.get("/workspace/")


def test_a_phone_speaks_kinyarwanda_until_it_is_told_another_language():
    client = Client()
    before = client.get("/workspace/language/")

    client.post("/workspace/language/", {"language": "fr"})
    after = client.get("/workspace/language/")

    assert before.context["LANGUAGE_CODE"] == "rw"
    assert after.context["LANGUAGE_CODE"] == "fr"


def test_a_language_a_leader_chooses_is_hers_from_now_on():
    client, leader = Client(), factories.leader(language="rw")
    factories.let_in(client, leader)

    client.post("/workspace/language/", {"language": "fr"})

    leader.refresh_from_db()
    assert leader.language == "fr"


@pytest.mark.parametrize("language", ["", "nl", "../..", "🧺", "x" * 10_000])
def test_a_language_the_workspace_does_not_speak_changes_nothing(language):
    client, leader = Client(), factories.leader(language="rw")
    factories.let_in(client, leader)

    answer = client.post("/workspace/language/", {"language": language})

    leader.refresh_from_db()
    assert answer.status_code == 302
    assert leader.language == "rw"


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example/", "/admin/", "/workspace/../admin/", "x" * 5000]
)
def test_choosing_a_language_never_leads_out_of_the_workspace(address):
    answer = Client().post("/workspace/language/", {"language": "fr", "next": address})

    assert answer["Location"] == "/workspace/"


def test_another_site_cannot_choose_the_language():
    answer = Client().post("/workspace/language/", {"language": "fr"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


def test_the_page_without_a_line_is_the_same_for_everybody():
    client = Client()
    nobodys = Client(headers={"Cookie": "workspace_language=en"}).get("/workspace/offline/")
    factories.let_in(client, factories.leader(name="Canary Uwase"))

    leaders = client.get("/workspace/offline/")

    assert "Canary" not in leaders.text
    assert leaders.text == nobodys.text
    assert not leaders.cookies


def test_the_phone_keeps_files_and_pages_that_are_there():
    house = told_to_keep(Client())

    assert all(finders.find(address.removeprefix("/static/")) for address in house["shell"])
    assert "/workspace/" in house["ahead"]
    for address in [*house["ahead"], house["offline"]]:
        assert Client().get(address).status_code in (200, 302)


def test_every_door_to_somebody_else_makes_the_phone_forget():
    doors = told_to_keep(Client())["doors"]

    assert all(Client().get(door).status_code in (200, 302, 404, 405) for door in doors)
    assert "/workspace/leave/" in doors


def test_what_is_kept_is_never_about_money():
    assert not [start for start in [*kept.SEEN, *kept.AHEAD] if "money" in start]


def test_a_new_house_makes_a_new_worker(monkeypatch):
    before = told_to_keep(Client())["version"]
    monkeypatch.setattr(kept, "SEEN", [*kept.SEEN, "/workspace/more/"])

    assert told_to_keep(Client())["version"] != before


def test_the_sheet_is_small():
    assert len(gzip.compress(workspace_sheet().encode())) <= 10_000


def test_the_workspace_can_be_put_on_a_phone():
    manifest = Client().get("/workspace/manifest.webmanifest").json()

    assert (manifest["scope"], manifest["start_url"]) == ("/workspace/", "/workspace/")
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])
