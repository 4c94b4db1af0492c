"""No page that shows somebody goes live without their consent, by whatever way."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.consent import gate
from cms.consent.gate import ConsentMissing
from cms.models import StoryPage
from cooperatives.consents.models import Scope
from cooperatives.consents.withdrawal import withdraw_everything
from cooperatives.photos.models import ShowsPeople
from tests import factories
from tests.worker import work

NAME = "Kanariya Uwase"


@pytest.fixture
def weaver(world):
    """Somebody who allows nothing."""
    return factories.person(NAME)


def quote(person, text="It is not repeated."):
    return {"type": "quote", "value": {"text": text, "name": "", "person": person.pk}}


def draft(site, person, **fields) -> StoryPage:
    """A story that quotes the person, not published yet."""
    fields = {"intro": "How it was.", "lead_picture": factories.photo(), "body": [quote(person)]} | fields
    story = StoryPage(title="By the lake", live=False, **fields)
    site.stories.add_child(instance=story)
    story.save_revision()
    return story


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_a_page_that_quotes_somebody_who_does_not_allow_it_is_not_published(site, weaver):
    story = draft(site, weaver)

    with pytest.raises(ConsentMissing) as refused:
        story.get_latest_revision().publish()

    assert NAME in str(refused.value)
    assert not is_live(story)


def test_without_the_gate_it_would_be(site, weaver, monkeypatch):
    story = draft(site, weaver)
    monkeypatch.setattr(gate, "refusals", lambda page, on=None: [])

    story.get_latest_revision().publish()

    assert is_live(story)


def test_with_consent_it_is_published(site, weaver):
    story = draft(site, weaver)
    factories.consent(weaver, Scope.FULL_NAME, Scope.STORY)

    story.get_latest_revision().publish()

    assert is_live(story)


@pytest.mark.parametrize(
    ("scopes", "fields"),
    [
        ((Scope.FACE,), {}),
        ((Scope.FULL_NAME, Scope.STORY), {"valid_until": timezone.localdate() - timedelta(days=1)}),
        ((Scope.FULL_NAME, Scope.STORY), {"valid_from": timezone.localdate() + timedelta(days=1)}),
        ((Scope.FULL_NAME, Scope.STORY), {"languages": ["rw"]}),
    ],
    ids=["another scope", "over", "not yet", "another language"],
)
def test_another_consent_is_none(site, weaver, scopes, fields):
    story = draft(site, weaver)
    factories.consent(weaver, *scopes, **{"valid_from": timezone.localdate() - timedelta(days=30)} | fields)

    with pytest.raises(ConsentMissing):
        story.get_latest_revision().publish()

    assert not is_live(story)


def test_a_page_is_not_made_live_by_code_or_import(site, weaver):
    story = StoryPage(title="By the lake", intro="How it was.", lead_picture=factories.photo(), body=[quote(weaver)])

    with pytest.raises(ConsentMissing):
        site.stories.add_child(instance=story)

    assert not StoryPage.objects.exists()


def test_a_draft_is_not_made_live_by_saving_it(site, weaver):
    story = draft(site, weaver)
    story.live = True

    with pytest.raises(ConsentMissing):
        story.save()

    assert not is_live(story)


def test_an_old_revision_cannot_bring_back_who_withdrew(site, weaver):
    factories.consent(weaver, Scope.FULL_NAME, Scope.STORY)
    story = site.story("By the lake", body=[quote(weaver)])
    old = story.get_latest_revision()
    story.body = []
    story.save_revision().publish()
    withdraw_everything(weaver, by=None)

    with pytest.raises(ConsentMissing):
        old.publish(previous_revision=old)

    assert is_live(story)
    assert NAME not in str(StoryPage.objects.get(pk=story.pk).body)


def test_a_live_page_is_not_copied_live_after_its_consent_ended(site, weaver):
    factories.consent(weaver, Scope.FULL_NAME, Scope.STORY, valid_until=timezone.localdate())
    story = site.story("By the lake", body=[quote(weaver)])
    weaver.is_child, weaver.guardian = True, factories.person()
    weaver.save()  # the consent of a grown-up is none of a child

    with pytest.raises(ConsentMissing):
        story.copy(update_attrs={"slug": "again"}, keep_live=True)

    assert StoryPage.objects.count() == 1


def test_a_name_that_only_stands_in_the_words_needs_consent_too(site, weaver):
    story = draft(site, weaver, body=[{"type": "text", "value": f"<p>Then <b>{NAME}</b> laughed.</p>"}])

    with pytest.raises(ConsentMissing):
        story.get_latest_revision().publish()


@pytest.mark.parametrize("shows", [ShowsPeople.NAMED, ShowsPeople.NOT_LOOKED_AT])
def test_a_picture_needs_the_consent_of_everybody_in_it(site, weaver, shows):
    people = [weaver] if shows == ShowsPeople.NAMED else []
    story = draft(site, weaver, body=[], lead_picture=factories.photo("#112233", people=people, shows=shows))

    with pytest.raises(ConsentMissing):
        story.get_latest_revision().publish()


def test_a_picture_in_a_gallery_counts_as_well(site, weaver):
    others = [factories.photo("#111111"), factories.photo("#332211", people=[weaver])]
    pictures = [{"picture": photo.pk, "caption": ""} for photo in others]
    story = draft(site, weaver, body=[{"type": "gallery", "value": {"pictures": pictures, "caption": ""}}])

    with pytest.raises(ConsentMissing) as refused:
        story.get_latest_revision().publish()

    assert str(Scope.FACE.label) in str(refused.value)


@pytest.mark.django_db(transaction=True)
def test_a_scheduled_page_whose_consent_ended_stays_a_draft_and_staff_are_told(site, weaver, mailoutbox):
    boss = factories.staff()
    consent = factories.consent(weaver, Scope.FULL_NAME, Scope.STORY)
    story = draft(site, weaver)
    story.go_live_at = timezone.now() + timedelta(seconds=1)
    revision = story.save_revision(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    withdraw_everything(consent.person, by=None)

    call_command("publish_scheduled", stdout=io.StringIO())
    work()

    assert not is_live(story)
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None
    assert str(weaver.pk) in str(revision.content["body"])
    (mail,) = [mail for mail in mailoutbox if "By the lake" in mail.subject]
    assert mail.to == [boss.email]
    assert NAME in mail.body


def test_a_page_is_not_scheduled_for_a_day_after_the_consent_ends(site, weaver, client):
    client.force_login(factories.staff())
    factories.consent(weaver, Scope.FULL_NAME, Scope.STORY, valid_until=timezone.localdate() + timedelta(days=3))
    story = draft(site, weaver)
    story.go_live_at = timezone.now() + timedelta(days=5)

    with pytest.raises(ConsentMissing):
        story.save_revision().publish()


def test_many_at_once_are_refused_with_a_message_and_without_trouble(site, weaver, client):
    client.force_login(factories.staff())
    story = draft(site, weaver)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    answer = client.post(f"{address}?id={story.pk}", {"include_descendants": ""}, follow=True)

    assert answer.status_code == 200
    assert NAME in answer.text
    assert not is_live(story)


def test_the_editor_keeps_the_draft_and_says_who_what_and_where(site, weaver, client):
    from wagtail.test.utils.form_data import nested_form_data, streamfield

    client.force_login(factories.staff())
    story = draft(site, weaver, body=[])
    form = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).context["form"]
    typed = form_values(form) | nested_form_data(
        {
            "title": "By the lake, later",
            "slug": "by-the-lake",
            "intro": "How it was.",
            "body": streamfield([("quote", {"text": "Once.", "name": "", "person": str(weaver.pk)})]),
        }
    )

    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[story.pk]), {**typed, "action-publish": "1"}, follow=True
    )

    assert answer.status_code == 200
    assert NAME in answer.text
    assert "block 1 (Quote)" in answer.text
    assert not is_live(story)
    story.refresh_from_db()
    assert story.get_latest_revision_as_object().title == "By the lake, later"


def form_values(form) -> dict:
    """What the form would send unchanged, as far as it is needed."""
    values = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, "") and not isinstance(value, list) and name not in ("body", "comments"):
            values[name] = value
    for formset in form.formsets.values():
        values |= {f"{formset.prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
        values[f"{formset.prefix}-MAX_NUM_FORMS"] = ""
    return values
