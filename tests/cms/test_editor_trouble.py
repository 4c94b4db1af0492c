"""The editor, when something goes wrong: it says so, keeps what was written, and never falls over."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, TaskState
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from cms.blocks.text import TextBlock
from cms.editor_notes import Note, note_maker, notes
from cms.models import StoryPage
from cms.roles import AUTHORS, CONSENT_KEEPERS, EDITORS, make_roles
from cooperatives.consents.scopes import Scope
from tests import factories
from tests.hostile import as_draftail

FROM_WORD = """<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->
<style>p.MsoNormal {margin:0cm; font-family:"Calibri"}</style>
<p class=MsoNormal style='text-align:justify'><b>The first bath</b><o:p></o:p> is pale <span lang=EN-GB
style='color:red'>as milk</span>.</p><table><tr><td>nine days</td></tr></table><p><a href="https://example.org"
onclick="x()">more</a></p>"""


@pytest.fixture
def admin(client, site):
    client.force_login(factories.staff())
    return client


def form_of(client, page) -> dict:
    data = querydict_from_html(client.get(_edit(page)).content.decode(), form_id="page-edit-form")
    data.update(nested_form_data({"body": streamfield([("text", as_draftail("Once."))])}))
    return data


def _edit(page) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def text_of(sent: str) -> str:
    return str(TextBlock().value_from_datadict({"text": sent}, {}, "text"))


class TestPasted:
    def test_a_text_from_word_keeps_its_words_and_loses_its_clothes(self):
        text = text_of(FROM_WORD)

        assert "<b" in text
        assert "as milk" in text
        assert "nine days" in text
        assert 'href="https://example.org"' in text
        for gone in ("Mso", "style", "font-family", "onclick", "<table", "<span", "WordDocument"):
            assert gone not in text

    @pytest.mark.parametrize(
        "sent",
        [
            "plain words",
            "{}",
            "[]",
            "null",
            "7",
            '{"blocks": 7}',
            '{"blocks": [{"text": "kept"}], "entityMap": {}}',
            '{"blocks": [{"text": "kept", "type": "header-nine", "inlineStyleRanges": [], "entityRanges": []}]}',
            "[" * 5000,
            "<p>unclosed <b>words",
        ],
    )
    def test_whatever_is_sent_as_a_text_becomes_one(self, sent):
        text = text_of(sent)

        assert "kept" in text or "kept" not in sent

    def test_a_pasted_link_to_a_film_elsewhere_is_a_link_and_no_player(self, admin, site, client):
        story = site.story()
        link = "https://www.youtube.com/watch?v=x"
        data = form_of(admin, story)
        data.update(nested_form_data({"body": streamfield([("text", as_draftail("the film", link=link))])}))

        assert admin.post(_edit(story), data | {"action-publish": "1"}).status_code == 302

        html = Client().get(story.url).content.decode()
        assert f'href="{link}"' in html
        assert "<iframe" not in html


class TestPictures:
    def send(self, client, name: str, data: bytes):
        sent = {
            "title": "A basket",
            "description": "A basket",
            "collection": 1,
            "file": SimpleUploadedFile(name, data),
        }
        return client.post("/admin/images/add/", sent)

    @pytest.mark.parametrize(
        "data", [b"", b"no picture", b"\xff\xd8\xff\xe0 broken", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 9]
    )
    def test_a_file_that_is_no_picture_is_refused_with_what_to_do(self, admin, data):
        answer = self.send(admin, "basket.jpg", data)

        assert answer.status_code == 200
        assert "A basket" in answer.content.decode()

    def test_a_picture_of_twenty_megabytes_is_taken_and_made_small(self, admin, site):
        written = io.BytesIO()
        Image.effect_noise((4600, 4600), 90).convert("RGB").save(written, "BMP")
        Image.open(io.BytesIO(written.getvalue())).save(large := io.BytesIO(), "PNG", compress_level=0)
        padding = b"\0" * max(0, 20 * 1024 * 1024 - large.tell())

        answer = self.send(admin, "basket.png", (large.getvalue() + padding)[: 24 * 1024 * 1024])

        assert answer.status_code in (200, 302)


class TestAddresses:
    def test_an_address_that_is_taken_is_said_and_nothing_is_lost(self, admin, site):
        site.story("The kiln", slug="the-kiln")
        other = site.story("Another kiln")
        data = form_of(admin, other) | {"slug": "the-kiln", "title": "Another, and longer"}

        html = admin.post(_edit(other), data).content.decode()

        assert "already in use" in html
        assert "Another, and longer" in html

    def test_a_page_that_moved_is_found_where_it_was(self, admin, site, django_capture_on_commit_callbacks):
        story = site.story("The kiln", slug="the-kiln")
        data = form_of(admin, story) | {"slug": "the-new-kiln", "action-publish": "1"}

        with django_capture_on_commit_callbacks(execute=True):
            assert admin.post(_edit(story), data).status_code == 302

        answer = Client().get("/stories/the-kiln/")
        assert answer.status_code in (301, 302)
        assert answer["Location"].endswith("/stories/the-new-kiln/")


def test_two_editors_of_one_page_hear_of_each_other(admin, site):
    story = site.story()
    admin.get(_edit(story))
    other = Client()
    other.force_login(factories.staff())
    mine = admin.get(_edit(story)).context["editing_sessions"]
    theirs = other.get(_edit(story)).context["editing_sessions"]

    said = admin.post(mine.ping_url).content.decode()

    assert theirs.ping_url != mine.ping_url
    assert admin.post(mine.ping_url).status_code == 200
    assert "other_sessions" in said


def test_a_maker_of_notes_that_fails_costs_nobody_their_editor(admin, site, caplog, monkeypatch):
    monkeypatch.setattr("cms.editor_notes._makers", [])

    @note_maker
    def broken(page):
        raise ValueError("broken")

    @note_maker
    def whole(page):
        return [Note("Figures", "Who counted them?", "block 1 (Text)")]

    story = site.story()
    assert [note.kind for note in notes(story)] == ["Figures"]
    assert "could not look" in caplog.text
    assert "Who counted them?" in admin.get(_edit(story)).content.decode()
    assert "Who counted them?" in admin.get(f"/admin/pages/{story.pk}/notes/").content.decode()


class TestTime:
    def test_a_page_is_published_at_its_hour_by_the_housekeeper(self, site, client, stripe):
        story = site.story()
        story.unpublish()
        story.go_live_at = timezone.now() - timedelta(minutes=1)
        story.save_revision(approved_go_live_at=story.go_live_at)

        call_command("keep_house")

        story.refresh_from_db()
        assert story.live

    def test_a_page_ends_at_its_hour(self, site, stripe):
        story = site.story()
        StoryPage.objects.filter(pk=story.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

        call_command("keep_house")

        story.refresh_from_db()
        assert not story.live

    def test_what_fails_first_keeps_nothing_else_waiting(self, site, settings, caplog):
        settings.STRIPE_API_BASE = "http://127.0.0.1:9"
        story = site.story()
        StoryPage.objects.filter(pk=story.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

        call_command("keep_house")

        story.refresh_from_db()
        assert not story.live


class TestWorkflow:
    @pytest.fixture
    def people(self, site):
        make_roles()
        made = {role: factories.user() for role in (AUTHORS, EDITORS, CONSENT_KEEPERS)}
        for role, person in made.items():
            person.groups.add(Group.objects.get(name=role))
        return made

    def submitted(self, site, people, **fields):
        story = site.story(**fields)
        story.unpublish()
        Page.objects.filter(pk=story.pk).update(owner=people[AUTHORS])
        story = StoryPage.objects.get(pk=story.pk)
        story.save_revision(user=people[AUTHORS])
        story.get_workflow().start(story, people[AUTHORS])
        return story

    def approve(self, story, by):
        task_state = StoryPage.objects.get(pk=story.pk).current_workflow_task_state
        task_state.task.specific.on_action(task_state, user=by, action_name="approve")
        story.refresh_from_db()
        return story

    def test_a_story_that_shows_nobody_is_live_when_an_editor_has_read_it(self, site, people):
        story = self.submitted(site, people)

        assert self.approve(story, people[EDITORS]).live
        assert TaskState.objects.filter(status=TaskState.STATUS_SKIPPED).count() == 1

    def test_a_story_that_shows_somebody_waits_for_a_look_at_what_they_allowed(self, site, people):
        person = factories.person(allows=[*Scope])
        quote = {"type": "quote", "value": {"text": "It takes time.", "person": person.pk, "name": ""}}
        story = self.submitted(site, people, body=[quote])

        assert not self.approve(story, people[CONSENT_KEEPERS]).live
        assert self.approve(story, people[EDITORS]).live
        assert not TaskState.objects.filter(status=TaskState.STATUS_SKIPPED).exists()
