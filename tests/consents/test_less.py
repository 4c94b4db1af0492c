"""Somebody no longer allows one thing: that alone ends, and what they allow beside it goes on as it was said."""

import pytest
from django.core.files.base import ContentFile

from cooperatives.consents.models import Consent, How, Scope
from cooperatives.consents.withdrawal import withdraw_scopes
from tests import factories

pytestmark = pytest.mark.django_db


def allowed(person) -> set[str]:
    person = type(person).objects.with_consents().get(pk=person.pk)
    return {scope.value for scope in Scope if person.allows(scope)}


def test_one_thing_ends_and_the_others_go_on():
    person = factories.person()
    before = factories.consent(person, Scope.FACE, Scope.FULL_NAME, Scope.STORY, languages=["rw"])

    withdraw_scopes(person, [Scope.FACE], by=None, reason="Said by herself")

    after = person.consents.get(withdrawn_at__isnull=True)
    assert allowed(person) == {"full_name", "first_name", "story"}
    assert (after.languages, after.how, after.valid_until) == (["rw"], before.how, before.valid_until)
    assert person.consents.get(pk=before.pk).withdrawn_reason == "Said by herself"


def test_the_evidence_stays_with_what_is_left():
    person = factories.person()
    evidence = ContentFile(b"her voice", name="voice.ogg")
    before = factories.consent(person, Scope.FACE, Scope.STORY, how=How.VOICE_NOTE, evidence=evidence)

    withdraw_scopes(person, [Scope.FACE], by=None)

    after = person.consents.get(withdrawn_at__isnull=True)
    assert after.evidence.name == Consent.objects.get(pk=before.pk).evidence.name
    assert after.evidence.read() == b"her voice"


def test_a_consent_to_nothing_else_just_ends():
    person = factories.person()
    factories.consent(person, Scope.FACE)
    factories.consent(person, Scope.STORY)

    withdraw_scopes(person, [Scope.FACE], by=None)

    assert allowed(person) == {"story"}
    assert person.consents.count() == 2


def test_what_would_only_begin_later_ends_too():
    person = factories.person()
    face = factories.consent(person, Scope.FACE)
    later = factories.consent(person, Scope.FACE, valid_from=face.valid_until, valid_until=face.valid_until)

    withdraw_scopes(person, [Scope.FACE], by=None)

    assert person.consents.get(pk=later.pk).withdrawn_at is not None


def test_said_twice_it_is_said_once():
    person = factories.person()
    factories.consent(person, Scope.FACE, Scope.STORY)

    withdraw_scopes(person, [Scope.FACE], by=None)
    withdraw_scopes(person, [Scope.FACE], by=None)

    assert person.consents.count() == 2


def test_of_a_child_the_guardian_still_stands_for_what_is_left():
    guardian = factories.person()
    child = factories.person(is_child=True, guardian=guardian)
    factories.consent(child, Scope.FACE, Scope.STORY)

    withdraw_scopes(child, [Scope.FACE], by=None)

    assert child.consents.get(withdrawn_at__isnull=True).guardian == guardian
