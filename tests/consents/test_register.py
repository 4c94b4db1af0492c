"""The register: consents are recorded, looked at and withdrawn by those who keep them, and never edited or deleted."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cooperatives.consents.models import Consent, ConsentsAreKept, OutsideUse, Person, Scope, TakenDown
from cooperatives.consents.register import NotAConsent
from cooperatives.consents.withdrawal import AlreadyWithdrawn, withdraw
from tests import factories
from tests.guards import constraint_off


@pytest.fixture
def boss(client, world):
    client.force_login(factories.staff())
    return client


@pytest.fixture
def weaver(world):
    return factories.person("Kanariya Uwase", village="Murambi")


def someone_who_may(*codes: str) -> Client:
    user = factories.user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[*codes, "access_admin"]))
    client = Client()
    client.force_login(user)
    return client


def typed(who, **fields) -> dict:
    today = timezone.localdate()
    return {
        "person": who.pk,
        "scopes": [Scope.FACE, Scope.FIRST_NAME],
        "languages": [],
        "how": "thumb_print",
        "read_back_language": "rw",
        "read_back_by": "A member of staff",
        "witness": "",
        "guardian": "",
        "valid_from": today,
        "valid_until": today + timedelta(days=365),
        "evidence": SimpleUploadedFile("Kanariya Uwase.pdf", b"%PDF-1.4 signed"),
    } | fields


def test_a_consent_is_recorded_with_its_evidence_out_of_sight(boss, weaver):
    answer = boss.post(reverse("consent:add"), typed(weaver), follow=True)

    consent = Consent.objects.get()
    assert answer.status_code == 200
    assert set(consent.scopes) == {Scope.FACE, Scope.FIRST_NAME}
    assert consent.recorded_by is not None
    assert "Kanariya" not in consent.evidence.name
    assert Path(settings.MEDIA_ROOT) not in Path(consent.evidence.path).parents
    assert weaver.shown_name() == "Kanariya"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"scopes": []}, "This field is required"),
        ({"valid_until": ""}, "This field is required"),
        ({"valid_until": "2001-01-01"}, "before it begins"),
        ({"how": "witness", "witness": ""}, "who was the witness"),
        ({"how": "carried_over"}, "not one of the available choices"),
        ({"evidence": ""}, "add what proves it"),
        ({"evidence": SimpleUploadedFile("x.exe", b"MZ")}, "a PDF, a picture"),
        ({"person": "9999"}, "valid choice"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_no_consent_is_not_recorded_and_says_why(boss, weaver, wrong, said):
    answer = boss.post(reverse("consent:add"), typed(weaver, **wrong))

    assert answer.status_code == 200
    assert said in answer.text
    assert not Consent.objects.exists()


def test_only_the_guardian_can_allow_something_for_a_child(boss, weaver):
    child = factories.person("Umwana Uwase", is_child=True, guardian=weaver)

    refused = boss.post(reverse("consent:add"), typed(child))
    boss.post(reverse("consent:add"), typed(child, guardian=weaver.pk))

    assert "only its guardian" in refused.text
    assert Consent.objects.get().guardian == weaver
    assert child.allows(Scope.FACE)


def test_what_a_guardian_allowed_ends_with_childhood(weaver):
    child = factories.person("Umwana Uwase", is_child=True, guardian=weaver)
    factories.consent(child, Scope.FACE)

    child.is_child, child.guardian = False, None
    child.save()

    assert not Person.objects.get(pk=child.pk).allows(Scope.FACE)
    assert not Consent.objects.live().exists()


def test_nobody_else_can_allow_something_for_a_child_by_code(weaver):
    child = factories.person("Umwana Uwase", is_child=True, guardian=weaver)

    with pytest.raises(NotAConsent):
        factories.consent(child, Scope.FACE, guardian=factories.person())


def test_a_child_without_guardian_is_refused_by_the_database(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(full_name="A B", first_name="A", is_child=True)


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_it_would_not_be(world):
    with constraint_off(Person, "child_has_a_guardian", clear=Person.objects.all().delete):
        assert Person.objects.create(full_name="A B", first_name="A", is_child=True).pk


@pytest.mark.parametrize(
    "change",
    [
        lambda consent: consent.save(),
        lambda consent: consent.delete(),
        lambda consent: Consent.objects.all().delete(),
        lambda consent: Consent.objects.update(valid_until=timezone.localdate()),
        lambda consent: consent.scope_rows.all().delete(),
    ],
    ids=["save", "delete", "delete all", "update", "scopes"],
)
def test_a_consent_is_neither_changed_nor_deleted(weaver, change):
    consent = factories.consent(weaver, Scope.FACE)

    with pytest.raises(ConsentsAreKept):
        change(consent)

    assert Consent.objects.get().scopes == [Scope.FACE]


@pytest.mark.parametrize("act", ["edit", "delete"])
def test_the_register_has_no_screen_to_change_a_consent(act):
    with pytest.raises(NoReverseMatch):
        reverse(f"consent:{act}", args=[1])


def test_a_consent_is_withdrawn_once(weaver):
    consent = factories.consent(weaver, Scope.FACE)
    withdraw(consent, by=None, reason="Asked to.")

    with pytest.raises(AlreadyWithdrawn):
        withdraw(consent, by=None)

    assert Consent.objects.get().withdrawn_reason == "Asked to."


def test_whoever_looks_at_evidence_is_noted(boss, weaver):
    boss.post(reverse("consent:add"), typed(weaver))
    consent = Consent.objects.get()

    answer = boss.get(reverse("consent:evidence", args=[consent.pk]))

    assert b"".join(answer.streaming_content) == b"%PDF-1.4 signed"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert ModelLogEntry.objects.filter(action="ubukorikori.consent.looked", object_id=str(consent.pk)).exists()


@pytest.mark.parametrize(
    ("codes", "status"), [((), 302), (("change_person", "view_person"), 302), (("view_consent",), 200)]
)
def test_evidence_is_for_those_who_may_see_consents(boss, weaver, codes, status):
    boss.post(reverse("consent:add"), typed(weaver))

    answer = someone_who_may(*codes).get(reverse("consent:evidence", args=[Consent.objects.get().pk]))

    assert answer.status_code == status


@pytest.mark.parametrize("code", ["view_consent", "add_consent"])
def test_only_who_may_change_consents_may_withdraw_them(weaver, code):
    factories.consent(weaver, Scope.FACE)

    someone_who_may(code, "view_person").post(reverse("consent_person:withdraw", args=[weaver.pk]), {"reason": ""})

    assert Consent.objects.live().exists()


def test_a_withdrawal_tells_what_is_taken_down_and_what_cannot_be(boss, weaver):
    factories.consent(weaver, *Scope)
    factories.artisan(factories.cooperative("Canaries"), person=weaver)
    OutsideUse.objects.create(person=weaver, kind="print", where="Calendar 2026, 300 copies")
    address = reverse("consent_person:withdraw", args=[weaver.pk])

    before = boss.get(address)
    after = boss.post(address, {"reason": "Wishes so."}, follow=True)

    assert "Canaries" in before.text
    assert "Calendar 2026" in before.text
    assert after.status_code == 200
    assert Consent.objects.get().withdrawn_by is not None
    assert "Calendar 2026" in TakenDown.objects.get(is_recalled=False).what
    assert Person.objects.get(pk=weaver.pk).shown_name() == ""


@pytest.mark.parametrize("name", ["consent", "consent_person", "outsideuse"])
def test_the_lists_open_and_take_the_same_queries_for_many(boss, name):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert boss.get(reverse(f"{name}:index")).status_code == 200
        return len(asked)

    rows(1)
    count()
    few = count()
    rows(12)

    assert count() == few


def rows(number: int) -> None:
    for _number in range(number):
        person = factories.person(allows=[Scope.FACE, Scope.FULL_NAME])
        OutsideUse.objects.create(person=person, kind="print", where="A card")


def test_what_ends_soon_is_found_and_everything_is_had_as_a_table(boss, weaver):
    factories.consent(weaver, Scope.FACE, valid_until=timezone.localdate() + timedelta(days=9))
    factories.person("Somebody Else", allows=[Scope.FACE])

    soon = boss.get(reverse("consent:index"), {"state": "ending"})
    searched = boss.get(reverse("consent:index"), {"q": "Kanariya"})
    table = boss.get(reverse("consent:index"), {"export": "csv"})

    assert "Kanariya" in soon.text
    assert "Somebody Else" not in soon.text
    assert "Kanariya" in searched.text
    assert b"Kanariya Uwase" in b"".join(table.streaming_content)


def test_the_page_of_a_person_says_where_they_are_shown(boss, weaver):
    factories.consent(weaver, Scope.FACE)
    factories.photo("#123123", title="At the loom", people=[weaver])

    text = boss.get(reverse("consent_person:inspect", args=[weaver.pk])).text

    assert "At the loom" in text
    assert reverse("consent_person:withdraw", args=[weaver.pk]) in text
    assert boss.get(reverse("consent:inspect", args=[Consent.objects.get().pk])).status_code == 200
