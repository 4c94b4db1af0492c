"""Consents end by themselves: staff are warned once, and what was shown is taken down, however often one looks."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.models import StoryPage
from cooperatives.consents.expiry import ending_soon, take_down_what_is_over, warn
from cooperatives.consents.models import Scope, TakenDown
from cooperatives.consents.withdrawal import withdraw_everything
from cooperatives.photos.models import Photo, Rendition, ShowsPeople
from cooperatives.photos.renditions import make_renditions
from cooperatives.photos.showing import say_who_is_seen
from tests import factories
from tests.clock import later
from tests.worker import work

NAME = "Kanariya Uwase"


def quoting(site, person):
    return site.story(
        "By the lake", body=[{"type": "quote", "value": {"text": "Once.", "name": "", "person": person.pk}}]
    )


def in_days(number: int):
    return timezone.localdate() + timedelta(days=number)


@pytest.mark.django_db(transaction=True)
def test_staff_are_told_once_thirty_days_before(world, mailoutbox):
    boss = factories.staff()
    factories.consent(factories.person(NAME), Scope.FACE, valid_until=in_days(20))
    factories.consent(factories.person("Somebody Else"), Scope.FACE, valid_until=in_days(40))

    for _time in range(3):
        call_command("check_consents", stdout=io.StringIO())
        work()

    (mail,) = mailoutbox
    assert mail.to == [boss.email]
    assert NAME in mail.body
    assert "Somebody Else" not in mail.body


def test_nobody_is_told_of_a_consent_that_was_renewed(world):
    person = factories.person(NAME)
    factories.consent(person, Scope.FACE, valid_until=in_days(20))
    factories.consent(person, Scope.FACE, valid_until=in_days(400))

    assert warn() == []


def test_the_list_of_what_ends_soon_is_there_after_the_warning(world):
    consent = factories.consent(factories.person(NAME), Scope.FACE, valid_until=in_days(3))
    warn()

    assert ending_soon() == [consent]


def test_a_page_is_taken_down_the_day_after_and_only_once(site):
    person = factories.person(NAME)
    factories.consent(person, Scope.FULL_NAME, Scope.STORY, valid_until=in_days(0))
    story = quoting(site, person)

    before = take_down_what_is_over()
    with later(days=1):
        removed = take_down_what_is_over()
        again = take_down_what_is_over()

    assert before == {}
    assert list(removed) == [person.pk]
    assert again == {}
    assert not StoryPage.objects.get(pk=story.pk).live
    assert TakenDown.objects.get().cause == TakenDown.Cause.EXPIRED


def test_a_page_stays_that_another_consent_still_allows(site):
    person = factories.person(NAME)
    factories.consent(person, Scope.FULL_NAME, Scope.STORY, valid_until=in_days(0))
    factories.consent(person, Scope.FULL_NAME, Scope.STORY, valid_until=in_days(9))
    story = quoting(site, person)

    with later(days=1):
        assert take_down_what_is_over() == {}

    assert StoryPage.objects.get(pk=story.pk).live


def test_the_home_page_stays_without_what_showed_the_person(site):
    person = factories.person(NAME)
    factories.consent(person, *Scope)
    site.home.sections = [
        ("quote", {"text": "Once.", "name": "", "person": person}),
        ("heading", "What stays"),
    ]
    site.home.save_revision().publish()

    withdraw_everything(person, by=None)

    site.home.refresh_from_db()
    assert site.home.live
    assert [block.block_type for block in site.home.sections] == ["heading"]


def test_a_picture_of_two_is_shown_while_both_allow_it(world):
    one, other = (factories.person(allows=[Scope.FACE]) for _number in range(2))
    photo = factories.photo("#123321", people=[one, other])

    withdraw_everything(other, by=None)

    assert not Photo.objects.get(pk=photo.pk).may_be_shown()
    assert Photo.objects.get(pk=photo.pk).picture.is_withheld


def test_a_picture_is_withheld_on_the_day_after_without_any_work(world):
    person = factories.person(NAME)
    factories.consent(person, Scope.FACE, valid_until=in_days(0))
    photo = factories.photo("#123321", people=[person])

    with later(days=1):
        assert photo.picture.is_withheld

    assert not photo.picture.is_withheld


def test_no_sizes_are_left_of_a_picture_that_is_looked_at_again(world, django_capture_on_commit_callbacks):
    photo = factories.photo("#321123", size=(700, 500))
    make_renditions(photo)
    storage, old = photo.file.storage, photo.file.name

    with django_capture_on_commit_callbacks(execute=True):
        say_who_is_seen(photo, shows=ShowsPeople.NAMED, people=[factories.person(NAME)])

    assert not Rendition.objects.filter(image=photo).exists()
    assert not storage.exists(old)
    assert storage.exists(Photo.objects.get(pk=photo.pk).file.name)
